using System.Text.Json;
using Ledger.ErpExport.Adapters;

namespace Ledger.ErpExport.Tryton;

/// <summary>The one question there is: <c>search_read</c> of a model.</summary>
static class TrytonQuestions
{
    /// <summary>Records of a model that fit all conditions.</summary>
    /// <param name="rpc">Whom to ask.</param>
    /// <param name="model">Such as <c>account.move</c>.</param>
    /// <param name="conditions">Writes the conditions, each an array.</param>
    /// <param name="fields">What to read; a dotted name reads what a record points to.</param>
    /// <param name="ct">Stops asking.</param>
    /// <param name="company">Company of the context; null for none.</param>
    /// <param name="order">Field to order by, upwards; null for the model's own order.</param>
    /// <param name="limit">Most records; null for all.</param>
    /// <param name="context">Writes more of the context.</param>
    /// <exception cref="ErpAwayException">Tryton cannot be asked.</exception>
    public static async Task<IReadOnlyList<JsonElement>> SearchAsync(
        this TrytonRpc rpc, string model, Action<Utf8JsonWriter> conditions, string[] fields, CancellationToken ct,
        long? company = null, string? order = null, int? limit = null, Action<Utf8JsonWriter>? context = null)
    {
        var records = await rpc.AskAsync($"model.{model}.search_read", Write, ct);
        return records.ValueKind == JsonValueKind.Array
            ? [.. records.EnumerateArray()]
            : throw new ErpAwayException(ErpReason.AnswerUnreadable, $"Tryton's answer to a search of {model} is no list.");

        void Write(Utf8JsonWriter json)
        {
            json.WriteStartArray();
            conditions(json);
            json.WriteEndArray();
            json.WriteNumberValue(0);
            WriteLimit(json, limit);
            WriteOrder(json, order);
            json.WriteStartArray();
            Array.ForEach(fields, json.WriteStringValue);
            json.WriteEndArray();
            json.WriteContext(company, context);
        }
    }

    /// <summary>Writes a context: its language is English, because refusals are told apart by their sentences.</summary>
    public static void WriteContext(this Utf8JsonWriter json, long? company, Action<Utf8JsonWriter>? more = null)
    {
        json.WriteStartObject();
        json.WriteString("language", "en");
        if (company is { } id)
        {
            json.WriteNumber("company", id);
        }

        more?.Invoke(json);
        json.WriteEndObject();
    }

    /// <summary>Reads what came; what cannot be read is told as that.</summary>
    public static T Reading<T>(string what, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception wrong) when (
            wrong is FormatException or InvalidOperationException or KeyNotFoundException or OverflowException or ArgumentException)
        {
            throw new ErpAwayException(ErpReason.AnswerUnreadable, $"{what} cannot be read: {wrong.Message}", innerException: wrong);
        }
    }

    static void WriteLimit(Utf8JsonWriter json, int? limit)
    {
        if (limit is { } most)
        {
            json.WriteNumberValue(most);
        }
        else
        {
            json.WriteNullValue();
        }
    }

    static void WriteOrder(Utf8JsonWriter json, string? order)
    {
        if (order is null)
        {
            json.WriteNullValue();
            return;
        }

        json.WriteStartArray();
        json.WriteStartArray();
        json.WriteStringValue(order);
        json.WriteStringValue("ASC");
        json.WriteEndArray();
        json.WriteEndArray();
    }
}
