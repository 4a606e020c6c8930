using System.Globalization;
using System.Text;

namespace Ledger.ErpExport.Files;

/// <summary>Dimensions as one text: <c>name=value;name=value</c>, in order of the names.</summary>
static class DimensionText
{
    /// <summary>
    /// Writes them; <c>;</c>, <c>=</c>, <c>%</c> and control characters in a name or value are percent-encoded. Empty for none.
    /// </summary>
    public static string Of(IReadOnlyDictionary<string, string> dimensions) => dimensions.Count == 0 ? "" : string.Join(
        ';', dimensions.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair =>
            $"{PercentCode.Encode(pair.Key, ";=%")}={PercentCode.Encode(pair.Value, ";=%")}"));
}

/// <summary>Writes characters that a format gives a meaning to as percent and two or four hex digits.</summary>
static class PercentCode
{
    /// <summary>Encodes some characters, and all control characters.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="special">Which; holds <c>%</c>, or nobody could read it back.</param>
    public static string Encode(string text, string special)
    {
        if (!text.Any(c => IsSpecial(c, special)))
        {
            return text;
        }

        var encoded = new StringBuilder(text.Length + 8);
        foreach (var c in text)
        {
            _ = IsSpecial(c, special)
                ? encoded.Append(CultureInfo.InvariantCulture, $"%{(int)c:X2}")
                : encoded.Append(c);
        }

        return encoded.ToString();
    }

    /// <summary>Reads back what <see cref="Encode"/> wrote.</summary>
    public static string Decode(string text) =>
        text.Contains('%', StringComparison.Ordinal) ? Uri.UnescapeDataString(text) : text;

    static bool IsSpecial(char c, string special) => char.IsControl(c) || special.Contains(c, StringComparison.Ordinal);
}
