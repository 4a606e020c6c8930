using System.Text;
using System.Text.Json;
using Ledger.PaymentEvents;

namespace Ledger.Providers.Stripe;

/// <summary>
/// Order lines that the merchant put into the object's metadata: key <c>order_lines</c>, a JSON text such as
/// <c>[{"sku":"TEA-1","quantity":2,"location":"ZRH"}]</c>.
/// </summary>
static class StripeOrderLines
{
    const int LinesMax = 100;
    const int QuantityMax = 1_000_000;

    /// <summary>All lines, or none when one of them cannot be read: stock is never moved by guess (R-GW-28).</summary>
    internal static IReadOnlyList<OrderLine> Of(JsonElement source)
    {
        if (source.Child("metadata")?.Text("order_lines") is not { Length: > 0 } text)
        {
            return [];
        }

        using var document = StripeBody.ParseAny(StripeBody.WithoutLoneSurrogates(Encoding.UTF8.GetBytes(text)));
        if (document?.RootElement is not { ValueKind: JsonValueKind.Array } array || array.GetArrayLength() > LinesMax)
        {
            return [];
        }

        var lines = array.EnumerateArray().Select(Read).OfType<OrderLine>().ToList();
        return lines.Count == array.GetArrayLength() ? lines : [];
    }

    static OrderLine? Read(JsonElement line) =>
        CleanText.Of(line.Text("sku")) is { } sku && line.Whole("quantity") is > 0 and <= QuantityMax and var quantity
            ? new OrderLine(sku, (int)quantity, CleanText.Of(line.Text("location")))
            : null;
}
