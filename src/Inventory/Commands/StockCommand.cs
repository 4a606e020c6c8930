using System.Text.Json.Serialization;
using Ledger.PaymentEvents;

namespace Ledger.Inventory.Commands;

/// <summary>What the shop, its warehouse or an approver asks for. On the wire: camelCase JSON with its <c>kind</c>.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(ExpectStock), "expect")]
[JsonDerivedType(typeof(ReceiveStock), "receive")]
[JsonDerivedType(typeof(AdjustStock), "adjust")]
[JsonDerivedType(typeof(TransferStock), "transfer")]
[JsonDerivedType(typeof(SetStockTerms), "terms")]
[JsonDerivedType(typeof(ReserveStock), "reserve")]
[JsonDerivedType(typeof(ReleaseStock), "release")]
[JsonDerivedType(typeof(CommitStock), "commit")]
[JsonDerivedType(typeof(SettlePayment), "settle")]
[JsonDerivedType(typeof(ShipStock), "ship")]
[JsonDerivedType(typeof(ReturnStock), "return")]
[JsonDerivedType(typeof(GradeStock), "grade")]
[JsonDerivedType(typeof(RequestCorrection), "request-correction")]
[JsonDerivedType(typeof(ApproveCorrection), "approve-correction")]
[JsonDerivedType(typeof(SupplyMissing), "supply")]
[JsonDerivedType(typeof(DiscardEvent), "discard")]
[JsonDerivedType(typeof(CloseCase), "close")]
public abstract record StockCommand
{
    private protected StockCommand()
    {
    }

    /// <summary>Name in events, such as <c>stock.ship</c>.</summary>
    [JsonIgnore]
    public abstract string Kind { get; }

    /// <summary>The stream it is about.</summary>
    [JsonIgnore]
    public abstract string StreamId { get; }

    /// <summary>Keys of the states it needs.</summary>
    [JsonIgnore]
    public virtual IEnumerable<string> Keys => [StreamId];
}

/// <summary>Units are on their way from a supplier.</summary>
public sealed record ExpectStock(string Sku, string Location, long Quantity, string Reference) : StockCommand
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override string Kind => "stock.expect";

    /// <inheritdoc/>
    [JsonIgnore]
    public override string StreamId => new Stock.StockKey(Sku, Location).StreamId;
}

/// <summary>Units came in.</summary>
/// <param name="Sku">Stock-keeping unit.</param>
/// <param name="Location">Location.</param>
/// <param name="Quantity">Units, 1 to 1,000,000,000.</param>
/// <param name="Cost">Cost of all of them in minor units, 0 or more.</param>
/// <param name="Currency">Its ISO 4217 code; one stock has one.</param>
/// <param name="Reference">Delivery note or purchase order.</param>
/// <param name="WasExpected">True when they are taken off what is incoming.</param>
public sealed record ReceiveStock(
    string Sku, string Location, long Quantity, long Cost, string Currency, string Reference, bool WasExpected = false) : StockCommand
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override string Kind => "stock.receive";

    /// <inheritdoc/>
    [JsonIgnore]
    public override string StreamId => new Stock.StockKey(Sku, Location).StreamId;
}

/// <summary>Units were found, lost, damaged or scrapped.</summary>
/// <param name="Sku">Stock-keeping unit.</param>
/// <param name="Location">Location.</param>
/// <param name="Quantity">Units, above zero; the reason says in which direction.</param>
/// <param name="Reason">Code from the policy's <c>adjustments</c>.</param>
/// <param name="Note">Words for people; may be null.</param>
/// <param name="Cost">What they all cost in minor units; for found ones where none is on hand, null elsewhere.</param>
/// <param name="Currency">Its ISO 4217 code; null for the stock's own.</param>
public sealed record AdjustStock(
    string Sku, string Location, long Quantity, string Reason, string? Note = null, long? Cost = null, string? Currency = null)
    : StockCommand
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override string Kind => "stock.adjust";

    /// <inheritdoc/>
    [JsonIgnore]
    public override string StreamId => new Stock.StockKey(Sku, Location).StreamId;
}

/// <summary>Available units go to another location; their cost goes with them.</summary>
public sealed record TransferStock(string Sku, string From, string To, long Quantity, string Reason) : StockCommand
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override string Kind => "stock.transfer";

    /// <inheritdoc/>
    [JsonIgnore]
    public override string StreamId => new Stock.StockKey(Sku, From).StreamId;

    /// <inheritdoc/>
    [JsonIgnore]
    public override IEnumerable<string> Keys => [StreamId, new Stock.StockKey(Sku, To).StreamId];
}

/// <summary>What is kept back, and whether more may be promised than there is.</summary>
public sealed record SetStockTerms(string Sku, string Location, long SafetyStock, bool Backorderable) : StockCommand
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override string Kind => "stock.terms";

    /// <inheritdoc/>
    [JsonIgnore]
    public override string StreamId => new Stock.StockKey(Sku, Location).StreamId;
}

