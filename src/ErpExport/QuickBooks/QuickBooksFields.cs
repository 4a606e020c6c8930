using System.Globalization;
using System.Text.Json;

namespace Ledger.ErpExport.QuickBooks;

/// <summary>Reads fields of answers. Intuit's gateway writes the same names in lower case, so case does not count.</summary>
static class QuickBooksFields
{
    /// <summary>A field of an object; null when it is absent or null, or this is no object.</summary>
    public static JsonElement? Find(this JsonElement from, string name)
    {
        if (from.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        foreach (var property in from.EnumerateObject())
        {
            if (property.Name.Equals(name, StringComparison.OrdinalIgnoreCase) && property.Value.ValueKind != JsonValueKind.Null)
            {
                return property.Value;
            }
        }

        return null;
    }

    /// <summary>A text or a number, as text; null when it is neither or empty.</summary>
    public static string? Text(this JsonElement from, string name) => from.Find(name) switch
    {
        { ValueKind: JsonValueKind.String } text when text.GetString() is { Length: > 0 } found => found,
        { ValueKind: JsonValueKind.Number } number => number.GetRawText(),
        _ => null,
    };

    /// <summary>The id in a reference such as <c>AccountRef</c>.</summary>
    public static string? Reference(this JsonElement from, string name) => from.Find(name)?.Text("value");

    /// <summary>The elements of an array; none when there is no array.</summary>
    public static IEnumerable<JsonElement> Each(this JsonElement from, string name) =>
        from.Find(name) is { ValueKind: JsonValueKind.Array } array ? array.EnumerateArray() : [];

    /// <summary>A moment with its offset; null when there is none.</summary>
    public static DateTimeOffset? Moment(this JsonElement from, string name) =>
        from.Find(name) is { ValueKind: JsonValueKind.String } text
        && DateTimeOffset.TryParse(text.GetString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment)
            ? moment.ToUniversalTime()
            : null;

    /// <summary>A day; null when there is none.</summary>
    public static DateOnly? Day(this JsonElement from, string name) =>
        DateOnly.TryParseExact(from.Text(name), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
}
