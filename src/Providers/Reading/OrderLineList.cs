using System.Text.Json;
using Ledger.PaymentEvents;

namespace Ledger.Providers.Reading;

/// <summary>Order lines as a JSON array such as <c>[{"sku":"TEA-1","quantity":2,"location":"ZRH"}]</c>.</summary>
static class OrderLineList
{
    const int LinesMax = 100;
    const int QuantityMax = 1_000_000;

    /// <summary>
    /// Every line with what can be read of it; null is what it lacks (R-GW-28). None when it is no array of objects, or when there are
    /// more than 100: a part of the lines would look like all of them.
    /// </summary>
    internal static IReadOnlyList<OrderLine> Read(JsonElement? lines) =>
        lines is { ValueKind: JsonValueKind.Array } array && array.GetArrayLength() <= LinesMax
        && array.EnumerateArray().All(line => line.ValueKind == JsonValueKind.Object)
            ? [.. array.EnumerateArray().Select(ReadLine)]
            : [];

    static OrderLine ReadLine(JsonElement line) => new(
        CleanText.GoodsName(line.Text("sku")), line.Whole("quantity") is > 0 and <= QuantityMax and var units ? (int)units : null,
        CleanText.GoodsName(line.Text("location")));
}
