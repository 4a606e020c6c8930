using System.Globalization;
using System.Text.Json;
using Ledger.ErpExport.Adapters;

namespace Ledger.ErpExport.Odoo;

/// <summary>Writes the named arguments of calls, each with the context that all calls have.</summary>
static class OdooArguments
{
    /// <summary>Arguments of a method.</summary>
    /// <param name="company">The company to work in; null for all that the user may see.</param>
    /// <param name="arguments">Writes the arguments into the open object.</param>
    /// <param name="archivedToo">True to see archived records as well.</param>
    public static byte[] Of(long? company, Action<Utf8JsonWriter> arguments, bool archivedToo = false)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartObject("context");
            json.WriteString("lang", "en_US");
            if (company is { } only)
            {
                Numbers(json, "allowed_company_ids", [only]);
            }

            if (archivedToo)
            {
                json.WriteBoolean("active_test", false);
            }

            json.WriteEndObject();
            arguments(json);
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    /// <summary>Arguments of <c>search_read</c>.</summary>
    public static byte[] Search(
        long? company, Action<Utf8JsonWriter> domain, string[] fields, string? order = null, int? limit = null,
        bool archivedToo = false) => Of(company, json =>
        {
            json.WriteStartArray("domain");
            domain(json);
            json.WriteEndArray();
            Texts(json, "fields", fields);
            if (order is not null)
            {
                json.WriteString("order", order);
            }

            if (limit is { } most)
            {
                json.WriteNumber("limit", most);
            }
        }, archivedToo);

    /// <summary>Arguments of a method on records.</summary>
    public static byte[] OnRecords(long company, long id) => Of(company, json => Numbers(json, "ids", [id]));

    /// <summary>A condition on one value.</summary>
    public static void Where(this Utf8JsonWriter json, string field, string comparison, long value) =>
        Condition(json, field, comparison, () => json.WriteNumberValue(value));

    /// <summary>A condition on one value.</summary>
    public static void Where(this Utf8JsonWriter json, string field, string comparison, string value) =>
        Condition(json, field, comparison, () => json.WriteStringValue(value));

    /// <summary>A condition on several values.</summary>
    public static void Where(this Utf8JsonWriter json, string field, string comparison, IEnumerable<long> values) =>
        Condition(json, field, comparison, () => Each(json, values, json.WriteNumberValue));

    /// <summary>A condition on several values.</summary>
    public static void Where(this Utf8JsonWriter json, string field, string comparison, IEnumerable<string> values) =>
        Condition(json, field, comparison, () => Each(json, values, json.WriteStringValue));

    /// <summary>An array of texts.</summary>
    public static void Texts(Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WritePropertyName(name);
        Each(json, values, json.WriteStringValue);
    }

    /// <summary>A date as Odoo writes it.</summary>
    public static string Text(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>A moment as Odoo writes it: UTC, whole seconds; a fraction is cut off, which asks for a little more.</summary>
    public static string Text(DateTimeOffset moment) =>
        moment.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    /// <summary>The rows of a search.</summary>
    /// <exception cref="ErpAwayException">The answer is no list.</exception>
    public static JsonElement.ArrayEnumerator Rows(this JsonElement answer) => answer.ValueKind == JsonValueKind.Array
        ? answer.EnumerateArray()
        : throw new ErpAwayException(ErpReason.AnswerUnreadable, $"Odoo answered {answer.ValueKind} where a list of records was due.");

    static void Numbers(Utf8JsonWriter json, string name, IEnumerable<long> values)
    {
        json.WritePropertyName(name);
        Each(json, values, json.WriteNumberValue);
    }

    static void Condition(Utf8JsonWriter json, string field, string comparison, Action value)
    {
        json.WriteStartArray();
        json.WriteStringValue(field);
        json.WriteStringValue(comparison);
        value();
        json.WriteEndArray();
    }

    static void Each<T>(Utf8JsonWriter json, IEnumerable<T> values, Action<T> write)
    {
        json.WriteStartArray();
        foreach (var value in values)
        {
            write(value);
        }

        json.WriteEndArray();
    }
}
