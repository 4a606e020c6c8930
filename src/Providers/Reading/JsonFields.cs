using System.Globalization;
using System.Text.Json;

namespace Ledger.Providers.Reading;

/// <summary>Tolerant reading: a field that is missing, null or of another type is null.</summary>
static class JsonFields
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

    /// <summary>The objects of an array; none when it is no array.</summary>
    internal static IEnumerable<JsonElement> Objects(this JsonElement element, string name) =>
        element.Field(name) is { ValueKind: JsonValueKind.Array } array
            ? array.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.Object)
            : [];

    /// <summary>A moment in Unix seconds.</summary>
    internal static DateTimeOffset? Time(this JsonElement element, string name) =>
        element.Whole(name) is { } seconds && seconds >= DateTimeOffset.MinValue.ToUnixTimeSeconds()
        && seconds <= DateTimeOffset.MaxValue.ToUnixTimeSeconds()
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;

    /// <summary>A moment in ISO 8601; without an offset it is UTC.</summary>
    internal static DateTimeOffset? Moment(this JsonElement element, string name) =>
        DateTimeOffset.TryParse(
            element.Text(name), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out var moment)
            ? moment
            : null;
}
