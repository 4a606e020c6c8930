using System.Text.Json.Serialization;
using Ledger.Inventory.Stock;

namespace Ledger.Inventory.Orders;

/// <summary>What stock an order has: its lines, who pays for it, and what is under review.</summary>
public sealed record OrderState
{
    /// <summary>An order nobody has heard of.</summary>
    public static readonly OrderState None = new();

    /// <summary>Its lines, one for each SKU and location.</summary>
    public IReadOnlyList<OrderLineState> Lines { get; init => field = value ?? []; } = [];

    /// <summary>The payments that were seen for it, in order of arrival.</summary>
    public IReadOnlyList<OrderPayment> Payments { get; init => field = value ?? []; } = [];

    /// <summary>Until when a cart holds its units; null when none does, or once a payment has taken them over.</summary>
    public DateTimeOffset? CartUntil { get; init; }

    /// <summary>Why a person must look at it before anything is shipped.</summary>
    public IReadOnlyList<OrderReview> Reviews { get; init => field = value ?? []; } = [];

    /// <summary>Units that came back and wait to be graded.</summary>
    public IReadOnlyList<ReturnedUnits> Returns { get; init => field = value ?? []; } = [];

    /// <summary>The shop's ids of what was shipped; null when nothing was, or only by builds that did not keep them.</summary>
    public IReadOnlyList<string>? ShipmentIds { get; init; }

    /// <summary>The shop's ids of what came back, graded or not; null as for shipments.</summary>
    public IReadOnlyList<string>? ReturnIds { get; init; }

    /// <summary>True once money went back; that moves no stock by itself (R-IN-05).</summary>
    public bool Refunded { get; init; }

    /// <summary>When what is reserved falls back; long ago when nothing keeps it.</summary>
    [JsonIgnore]
    public DateTimeOffset LapsesAt =>
        Payments.Select(payment => payment.ReservedUntil).Append(CartUntil).Max() ?? DateTimeOffset.UnixEpoch;

    /// <summary>The stocks it has to do with.</summary>
    [JsonIgnore]
    public IEnumerable<StockKey> Stocks => Lines.Select(line => line.Key).Concat(Returns.Select(back => back.Key));

    /// <summary>True when a line has reserved units.</summary>
    [JsonIgnore]
    public bool Reserves => Lines.Any(line => line.Reserved > 0);

    /// <summary>True when its reservation has run out though nobody has released it.</summary>
    public bool HasLapsed(DateTimeOffset now) => Reserves && LapsesAt <= now;

    /// <summary>True when a payment other than this one stands behind it: captured, or authorized and not lapsed.</summary>
    public bool IsPaidOtherwise(string streamId, DateTimeOffset now) => Payments.Any(payment =>
        payment.StreamId != streamId
        && (payment.Standing == PaymentStanding.Captured || (payment.Standing == PaymentStanding.Open && payment.ReservedUntil > now)));

    /// <summary>Of its reserved units of a stock: those that had lapsed at an instant.</summary>
    public long LapsedOf(StockKey key, DateTimeOffset at) => LapsesAt <= at ? LineOf(key)?.Reserved ?? 0 : 0;

    /// <summary>True when a return of this id has been taken back.</summary>
    public bool HasReturn(string returnId) =>
        ReturnIds?.Contains(returnId, StringComparer.Ordinal) == true || Returns.Any(back => back.ReturnId == returnId);

    /// <summary>The line of a stock; null when it has none.</summary>
    public OrderLineState? LineOf(StockKey key) => Lines.FirstOrDefault(line => line.Key == key);
}

/// <summary>A line of an order and where its units are.</summary>
/// <param name="Sku">Stock-keeping unit.</param>
/// <param name="Location">Location it is sold from.</param>
/// <param name="Quantity">Units that were ordered.</param>
public sealed record OrderLineState(string Sku, string Location, long Quantity)
{
    /// <summary>Units kept for it.</summary>
    public long Reserved { get; init; }

    /// <summary>Units that belong to it and were not shipped.</summary>
    public long Committed { get; init; }

    /// <summary>Units that were shipped, returned ones too.</summary>
    public long Shipped { get; init; }

    /// <summary>Their cost when they left, in minor units of the stock's currency.</summary>
    public long ShippedCost { get; init; }

    /// <summary>Units that came back.</summary>
    public long Returned { get; init; }

    /// <summary>The part of the shipped cost that came back with them.</summary>
    public long ReturnedCost { get; init; }

    /// <summary>The stock it is sold from.</summary>
    [JsonIgnore]
    public StockKey Key => new(Sku, Location);

    /// <summary>Units that have neither been kept, nor committed, nor shipped.</summary>
    [JsonIgnore]
    public long Open => Quantity - Reserved - Committed - Shipped;
}

/// <summary>A payment of an order.</summary>
/// <param name="StreamId">Stream of the payment.</param>
/// <param name="Standing">One of <see cref="PaymentStanding"/>.</param>
/// <param name="ReservedUntil">Until when its authorization keeps units that are not committed; null once it is over.</param>
public sealed record OrderPayment(string StreamId, string Standing, DateTimeOffset? ReservedUntil)
{
    /// <summary>The payout or batch that settled it; null until its settlement was looked at for stock.</summary>
    public string? SettledBy { get; init; }
}

/// <summary>What a payment means for its order's stock.</summary>
public static class PaymentStanding
{
    /// <summary>Authorized: units may be kept for it.</summary>
    public const string Open = "open";

    /// <summary>Captured: units belong to it.</summary>
    public const string Captured = "captured";

    /// <summary>Over: it keeps nothing.</summary>
    public const string Ended = "ended";
}

/// <summary>Why a person must look at an order.</summary>
/// <param name="Id">The provider's object, such as the dispute.</param>
/// <param name="Kind">One of <c>chargeback</c>, <c>chargeback-lost</c>, <c>capture-failed</c>, <c>refunded</c>.</param>
public sealed record OrderReview(string Id, string Kind);

/// <summary>Returned units that wait to be graded.</summary>
/// <param name="ReturnId">The shop's id of the return.</param>
/// <param name="Sku">Stock-keeping unit.</param>
/// <param name="Location">Where they lie.</param>
/// <param name="Quantity">Units.</param>
/// <param name="Cost">Their cost, in minor units.</param>
public sealed record ReturnedUnits(string ReturnId, string Sku, string Location, long Quantity, long Cost)
{
    /// <summary>The stock they are inspected at.</summary>
    [JsonIgnore]
    public StockKey Key => new(Sku, Location);
}
