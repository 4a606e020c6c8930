using System.Runtime.InteropServices;
using Ledger.Inventory.Commands;
using Ledger.Inventory.Deciding;
using Ledger.Inventory.Events;
using Ledger.Inventory.Orders;
using Ledger.Inventory.Stock;

namespace Ledger.Inventory.Storage;

/// <summary>What a run of facts changes in the read models, gathered so that each table is written once.</summary>
sealed class InventoryChanges
{
    InventoryChanges()
    {
    }

    /// <summary>What was found before: what is not in it is new.</summary>
    public required StockStates Found { get; init; }

    public IReadOnlyList<KeyValuePair<StockKey, StockLevel>> Levels { get; private init; } = [];

    public IReadOnlyList<MovementRow> Movements { get; private init; } = [];

    public IReadOnlyList<KeyValuePair<string, OrderState>> Orders { get; private init; } = [];

    public IReadOnlyList<KeyValuePair<string, PaymentFacts>> Payments { get; private init; } = [];

    public IReadOnlyList<ReservationRow> Unreserved { get; private init; } = [];

    public IReadOnlyList<ReservationRow> Reserved { get; private init; } = [];

    public IReadOnlyList<Guid> NoLongerHeld { get; private init; } = [];

    public IReadOnlyList<(string StreamId, HeldStockEvent Held)> Held { get; private init; } = [];

    public IReadOnlyList<(string CaseId, string OrderRef)> Closed { get; private init; } = [];

    public IReadOnlyList<CaseRow> Opened { get; private init; } = [];

    public IReadOnlyList<ShopCommand> Commands { get; private init; } = [];

    /// <summary>All that the read models hold when these are the states.</summary>
    public static InventoryChanges Whole(StockStates states, IReadOnlyList<MovementRow> movements, IReadOnlyList<CaseRow> cases) => new()
    {
        Found = StockStates.Complete(),
        Levels = [.. states.Levels.OrderBy(pair => pair.Key)],
        Movements = movements,
        Orders = [.. states.Orders],
        Payments = [.. states.Payments],
        Reserved = [.. states.Orders.SelectMany(pair => ReservationRow.Of(pair.Key, pair.Value))],
        Held = [.. states.Payments.SelectMany(pair => pair.Value.Held.Select(held => (pair.Key, held)))],
        Opened = cases,
    };

    /// <summary>Compares the states before and after.</summary>
    public static InventoryChanges Of(
        IReadOnlyList<PlacedFact> facts, StockStates before, StockStates after, IReadOnlyList<ShopCommand> commands)
    {
        var cases = CaseRow.Of(facts, before, after);
        var held = after.Payments.Select(pair => (pair.Key, Before: before.Payment(pair.Key).Held, After: pair.Value.Held))
            .Where(payment => !ReferenceEquals(payment.Before, payment.After)).ToList();
        return new InventoryChanges
        {
            Found = before,
            Levels = [.. after.Levels.OrderBy(pair => pair.Key)],
            Movements = [.. facts.SelectMany(MovementRow.Of)],
            Orders = [.. after.Orders],
            Payments = [.. after.Payments],
            Unreserved = [.. after.Orders.SelectMany(pair => ReservationRow.Of(pair.Key, before.Order(pair.Key)))],
            Reserved = [.. after.Orders.SelectMany(pair => ReservationRow.Of(pair.Key, pair.Value))],
            NoLongerHeld = [.. held.SelectMany(p => p.Before.Except(p.After)).Select(waiting => waiting.Event.EventId)],
            Held = [.. held.SelectMany(p => p.After.Except(p.Before).Select(waiting => (p.Key, waiting)))],
            Opened = cases.Opened,
            Closed = cases.Closed,
            Commands = commands,
        };
    }
}

/// <summary>Where a movement lies.</summary>
[StructLayout(LayoutKind.Auto)]
readonly record struct MovementRow(StockKey Key, long Sequence, long Position, short Line)
{
    public static IEnumerable<MovementRow> Of(PlacedFact placed) => placed.Fact is StockMoved moved
        ? moved.Movements.Select((movement, n) => new MovementRow(movement.Key, movement.Sequence, placed.Position, (short)n))
        : [];
}

/// <summary>Units that an order keeps.</summary>
[StructLayout(LayoutKind.Auto)]
readonly record struct ReservationRow(DateTimeOffset ExpiresAt, string OrderRef, StockKey Key, long Quantity)
{
    public static IEnumerable<ReservationRow> Of(string orderRef, OrderState order) => order.Reserves
        ? order.Lines.Where(line => line.Reserved > 0)
            .Select(line => new ReservationRow(order.LapsesAt, orderRef, line.Key, line.Reserved))
        : [];
}