/// <summary>A cart keeps units before payment; the authorization of its order takes them over.</summary>
/// <param name="OrderRef">The order that the cart will become.</param>
/// <param name="Lines">All of it; what was held for it before is replaced.</param>
/// <param name="Minutes">How long; null for the policy's default.</param>
public sealed record ReserveStock(string OrderRef, IReadOnlyList<OrderLine> Lines, int? Minutes = null) : StockCommand
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override string Kind => "stock.reserve";

    /// <inheritdoc/>
    [JsonIgnore]
    public override string StreamId => OrderStream.Of(OrderRef);

    /// <inheritdoc/>
    [JsonIgnore]
    public override IEnumerable<string> Keys => [StreamId, .. OrderStream.StockKeys(Lines)];
}

/// <summary>What is kept for an order, or belongs to it and was not shipped, becomes available again.</summary>
public sealed record ReleaseStock(string OrderRef, string Reason, string? Note = null) : StockCommand
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override string Kind => "stock.release";

    /// <inheritdoc/>
    [JsonIgnore]
    public override string StreamId => OrderStream.Of(OrderRef);
}

/// <summary>
/// A paid order gets what it could not get when it was paid: its capture was an exception, and the goods have come since.
/// </summary>
public sealed record CommitStock(string OrderRef, string? Note = null) : StockCommand
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override string Kind => "stock.commit";

    /// <inheritdoc/>
    [JsonIgnore]
    public override string StreamId => OrderStream.Of(OrderRef);
}

/// <summary>
/// The provider has settled a payment: its order gets the lines for which the stock policy waits until then (R-EV-04).
/// </summary>
/// <param name="Payment">The payment, as <c>provider/account/id</c>.</param>
/// <param name="Settlement">The payout or batch that contains it.</param>
/// <param name="Note">Words for people; may be null.</param>
public sealed record SettlePayment(string Payment, string Settlement, string? Note = null) : StockCommand
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override string Kind => "stock.settle";

    /// <inheritdoc/>
    [JsonIgnore]
    public override string StreamId => OrderStream.OfPayment(Payment);
}

/// <summary>Units of an order have left (M-31).</summary>
/// <param name="OrderRef">The order.</param>
/// <param name="ShipmentId">The shop's id of the shipment.</param>
/// <param name="Lines">What has left; empty for all that belongs to the order.</param>
public sealed record ShipStock(string OrderRef, string ShipmentId, IReadOnlyList<OrderLine> Lines) : StockCommand
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override string Kind => "stock.ship";

    /// <inheritdoc/>
    [JsonIgnore]
    public override string StreamId => OrderStream.Of(OrderRef);

    /// <inheritdoc/>
    [JsonIgnore]
    public override IEnumerable<string> Keys => [StreamId, .. OrderStream.StockKeys(Lines)];
}

/// <summary>Shipped units came back and are inspected (M-29, R-EV-07).</summary>
/// <param name="OrderRef">The order.</param>
/// <param name="ReturnId">The shop's id of the return.</param>
/// <param name="Lines">What came back, and where it lies now.</param>
public sealed record ReturnStock(string OrderRef, string ReturnId, IReadOnlyList<OrderLine> Lines) : StockCommand
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override string Kind => "stock.return";

    /// <inheritdoc/>
    [JsonIgnore]
    public override string StreamId => OrderStream.Of(OrderRef);

    /// <inheritdoc/>
    [JsonIgnore]
    public override IEnumerable<string> Keys => [StreamId, .. OrderStream.StockKeys(Lines)];
}

/// <summary>Inspected units are fit for resale, or are written off (M-30, R-IN-07).</summary>
/// <param name="OrderRef">The order.</param>
/// <param name="ReturnId">The return.</param>
/// <param name="Sku">Stock-keeping unit.</param>
/// <param name="Quantity">Units.</param>
/// <param name="Grade"><c>resale</c> or <c>write-off</c>.</param>
/// <param name="Inspector">Who looked.</param>
/// <param name="Note">What was seen; required for a write-off.</param>
/// <param name="Keep">For a write-off: true when the units stay here as damaged ones.</param>
/// <param name="Location">Where they are inspected; needed where units of the return wait at several locations.</param>
public sealed record GradeStock(
    string OrderRef, string ReturnId, string Sku, long Quantity, string Grade, string Inspector, string? Note = null,
    bool Keep = false, string? Location = null) : StockCommand
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override string Kind => "stock.grade";

    /// <inheritdoc/>
    [JsonIgnore]
    public override string StreamId => OrderStream.Of(OrderRef);
}

/// <summary>Asks that a number be set by force (R-IN-22).</summary>
public sealed record RequestCorrection(Correction Correction) : StockCommand
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override string Kind => "stock.request-correction";

    /// <inheritdoc/>
    [JsonIgnore]
    public override string StreamId => new Stock.StockKey(Correction.Sku, Correction.Location).StreamId;
}

/// <summary>Approves a correction; another person than who asked (R-IN-22).</summary>
public sealed record ApproveCorrection(Guid CorrectionId, string Sku, string Location) : StockCommand
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override string Kind => "stock.approve-correction";

    /// <inheritdoc/>
    [JsonIgnore]
    public override string StreamId => new Stock.StockKey(Sku, Location).StreamId;

    /// <inheritdoc/>
    [JsonIgnore]
    public override IEnumerable<string> Keys => [StreamId, OrderStream.CasePrefix + CorrectionId];
}
