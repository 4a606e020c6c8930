using System.Text.Json;
using Ledger.Providers.Reading;

namespace Ledger.Providers.Adyen;

/// <summary>What Adyen's items have in common, read tolerantly.</summary>
static class AdyenFields
{
    /// <summary>A text, null when it is empty: Adyen writes <c>""</c> for what is not there, and sometimes <c>"null"</c>.</summary>
    internal static string? Filled(this JsonElement element, string name) =>
        element.Text(name) is { Length: > 0 } text and not "null" ? text : null;

    /// <summary>A text of the item's additional data, which no signature covers; null when it is empty.</summary>
    internal static string? Additional(this JsonElement item, string name) => item.Child("additionalData")?.Filled(name);

    /// <summary>A boolean, as Adyen writes them: mostly as text. Null when it is neither true nor false.</summary>
    internal static bool? Truth(this JsonElement element, string name) =>
        element.Flag(name) ?? (bool.TryParse(element.Text(name), out var flag) ? flag : null);

    /// <summary>A number as it is written, or the text in its place; null when there is neither.</summary>
    internal static string? Digits(this JsonElement element, string name) =>
        element.Field(name) is { ValueKind: JsonValueKind.Number } number ? number.GetRawText() : element.Text(name);
}
