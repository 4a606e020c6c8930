using System.Globalization;
using System.Text.Json;
using System.Text.Unicode;
using Ledger.Accounting;
using Ledger.JournalPosting.Events;

namespace Ledger.JournalPosting.States;

/// <summary>
/// The parts of a stored state: an amount is <c>"1050 EUR"</c>, a capture <c>["ch_1","1050 EUR","2026-11-20T12:00:00+00:00"]</c>
/// with <c>true</c> behind when it failed, a refund or dispute its id, standing and amount, a fee its id, variant and
/// amount, an open entry its id, row, object and lines such as <c>"1150 D 1050 EUR"</c>.
/// </summary>
static class StatePartsJson
{
    /// <summary>Room for an amount, and for a line of an account whose code is short, as they are.</summary>
    const int TextMax = 64;

    /// <summary>Reads a part whose first token has been read.</summary>
    public delegate T Part<out T>(ref Utf8JsonReader json);

    public static void Write(Utf8JsonWriter json, string name, Money? amount)
    {
        if (amount is not null)
        {
            json.WritePropertyName(name);
            Write(json, amount);
        }
    }

    public static void Write(Utf8JsonWriter json, string name, DateTimeOffset? at)
    {
        if (at is { } known)
        {
            json.WriteString(name, known);
        }
    }

    public static void Write(Utf8JsonWriter json, string name, string? text)
    {
        if (text is not null)
        {
            json.WriteString(name, text);
        }
    }

    public static void Write(Utf8JsonWriter json, CaptureState capture)
    {
        json.WriteStartArray();
        json.WriteStringValue(capture.ObjectId);
        Write(json, capture.Amount);
        json.WriteStringValue(capture.At);
        if (capture.Failed)
        {
            json.WriteBooleanValue(true);
        }

        json.WriteEndArray();
    }

    public static void Write(Utf8JsonWriter json, RefundState refund) =>
        WriteList(json, refund.RefundId, refund.Standing, refund.Amount);

    public static void Write(Utf8JsonWriter json, DisputeState dispute) =>
        WriteList(json, dispute.DisputeId, dispute.Standing, dispute.Amount);

    public static void Write(Utf8JsonWriter json, FeeState fee) =>
        WriteList(json, fee.FeeId, fee.Variant, fee.Amount);

    public static void Write(Utf8JsonWriter json, OpenEntry entry)
    {
        json.WriteStartArray();
        json.WriteStringValue(entry.EntryId);
        json.WriteStringValue(entry.Row);
        json.WriteStringValue(entry.ObjectId);
        foreach (var line in entry.Lines)
        {
            Write(json, line);
        }

        json.WriteEndArray();
    }

    public static CaptureState Capture(ref Utf8JsonReader json)
    {
        var (id, amount) = (Next(ref json)!, Amount(Next(ref json)));
        json.Read();
        var at = json.GetDateTimeOffset();
        json.Read();
        var failed = json.TokenType == JsonTokenType.True;
        if (failed)
        {
            json.Read();
        }

        return new CaptureState(id, amount, at, failed);
    }

    public static RefundState Refund(ref Utf8JsonReader json)
    {
        var (id, standing, amount) = Texts(ref json);
        return new RefundState(id!, standing!, Amount(amount));
    }

    public static DisputeState Dispute(ref Utf8JsonReader json)
    {
        var (id, standing, amount) = Texts(ref json);
        return new DisputeState(id!, standing!, Amount(amount));
    }

    public static FeeState Fee(ref Utf8JsonReader json)
    {
        var (id, variant, amount) = Texts(ref json);
        return new FeeState(id!, variant, Amount(amount));
    }

    public static OpenEntry OpenEntry(ref Utf8JsonReader json)
    {
        json.Read();
        var id = json.GetGuid();
        var (row, objectId) = (Next(ref json)!, Next(ref json)!);
        var lines = new List<PostedLine>(2);
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            lines.Add(Line(json.GetString()!));
        }

        return new OpenEntry(id, row, objectId, lines);
    }

    public static string Text(ref Utf8JsonReader json) => json.GetString()!;

    public static Money? Money(ref Utf8JsonReader json) => json.TokenType == JsonTokenType.StartObject
        ? JsonSerializer.Deserialize(ref json, JournalJson.Default.Money)
        : Amount(json.GetString());

    static void Write(Utf8JsonWriter json, Money? amount)
    {
        if (amount is not { } known)
        {
            json.WriteNullValue();
            return;
        }

        Span<byte> text = stackalloc byte[TextMax];
        Utf8.TryWrite(text, CultureInfo.InvariantCulture, $"{known.MinorUnits} {known.Currency.Code}", out var length);
        json.WriteStringValue(text[..length]);
    }

    static void Write(Utf8JsonWriter json, PostedLine line)
    {
        var side = line.Side == Side.Debit ? 'D' : 'C';
        Span<byte> text = stackalloc byte[TextMax];
        if (Utf8.TryWrite(text, CultureInfo.InvariantCulture, $"{line.Account} {side} {line.MinorUnits} {line.Currency}", out var length))
        {
            json.WriteStringValue(text[..length]);
        }
        else
        {
            json.WriteStringValue($"{line.Account} {side} {line.MinorUnits} {line.Currency}");
        }
    }

    static Money? Amount(string? text) => text is null
        ? null
        : new Money(long.Parse(text.AsSpan(0, text.IndexOf(' ')), CultureInfo.InvariantCulture), Currency.Parse(text[^3..]));

    // From its end: nothing forbids a space in an account's code.
    static PostedLine Line(string text)
    {
        var units = text.LastIndexOf(' ', text.Length - 5);
        var side = text[units - 1] switch
        {
            'D' => Side.Debit,
            'C' => Side.Credit,
            _ => throw new FormatException($"'{text}' is not a line."),
        };
        return new PostedLine(
            text[..(units - 2)], side, long.Parse(text.AsSpan(units + 1, text.Length - units - 5), CultureInfo.InvariantCulture),
            text[^3..]);
    }

    static void WriteList(Utf8JsonWriter json, string id, string? word, Money? amount)
    {
        json.WriteStartArray();
        json.WriteStringValue(id);
        json.WriteStringValue(word);
        Write(json, amount);
        json.WriteEndArray();
    }

    static (string? First, string? Second, string? Third) Texts(ref Utf8JsonReader json)
    {
        var texts = (Next(ref json), Next(ref json), Next(ref json));
        json.Read();
        return texts;
    }

    static string? Next(ref Utf8JsonReader json)
    {
        json.Read();
        return json.GetString();
    }
}
