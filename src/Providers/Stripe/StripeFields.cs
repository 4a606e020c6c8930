using System.Text.Json;

namespace Ledger.Providers.Stripe;

/// <summary>Tolerant reading: a field that is missing, null or of another type is null.</summary>
static class StripeFields
{
    internal static JsonElement? Field(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value)
        && value.ValueKind != JsonValueKind.Null
            ? value
            : null;

    internal static JsonElement? Child(this JsonElement element, string name) =>
        element.Field(name) is { ValueKind: JsonValueKind.Object } child ? child : null;

    internal static string? Text(this JsonElement element, string name) =>
        element.Field(name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    /// <summary>
    /// An id: the string itself, or the id of the object that stands in its place when it is expanded.
    /// </summary>
    internal static string? Id(this JsonElement element, string name) =>
        element.Text(name) ?? element.Child(name)?.Text("id");

    internal static bool? Flag(this JsonElement element, string name) => element.Field(name)?.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    internal static long? Whole(this JsonElement element, string name) =>
        element.Field(name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt64(out var number)
            ? number
            : null;

    /// <summary>The objects of a list, given as an array or as Stripe's <c>{"object":"list","data":[…]}</c>.</summary>
    internal static IEnumerable<JsonElement> Items(this JsonElement element, string name)
    {
        var list = element.Child(name)?.Field("data") ?? element.Field(name);
        return list is { ValueKind: JsonValueKind.Array } array
            ? array.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.Object)
            : [];
    }

    internal static DateTimeOffset? Time(this JsonElement element, string name) =>
        element.Whole(name) is { } seconds && seconds >= DateTimeOffset.MinValue.ToUnixTimeSeconds()
        && seconds <= DateTimeOffset.MaxValue.ToUnixTimeSeconds()
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;

    /// <summary>
    /// The payment that an object belongs to: its payment intent, else that of its expanded charge, else the charge.
    /// </summary>
    internal static string? Payment(this JsonElement element) =>
        element.Id("payment_intent") ?? element.Child("charge")?.Id("payment_intent") ?? element.Id("charge");
}
