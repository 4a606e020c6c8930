using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace Ledger.ErpExport.Documents;

/// <summary>
/// Names a document in every ERP: <c>{prefix}{run}-{number}</c>, such as <c>LDG00000F-00012</c>, at most 16 characters of A–Z, 0–9 and
/// <c>-</c>, because SAP's reference takes no more. The run is the target's own count in Crockford's base 32, six digits, so that the
/// same cut has the same reference for ever, also after a database was restored: the ERP is asked for it, and says that it is there.
/// <c>default</c> is no reference.
/// </summary>
/// <param name="Value">The text.</param>
[JsonConverter(typeof(JsonText))]
public readonly partial record struct DocumentReference(string Value)
{
    const string Digits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    const int RunDigits = 6;
    const int NumberDigits = 5;

    /// <summary>Most documents of one run.</summary>
    public const int NumberMax = 99_999;

    /// <summary>Most runs of one target: 32 to the sixth, less one.</summary>
    public const long RunMax = 1_073_741_823;

    /// <summary>Makes the reference of a document.</summary>
    /// <param name="prefix">One to four letters or digits, upper case: which ledger it is.</param>
    /// <param name="run">The target's run, from 1.</param>
    /// <param name="number">The document in the run, from 1.</param>
    public static DocumentReference Of(string prefix, long run, int number)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(run);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(run, RunMax);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(number);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(number, NumberMax);
        return PrefixForm().IsMatch(prefix)
            ? new DocumentReference(string.Create(CultureInfo.InvariantCulture, $"{prefix}{Base32(run)}-{number:00000}"))
            : throw new FormatException($"'{prefix}' is no prefix of references: one to four of A-Z and 0-9.");
    }

    /// <summary>Which ledger it is of.</summary>
    public string Prefix => Value[..^(RunDigits + NumberDigits + 1)];

    /// <summary>The target's run.</summary>
    public long Run => Value[^(RunDigits + NumberDigits + 1)..^(NumberDigits + 1)]
        .Aggregate(0L, (run, c) => (run * Digits.Length) + Digits.IndexOf(c));

    /// <summary>The document in its run, from 1.</summary>
    public int Number => int.Parse(Value.AsSpan(Value.Length - NumberDigits), NumberStyles.None, CultureInfo.InvariantCulture);

    /// <summary>True when a text has the form of a reference.</summary>
    public static bool IsReference(string? text) => text is not null && Form().IsMatch(text);

    /// <summary>Reads a reference.</summary>
    /// <exception cref="FormatException">The text has not the form of one.</exception>
    public static DocumentReference Parse(string text) => IsReference(text)
        ? new DocumentReference(text)
        : throw new FormatException($"'{text}' is no document reference; one looks like LDG00000F-00012.");

    /// <inheritdoc/>
    public override string ToString() => Value;

    static string Base32(long run) => string.Create(RunDigits, run, static (text, rest) =>
    {
        for (var n = text.Length - 1; n >= 0; n--, rest /= Digits.Length)
        {
            text[n] = Digits[(int)(rest % Digits.Length)];
        }
    });

    [GeneratedRegex("^[A-Z0-9]{1,4}\\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PrefixForm();

    [GeneratedRegex("^[A-Z0-9]{1,4}[0-9A-HJKMNP-TV-Z]{6}-[0-9]{5}\\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Form();

    /// <summary>Writes a reference as its text.</summary>
    public sealed class JsonText : JsonConverter<DocumentReference>
    {
        /// <inheritdoc/>
        public override DocumentReference Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.GetString() is { } text && IsReference(text)
                ? new DocumentReference(text)
                : throw new JsonException("A document reference was expected, such as LDG00000F-00012.");

        /// <inheritdoc/>
        public override void Write(Utf8JsonWriter writer, DocumentReference value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.Value);
    }
}
