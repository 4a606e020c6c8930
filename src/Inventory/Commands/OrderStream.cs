using Ledger.Inventory.Stock;
using Ledger.PaymentEvents;

namespace Ledger.Inventory.Commands;

/// <summary>Names of streams and keys.</summary>
public static class OrderStream
{
    /// <summary>How the names of order streams begin: what happens to an order's stock without a payment event.</summary>
    public const string Prefix = "order/";

    /// <summary>How the keys of cases begin.</summary>
    public const string CasePrefix = "case/";

    /// <summary>The stream of an order.</summary>
    public static string Of(string orderRef) => Prefix + orderRef;

    /// <summary>The stream of a payment that is named as <c>provider/account/id</c>.</summary>
    public static string OfPayment(string payment) => $"{Subject.Payment}/{payment}";

    /// <summary>The stream where events of an account wait that name no payment.</summary>
    public static string WithoutPayment(PaymentEvent e) => $"{e.Subject}/{e.Provider}/{e.Account}/";

    /// <summary>The case that a key names; null when it names something else.</summary>
    public static string? CaseOf(string key) => key.StartsWith(CasePrefix, StringComparison.Ordinal) ? key[CasePrefix.Length..] : null;

    /// <summary>Keys of the order and the stocks that an event names.</summary>
    public static IEnumerable<string> KeysOf(PaymentEvent e) =>
        [.. string.IsNullOrWhiteSpace(e.OrderRef) ? [] : (string[])[Of(e.OrderRef)], .. StockKeys(e.OrderLines)];

    /// <summary>Keys of the stocks that lines name.</summary>
    public static IEnumerable<string> StockKeys(IReadOnlyList<OrderLine>? lines) => (lines ?? [])
        .Where(line => line.Sku is not null && line.Location is not null)
        .Select(line => new StockKey(line.Sku!, line.Location!).StreamId);
}
