using System.Globalization;
using System.Text.Json;
using Ledger.Accounting;

namespace Ledger.ErpExport.Tryton;

/// <summary>Tryton's JSON: dates, moments and decimals are objects with a <c>__class__</c>, booleans may be numbers.</summary>
static class TrytonJson
{
    /// <summary>Writes a date.</summary>
    public static void WriteDate(this Utf8JsonWriter json, DateOnly date)
    {
        json.WriteStartObject();
        json.WriteString("__class__", "date");
        json.WriteNumber("year", date.Year);
        json.WriteNumber("month", date.Month);
        json.WriteNumber("day", date.Day);
        json.WriteEndObject();
    }

    /// <summary>Writes a moment; Tryton keeps moments in UTC, to the microsecond.</summary>
    public static void WriteMoment(this Utf8JsonWriter json, DateTimeOffset moment)
    {
        var utc = moment.UtcDateTime;
        json.WriteStartObject();
        json.WriteString("__class__", "datetime");
        json.WriteNumber("year", utc.Year);
        json.WriteNumber("month", utc.Month);
        json.WriteNumber("day", utc.Day);
        json.WriteNumber("hour", utc.Hour);
        json.WriteNumber("minute", utc.Minute);
        json.WriteNumber("second", utc.Second);
        json.WriteNumber("microsecond", (utc.Millisecond * 1000) + utc.Microsecond);
        json.WriteEndObject();
    }

    /// <summary>Writes a decimal, such as <c>100.00</c>.</summary>
    public static void WriteDecimal(this Utf8JsonWriter json, string name, string text)
    {
        json.WriteStartObject(name);
        json.WriteString("__class__", "Decimal");
        json.WriteString("decimal", text);
        json.WriteEndObject();
    }

    /// <summary>Writes one condition of a domain: field, operator, texts.</summary>
    public static void WriteAmong(this Utf8JsonWriter json, string field, IEnumerable<string> texts)
    {
        json.WriteStartArray();
        json.WriteStringValue(field);
        json.WriteStringValue("in");
        json.WriteStartArray();
        foreach (var text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
        json.WriteEndArray();
    }

    /// <summary>Writes one condition of a domain: field, operator, number.</summary>
    public static void WriteCondition(this Utf8JsonWriter json, string field, string comparison, long value)
    {
        json.WriteStartArray();
        json.WriteStringValue(field);
        json.WriteStringValue(comparison);
        json.WriteNumberValue(value);
        json.WriteEndArray();
    }

    /// <summary>Writes one condition of a domain: field, operator, text.</summary>
    public static void WriteCondition(this Utf8JsonWriter json, string field, string comparison, string value)
    {
        json.WriteStartArray();
        json.WriteStringValue(field);
        json.WriteStringValue(comparison);
        json.WriteStringValue(value);
        json.WriteEndArray();
    }

    /// <summary>Writes one condition of a domain: field, operator, date.</summary>
    public static void WriteCondition(this Utf8JsonWriter json, string field, string comparison, DateOnly value)
    {
        json.WriteStartArray();
        json.WriteStringValue(field);
        json.WriteStringValue(comparison);
        json.WriteDate(value);
        json.WriteEndArray();
    }

    /// <summary>A text; null for none.</summary>
    public static string? Text(this JsonElement record, string field) =>
        record.GetProperty(field) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    /// <summary>A record that another one points to, read by a dotted name; null for none.</summary>
    public static JsonElement? Related(this JsonElement record, string field) =>
        record.GetProperty($"{field}.") is { ValueKind: JsonValueKind.Object } related ? related : null;

    /// <summary>True for what Tryton holds for true: SQLite answers numbers.</summary>
    public static bool IsSet(this JsonElement record, string field) => record.GetProperty(field) switch
    {
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.Number } number => number.GetInt64() != 0,
        _ => false,
    };

    /// <summary>A record's id.</summary>
    public static long Id(this JsonElement record) => record.GetProperty("id").GetInt64();

    /// <summary>A date.</summary>
    public static DateOnly Date(this JsonElement record, string field)
    {
        var date = record.GetProperty(field);
        return new DateOnly(date.Number("year"), date.Number("month"), date.Number("day"));
    }

    /// <summary>A moment; null for none.</summary>
    public static DateTimeOffset? Moment(this JsonElement record, string field) =>
        record.GetProperty(field) is { ValueKind: JsonValueKind.Object } moment
            ? new DateTimeOffset(
                moment.Number("year"), moment.Number("month"), moment.Number("day"),
                moment.Number("hour"), moment.Number("minute"), moment.Number("second"), TimeSpan.Zero)
                .AddMicroseconds(moment.Number("microsecond"))
            : null;

    /// <summary>An amount in minor units; zero for none.</summary>
    /// <exception cref="FormatException">It has more decimals than the currency.</exception>
    public static long MinorUnits(this JsonElement record, string field, Currency currency)
    {
        if (record.GetProperty(field) is not { ValueKind: JsonValueKind.Object } number)
        {
            return 0;
        }

        var text = number.GetProperty("decimal").GetString();
        var minor = decimal.Parse(text ?? "", NumberStyles.Float, CultureInfo.InvariantCulture);
        for (var n = 0; n < currency.Exponent; n++)
        {
            minor *= 10;
        }

        return minor == decimal.Truncate(minor)
            ? checked((long)minor)
            : throw new FormatException($"'{text}' has more decimals than {currency}.");
    }

    static int Number(this JsonElement record, string field) => record.GetProperty(field).GetInt32();
}
