using System.Text.Json.Serialization;
using Ledger.PaymentEvents;

namespace Ledger.Inventory.Commands;

/// <summary>Supplies what a held event did not say; it is decided at once.</summary>
/// <param name="PaymentStream">Stream of the payment where it is held.</param>
/// <param name="EventId">The held event.</param>
/// <param name="OrderRef">The order; null to leave what is known.</param>
/// <param name="Lines">The order's lines; empty to leave what is known.</param>
/// <param name="Payment">Its payment as <c>provider/account/id</c>, where it names none; null to leave what is known.</param>
/// <param name="NewPayment">True when nothing else is known of that payment yet: without it such a payment is refused.</param>
public sealed record SupplyMissing(
    string PaymentStream, Guid EventId, string? OrderRef, IReadOnlyList<OrderLine> Lines, string? Payment = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool NewPayment = false) : StockCommand
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override string Kind => "stock.supply";

    /// <summary>The payment's that is supplied: there the event is decided.</summary>
    [JsonIgnore]
    public override string StreamId => Payment is null ? PaymentStream : OrderStream.OfPayment(Payment);

    /// <inheritdoc/>
    [JsonIgnore]
    public override IEnumerable<string> Keys =>
    [
        StreamId, PaymentStream, .. OrderRef is null ? [] : (string[])[OrderStream.Of(OrderRef)], .. OrderStream.StockKeys(Lines),
    ];
}

/// <summary>A held event is of no use and waits no longer; nothing moves.</summary>
/// <param name="PaymentStream">Stream of the payment where it is held.</param>
/// <param name="EventId">The held event.</param>
/// <param name="Note">Why; required.</param>
public sealed record DiscardEvent(string PaymentStream, Guid EventId, string Note) : StockCommand
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override string Kind => "stock.discard";

    /// <inheritdoc/>
    [JsonIgnore]
    public override string StreamId => PaymentStream;
}

/// <summary>Closes a case of the work list: an exception, a review, a request for correction.</summary>
/// <param name="CaseStream">The stream it was raised in.</param>
/// <param name="CaseId">The case.</param>
/// <param name="Note">Why; required.</param>
/// <param name="OrderRef">The order whose review it is; null elsewhere.</param>
public sealed record CloseCase(string CaseStream, string CaseId, string Note, string? OrderRef = null) : StockCommand
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override string Kind => "stock.close";

    /// <inheritdoc/>
    [JsonIgnore]
    public override string StreamId => CaseStream;

    /// <inheritdoc/>
    [JsonIgnore]
    public override IEnumerable<string> Keys =>
        [StreamId, OrderStream.CasePrefix + CaseId, .. OrderRef is null ? [] : (string[])[OrderStream.Of(OrderRef)]];
}
