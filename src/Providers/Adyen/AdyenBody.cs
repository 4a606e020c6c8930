using System.Text.Json;
using Ledger.Providers.Reading;

namespace Ledger.Providers.Adyen;

/// <summary>
/// The two shapes of a body: notification items, each signed by itself, or one message that a header signs as a whole. Verification and
/// translation both read it here, so that what is translated is what was signed, repeated and escaped keys included.
/// </summary>
static class AdyenBody
{
    /// <summary>More items than this are refused; Adyen sends one in JSON and documents at most six.</summary>
    internal const int ItemsMax = 100;

    const string ItemsField = "notificationItems";

    /// <summary>True when the body holds notification items, whatever they are.</summary>
    internal static bool HasItems(JsonElement root) => root.Field(ItemsField) is not null;

    /// <summary>
    /// The items in their order, undefined where one is not as documented; empty when they are no list, none, or too many.
    /// </summary>
    internal static IReadOnlyList<JsonElement> Items(JsonElement root) =>
        root.Field(ItemsField) is { ValueKind: JsonValueKind.Array } items && items.GetArrayLength() <= ItemsMax
            ? [.. items.EnumerateArray().Select(item => item.Child("NotificationRequestItem") ?? default)]
            : [];
}
