using Ledger.Inventory.Orders;
using Ledger.JournalPosting.States;

namespace Ledger.Cli.Stock.Reconciling;

/// <summary>A payment as the journal knows it.</summary>
/// <param name="StreamId">Its stream, which is the same in both schemas.</param>
/// <param name="State">Captures, refunds, disputes.</param>
/// <param name="RecordedAt">When the last of it was recorded.</param>
sealed record JournalSide(string StreamId, PaymentState State, DateTimeOffset RecordedAt)
{
    /// <summary>True when a capture stands.</summary>
    public bool IsCaptured => State.Captures.Any(capture => !capture.Failed);

    /// <summary>True when the authorization ended, or its capture failed.</summary>
    public bool IsOver => State.Ended is not null || (State.Captures.Count > 0 && !IsCaptured);

    /// <summary>True when less was captured than was authorized: other lines may be captured later.</summary>
    public bool IsPartial => State.Authorized is { } authorized
        && State.Captures.Sum(capture => capture.Failed ? 0 : (decimal)(capture.Amount?.MinorUnits ?? 0)) < authorized.MinorUnits;
}

/// <summary>A payment as the inventory knows it.</summary>
/// <param name="StreamId">Its stream.</param>
/// <param name="Facts">What is known of it.</param>
/// <param name="Order">Its order; without lines where none is known.</param>
/// <param name="IsShort">True when a case says that its units were not there.</param>
/// <param name="RecordedAt">When the last of it was recorded.</param>
sealed record StockSide(string StreamId, PaymentFacts Facts, OrderState Order, bool IsShort, DateTimeOffset RecordedAt)
{
    /// <summary>True when nothing it knows of the payment is about goods: refunds, or what a person has discarded.</summary>
    public bool KnowsNoGoods => Facts is { OrderRef: null, Captures.Count: 0, Held.Count: 0 };

    /// <summary>True when the order still has, or has given away, units that were not returned.</summary>
    public bool HasUnits => Order.Lines.Any(line => line.Committed > 0 || line.Shipped > line.Returned);
}
