using System.Text.Json;
using System.Text.Unicode;

namespace Ledger.Providers.Reading;

/// <summary>Reads a body as JSON without throwing and without ever throwing later.</summary>
static class JsonBody
{
    static readonly JsonDocumentOptions Options = new() { MaxDepth = 64 };

    /// <summary>
    /// Parses the bytes; null with a reason when they are not UTF-8 or not a JSON object. Of a repeated key the last
    /// counts, as for PostgreSQL, JavaScript and Python readers of the same bytes.
    /// </summary>
    internal static JsonDocument? Parse(ReadOnlyMemory<byte> body, out RefusalReason reason, out string detail)
    {
        (reason, detail) = (RefusalReason.BodyNotUtf8, "The body is not UTF-8.");
        if (!Utf8.IsValid(body.Span))
        {
            return null;
        }

        (reason, detail) = (RefusalReason.BodyNotJson, "The body is not a JSON object.");
        var document = ParseAny(WithoutLoneSurrogates(body));
        if (document?.RootElement.ValueKind == JsonValueKind.Object)
        {
            return document;
        }

        document?.Dispose();
        return null;
    }

    /// <summary>Parses any JSON; null when it is none.</summary>
    internal static JsonDocument? ParseAny(ReadOnlyMemory<byte> json)
    {
        try
        {
            return JsonDocument.Parse(json, Options);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>
    /// Escapes of half a surrogate pair are legal JSON but no text, and reading such a string throws; they become
    /// U+FFFD, which is an escape of the same length.
    /// </summary>
    internal static ReadOnlyMemory<byte> WithoutLoneSurrogates(ReadOnlyMemory<byte> json)
    {
        var text = json.Span;
        byte[]? copy = null;
        for (var at = text.IndexOf((byte)'\\'); at < text.Length && at >= 0;)
        {
            var (length, isLone) = ReadEscape(text[at..]);
            if (isLone)
            {
                copy ??= text.ToArray();
                "\\uFFFD"u8.CopyTo(copy.AsSpan(at));
            }

            at = Math.Min(at + length, text.Length);
            var next = text[at..].IndexOf((byte)'\\');
            at = next < 0 ? text.Length : at + next;
        }

        return copy ?? json;
    }

    static (int Length, bool IsLone) ReadEscape(ReadOnlySpan<byte> text)
    {
        var unit = UnitOf(text);
        if (unit is null)
        {
            return (2, false);
        }

        if (!char.IsSurrogate((char)unit))
        {
            return (6, false);
        }

        var isPair = char.IsHighSurrogate((char)unit) && UnitOf(text[6..]) is { } low && char.IsLowSurrogate((char)low);
        return isPair ? (12, false) : (6, true);
    }

    /// <summary>The UTF-16 unit of a <c>\uXXXX</c> escape at the start; null when there is none.</summary>
    static int? UnitOf(ReadOnlySpan<byte> text) =>
        text.Length >= 6 && text[0] == '\\' && text[1] == 'u'
        && int.TryParse(text[2..6], System.Globalization.NumberStyles.AllowHexSpecifier, null, out var unit)
            ? unit
            : null;
}
