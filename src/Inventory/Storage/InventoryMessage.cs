using Ledger.Inventory.Commands;
using Ledger.Inventory.Events;
using Ledger.PaymentEvents;

namespace Ledger.Inventory.Storage;

/// <summary>What the inventory is asked to take in.</summary>
public abstract record InventoryMessage
{
    InventoryMessage()
    {
    }

    /// <summary>A canonical event came in.</summary>
    /// <param name="Event">The event.</param>
    /// <param name="TraceId">Trace under which it is processed; may be null.</param>
    public sealed record Received(PaymentEvent Event, string? TraceId) : InventoryMessage;

    /// <summary>The shop commands.</summary>
    public sealed record Commanded(ShopCommand Command) : InventoryMessage;

    /// <summary>The reservation of an order has run out.</summary>
    public sealed record Lapsed(string OrderRef) : InventoryMessage;
}

/// <summary>What became of a message.</summary>
/// <param name="Disposition">One of <see cref="Inventory.Disposition"/>.</param>
/// <param name="Reason">Name of the no-op, hold, refusal or exception; null when in order.</param>
/// <param name="Detail">One sentence for people; may be null.</param>
/// <param name="OutcomeId">The fact it led to; null when nothing was written.</param>
/// <param name="Movements">What moved.</param>
/// <param name="Repeated">True when it had been processed before: nothing happened this time.</param>
public sealed record StockOutcome(
    string Disposition, StockReason? Reason, string? Detail, Guid? OutcomeId, IReadOnlyList<StockMovement> Movements,
    bool Repeated = false);
