using System.Globalization;
using System.Text.Json;
using Ledger.Accounting;
using Ledger.ErpExport.Adapters;

namespace Ledger.ErpExport.Odoo;

/// <summary>
/// Reads fields of Odoo's records: an empty field is <c>false</c>, a link is <c>[id, name]</c>, a moment is UTC in whole seconds.
/// </summary>
static class OdooFields
{
    /// <summary>The record's id.</summary>
    public static long Id(this JsonElement record) =>
        record.Of("id") is { ValueKind: JsonValueKind.Number } id && id.TryGetInt64(out var value)
            ? value
            : throw Unexpected(record, "id");

    /// <summary>A text; null when it is empty.</summary>
    public static string? Text(this JsonElement record, string field) => record.Of(field) switch
    {
        { ValueKind: JsonValueKind.String } text => text.GetString(),
        { ValueKind: JsonValueKind.False or JsonValueKind.Null } => null,
        _ => throw Unexpected(record, field),
    };

    /// <summary>A yes or no.</summary>
    public static bool Flag(this JsonElement record, string field) => record.Of(field).ValueKind == JsonValueKind.True;

    /// <summary>A link to a record; null when it is empty.</summary>
    public static (long Id, string Name)? Link(this JsonElement record, string field) => record.Of(field) switch
    {
        { ValueKind: JsonValueKind.False or JsonValueKind.Null } => null,
        { ValueKind: JsonValueKind.Array } pair when pair.GetArrayLength() == 2 && pair[0].TryGetInt64(out var id) =>
            (id, pair[1].ValueKind == JsonValueKind.String ? pair[1].GetString()! : ""),
        _ => throw Unexpected(record, field),
    };

    /// <summary>True when a list of links holds any.</summary>
    public static bool HasLinks(this JsonElement record, string field) =>
        record.Of(field) is { ValueKind: JsonValueKind.Array } list && list.GetArrayLength() > 0;

    /// <summary>A day; null when it is empty.</summary>
    public static DateOnly? Day(this JsonElement record, string field) => record.Text(field) is not { } text
        ? null
        : DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day
            : throw Unexpected(record, field);

    /// <summary>A moment.</summary>
    public static DateTimeOffset Moment(this JsonElement record, string field) => DateTimeOffset.TryParseExact(
        record.Text(field), "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment)
        ? moment
        : throw Unexpected(record, field);

    /// <summary>An amount, exactly as the number is written; null when it has more decimals than the currency.</summary>
    public static Money? Amount(this JsonElement record, string field, Currency currency)
    {
        var value = record.Of(field);
        if (value.ValueKind is JsonValueKind.False or JsonValueKind.Null)
        {
            return Money.Zero(currency);
        }

        if (value.ValueKind != JsonValueKind.Number || !value.TryGetDecimal(out var units))
        {
            throw Unexpected(record, field);
        }

        for (var n = 0; n < currency.Exponent; n++)
        {
            units *= 10;
        }

        return units != decimal.Truncate(units) ? null
            : units is >= long.MinValue and <= long.MaxValue ? new Money((long)units, currency)
            : throw Unexpected(record, field);
    }

    /// <summary>An answer that is not as the documents say.</summary>
    public static ErpAwayException Unexpected(JsonElement record, string field) => new(
        ErpReason.AnswerUnreadable,
        record.ValueKind == JsonValueKind.Object && record.TryGetProperty(field, out var value)
            ? $"Odoo answered {field} = {Short(value)}."
            : $"Odoo's answer lacks the field {field}.");

    static JsonElement Of(this JsonElement record, string field) =>
        record.ValueKind == JsonValueKind.Object && record.TryGetProperty(field, out var value) ? value : throw Unexpected(record, field);

    static string Short(JsonElement value) => value.GetRawText() is { Length: > 60 } text ? text[..60] : value.GetRawText();
}
