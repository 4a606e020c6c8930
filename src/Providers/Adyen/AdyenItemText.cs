using System.Text.Json;
using Ledger.Providers.Reading;

namespace Ledger.Providers.Adyen;

/// <summary>The text that Adyen signs of an item: eight fields joined by colons, nothing escaped, what is not there left empty.</summary>
static class AdyenItemText
{
    /// <summary>Where the item carries its signature.</summary>
    internal const string SignatureField = "hmacSignature";

    static readonly string[] BeforeReference = ["pspReference", "originalReference", "merchantAccountCode"];

    /// <summary>
    /// The text, or null and what is wrong. A colon is allowed in the merchant's reference only: elsewhere the same text, and so the same
    /// signature, would stand for other fields too.
    /// </summary>
    internal static string? Of(JsonElement item, out string problem)
    {
        var amount = item.Child("amount") ?? default;
        var parts = new List<(string Name, string? Text)>();
        parts.AddRange(BeforeReference.Select(name => (name, TextOf(item, name))));
        parts.Add(("amount.value", amount.Field("value") is null ? "" : amount.Digits("value")));
        parts.Add(("amount.currency", TextOf(amount, "currency")));
        parts.Add(("eventCode", TextOf(item, "eventCode")));
        parts.Add(("success", item.Field("success") is null ? "" : item.Truth("success")?.ToString().ToLowerInvariant()));
        if (parts.Find(part => part.Text is null) is { Name: { } unreadable })
        {
            problem = $"{unreadable} is of another type than Adyen signs.";
            return null;
        }

        if (parts.Find(part => part.Text!.Contains(':', StringComparison.Ordinal)) is { Name: { } ambiguous })
        {
            problem = $"{ambiguous} holds a colon, which makes the signed text ambiguous.";
            return null;
        }

        problem = "merchantReference is of another type than Adyen signs.";
        return TextOf(item, "merchantReference") is { } reference
            ? string.Join(':', parts.Take(BeforeReference.Length).Select(part => part.Text)
                .Append(reference).Concat(parts.Skip(BeforeReference.Length).Select(part => part.Text)))
            : null;
    }

    /// <summary>Empty when it is not there; null when it is no text.</summary>
    static string? TextOf(JsonElement element, string name) => element.Field(name) is null ? "" : element.Text(name);
}
