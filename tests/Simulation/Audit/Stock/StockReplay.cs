using Ledger.Inventory.Commands;
using Ledger.Simulation.Stories;

namespace Ledger.Simulation.Audit.Stock;

/// <summary>
/// Goes through the inventory's events in the order of their commits with counts, orders and promises of its own, and says at
/// each step what must not be: a unit promised twice, a movement that nothing explains, a refusal of what was there.
/// </summary>
sealed class StockReplay(StockBooks books)
{
    /// <summary>A batch decided ahead may not know of what ran out while it was decided.</summary>
    static readonly TimeSpan KnownWithin = TimeSpan.FromMinutes(1);

    readonly HashSet<Guid> _moved = [];
    readonly List<Violation> _found = [];

    public Dictionary<string, Shelf> Shelves { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, long> Sequences { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, long> Safety { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, AuditedOrder> Orders { get; } = new(StringComparer.Ordinal);

    /// <summary>Goes through all of it.</summary>
    public IReadOnlyList<Violation> Run()
    {
        foreach (var written in books.Written)
        {
            Take(written);
        }

        return _found;
    }

    void Take(WrittenStock written)
    {
        var order = written.OrderRef is { } orderRef ? OrderOf(orderRef) : null;
        var fact = books.Facts.GetValueOrDefault(written.EventId);
        var command = books.Commands.GetValueOrDefault(written.EventId)?[0].Command.Command;
        Explain(written, order, fact, command);
        State(written, order, fact, command);
        foreach (var movement in written.Movements)
        {
            Move(written, movement, order, command);
        }

        if (order is not null)
        {
            Promises.Take(written, order, fact, command, books.Plan.Shop.AuthorizationHours);
            foreach (var (stock, line) in order.Lines.Where(line => line.Value.Has > line.Value.Ordered))
            {
                Say("never-more-than-ordered", written, $"{written.OrderRef} has {line.Has} of {stock}, and ordered {line.Ordered}");
            }
        }

        foreach (var stock in written.Movements.Select(movement => movement.Stock).Distinct(StringComparer.Ordinal))
        {
            RequireCover(written, stock);
        }

        RequireRefusal(written, order, fact);
    }

    /// <summary>Each movement has one cause that may have it, and each cause moves once.</summary>
    void Explain(WrittenStock written, AuditedOrder? order, Fact? fact, StockCommand? command)
    {
        var known = fact?.Class ?? command?.Kind ?? (written.Class == "stock.lapse" ? written.Class : null);
        if (known is null || known != written.Class)
        {
            Say("no-strangers", written, "nobody has told or commanded it");
        }

        if (!written.Moved)
        {
            return;
        }

        if (!_moved.Add(written.Class == "stock.lapse" ? written.Row.Id : written.EventId))
        {
            Say("moves-once", written, "its cause has moved stock before");
        }

        var kinds = MovementTable.KindsOf(fact?.Effect ?? written.Class);
        if (written.Movements.Any(movement => !kinds.Contains(movement.Kind)) || written.Movements.Count == 0)
        {
            Say("movements-are-those-of-causes", written, string.Join(", ", written.Movements.Select(movement => movement.Kind)));
        }

        if (written.Class == "stock.lapse" && order?.Until > written.Row.At)
        {
            Say("lapses-in-time", written, $"its units are kept until {order.Until:O}, at {written.Row.At:O}");
        }

        if ((fact?.Effect ?? written.Class) is "auth-voided" or "auth-expired" or "payment-failed" or "capture-failed"
            && order?.IsKeptBy(written.Row.Stream, written.Row.At) == true
            && written.Movements.Sum(movement => movement.Change.Reserved + movement.Change.Committed) < 0)
        {
            Say("other-payments-keep", written, $"another payment of {written.OrderRef} stands");
        }
    }

    /// <summary>The order's lines are those that were stated.</summary>
    void State(WrittenStock written, AuditedOrder? order, Fact? fact, StockCommand? command)
    {
        if (order is null || written.Lines is not { } lines)
        {
            return;
        }

        var told = fact is not null ? books.Told[written.EventId] : command is ReserveStock reserve
            ? [[.. reserve.Lines.Select(line => new Line(line.Sku, line.Quantity, line.Location))]] : [];
        var supplied = books.Commands.Values.Select(calls => calls[0].Command.Command).OfType<SupplyMissing>()
            .Where(supply => supply.EventId == written.EventId)
            .Select(supply => supply.Lines.Select(line => new Line(line.Sku, line.Quantity, line.Location)).ToList());
        if (!told.Concat(supplied).Any(other => other.ToHashSet().SetEquals(lines)))
        {
            Say("lines-as-stated", written, string.Join(", ", lines));
        }

        foreach (var line in order.Lines.Values)
        {
            line.Ordered = 0;
        }

        foreach (var line in lines)
        {
            order.LineOf($"{line.Sku}@{line.Location}").Ordered += line.Quantity!.Value;
        }
    }

    void Move(WrittenStock written, WrittenMovement movement, AuditedOrder? order, StockCommand? command)
    {
        var before = Shelves.GetValueOrDefault(movement.Stock);
        var line = order?.LineOf(movement.OrderStock);
        if (movement.Before != before || movement.Sequence != Sequences.GetValueOrDefault(movement.Stock) + 1)
        {
            Say("movements-follow", written, $"movement {movement.Sequence} of {movement.Stock} begins at {movement.Before}, the one before ended at {before}");
        }

        if (MovementTable.ChangeOf(movement, line, command) is not { } change || change != movement.Change)
        {
            Say("movements-do-what-they-say", written, $"{movement.Kind} {movement.Quantity} of {movement.Stock} did {movement.Change}");
        }

        if (!IsAtCost(movement, before, line))
        {
            Say("at-cost", written, $"{movement.Kind} {movement.Quantity} of {movement.Stock} cost {movement.Cost}, from {before}");
        }

        Shelves[movement.Stock] = movement.After;
        Sequences[movement.Stock] = movement.Sequence;
        Safety[movement.Stock] = movement.SafetyStock;
        if (line is null)
        {
            return;
        }

        line.Reserved += movement.Change.Reserved;
        line.Committed += movement.Change.Committed;
        line.Shipped += movement.Kind == "shipped" ? movement.Quantity : 0;
        line.Returned += movement.Kind == "returned" ? movement.Quantity : 0;
        line.CostOut += movement.Kind switch { "shipped" => movement.Cost, "returned" => -movement.Cost, _ => 0 };
        if (Math.Min(Math.Min(line.Reserved, line.Committed), line.Shipped - line.Returned) < 0)
        {
            Say("orders-give-what-they-have", written, $"{movement.Kind} {movement.Quantity} of {movement.Stock} was not theirs");
        }
    }

    static bool IsAtCost(WrittenMovement movement, Shelf before, AuditedLine? line) => movement.Kind switch
    {
        "shipped" or "transferred-out" => MovementTable.IsShare(movement.Cost, movement.Quantity, before.Cost, before.OnHand),
        "returned" => line is not null
            && MovementTable.IsShare(movement.Cost, movement.Quantity, line.CostOut, line.Shipped - line.Returned),
        _ => true,
    };

    /// <summary>No unit is promised twice, and none below the safety stock.</summary>
    void RequireCover(WrittenStock written, string stock)
    {
        var (shelf, at) = (Shelves[stock], written.Row.At);
        var promised = Kept(stock, at) + shelf.Committed;
        if (promised > shelf.OnHand || shelf.OnHand < 0)
        {
            Say("no-unit-is-sold-twice", written, $"{stock} has {shelf.OnHand} on hand, {shelf.Committed} committed and {promised - shelf.Committed} kept at {at:O}");
        }

        var takes = written.Movements.Any(movement => movement.Stock == stock
            && (movement.Kind == "reserved" || (movement.Kind == "committed" && movement.Quantity > -movement.Change.Reserved)));
        if (takes && promised + Safety[stock] > shelf.OnHand)
        {
            Say("safety-stock-stays", written, $"{stock} has {shelf.OnHand} on hand, {promised} promised and {Safety[stock]} to be kept back");
        }

        if (shelf.Reserved != Orders.Values.Sum(order => order.Lines.GetValueOrDefault(stock)?.Reserved ?? 0)
            || shelf.Committed != Orders.Values.Sum(order => order.Lines.GetValueOrDefault(stock)?.Committed ?? 0))
        {
            Say("counts-are-those-of-orders", written, $"{stock} is {shelf}");
        }
    }

    /// <summary>Who is told that units are not there is told the truth.</summary>
    void RequireRefusal(WrittenStock written, AuditedOrder? order, Fact? fact)
    {
        if (order is null || fact is null || written.Reason is not ("OUT_OF_STOCK" or "STOCK_SHORT"))
        {
            return;
        }

        var captured = written.Reason == "STOCK_SHORT";
        var asked = fact.Lines.Count > 0 && fact.Lines.All(line => line is { Location: not null, Quantity: not null })
            ? fact.Lines.Select(line => (Stock: $"{line.Sku}@{line.Location}", Units: (long)(line.Quantity ?? 0)))
            : order.Lines.Select(line => (Stock: line.Key, Units: line.Value.Ordered));
        var isShort = asked.Any(ask =>
        {
            var line = order.LineOf(ask.Stock);
            var missing = ask.Units - line.Committed - line.Shipped - (captured || order.Until <= written.Row.At ? 0 : line.Reserved);
            return missing > 0 && missing > Free(ask.Stock, written.Row.At - KnownWithin) + (captured ? line.Reserved : 0);
        });
        if (!isShort)
        {
            Say("none-is-blocked", written, $"{written.OrderRef} got nothing, and all of it was there: {string.Join(", ", asked)}");
        }
    }

    /// <summary>Units that promises keep at an instant.</summary>
    long Kept(string stock, DateTimeOffset at) => Orders.Values.Where(order => order.Until > at)
        .Sum(order => order.Lines.GetValueOrDefault(stock)?.Reserved ?? 0);

    long Free(string stock, DateTimeOffset at) => Shelves.GetValueOrDefault(stock).OnHand - Shelves.GetValueOrDefault(stock).Committed
        - Kept(stock, at) - Safety.GetValueOrDefault(stock);

    AuditedOrder OrderOf(string orderRef)
    {
        if (!Orders.TryGetValue(orderRef, out var order))
        {
            Orders.Add(orderRef, order = new AuditedOrder());
        }

        return order;
    }

    void Say(string check, WrittenStock written, string what) => _found.Add(new Violation(check, $"{what}: {written}"));
}
