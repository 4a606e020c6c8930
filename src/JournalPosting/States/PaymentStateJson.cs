using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Ledger.JournalPosting.Events;

namespace Ledger.JournalPosting.States;

/// <summary>
/// A state as its row holds it: JSON that leaves out what is not there and states captures, refunds, entries and the
/// like as short lists (<see cref="StatePartsJson"/>). Reads the objects, too, that earlier builds wrote for them.
/// </summary>
public static class PaymentStateJson
{
    // Nobody puts a state into a page, so quotes, plus signs and letters of all scripts may stay as they are.
    static readonly JsonWriterOptions AsIs = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>The JSON of a state, UTF-8; the same for equal states.</summary>
    public static byte[] Write(PaymentState state)
    {
        var bytes = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(bytes, AsIs))
        {
            json.WriteStartObject();
            StatePartsJson.Write(json, nameof(state.Authorized), state.Authorized);
            StatePartsJson.Write(json, nameof(state.AuthorizedAt), state.AuthorizedAt);
            StatePartsJson.Write(json, nameof(state.Ended), state.Ended);
            StatePartsJson.Write(json, nameof(state.EndedAt), state.EndedAt);
            Write(json, nameof(state.Captures), state.Captures, StatePartsJson.Write);
            Write(json, nameof(state.Refunds), state.Refunds, StatePartsJson.Write);
            Write(json, nameof(state.Disputes), state.Disputes, StatePartsJson.Write);
            Write(json, nameof(state.Fees), state.Fees, StatePartsJson.Write);
            StatePartsJson.Write(json, nameof(state.Payout), state.Payout);
            StatePartsJson.Write(json, nameof(state.PayoutAmount), state.PayoutAmount);
            StatePartsJson.Write(json, nameof(state.Goods), state.Goods);
            Write(json, nameof(state.OpenEntries), state.OpenEntries, StatePartsJson.Write);
            Write(json, nameof(state.Held), state.Held, (to, held) => JsonSerializer.Serialize(to, held, JournalJson.Default.HeldEvent));
            Write(json, nameof(state.TraceKeys), state.TraceKeys, (to, key) => to.WriteStringValue(key));
            json.WriteEndObject();
        }

        return bytes.WrittenSpan.ToArray();
    }

    /// <summary>Reads a state.</summary>
    /// <exception cref="JsonException">It is not one.</exception>
    public static PaymentState Read(ReadOnlySpan<byte> utf8)
    {
        var json = new Utf8JsonReader(utf8);
        try
        {
            json.Read();
            var state = new PaymentState();
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                var name = json.GetString()!;
                json.Read();
                state = Take(state, name, ref json);
            }

            return state;
        }
        catch (Exception malformed) when (malformed is FormatException or InvalidOperationException)
        {
            throw new JsonException($"Not a payment state: {malformed.Message}", malformed);
        }
    }

    static PaymentState Take(PaymentState state, string name, ref Utf8JsonReader json) => name switch
    {
        nameof(state.Authorized) => state with { Authorized = StatePartsJson.Money(ref json) },
        nameof(state.AuthorizedAt) => state with { AuthorizedAt = json.GetDateTimeOffset() },
        nameof(state.Ended) => state with { Ended = json.GetString() },
        nameof(state.EndedAt) => state with { EndedAt = json.GetDateTimeOffset() },
        nameof(state.Captures) => state with { Captures = List(ref json, StatePartsJson.Capture, JournalJson.Default.CaptureState) },
        nameof(state.Refunds) => state with { Refunds = List(ref json, StatePartsJson.Refund, JournalJson.Default.RefundState) },
        nameof(state.Disputes) => state with { Disputes = List(ref json, StatePartsJson.Dispute, JournalJson.Default.DisputeState) },
        nameof(state.Fees) => state with { Fees = List(ref json, StatePartsJson.Fee, JournalJson.Default.FeeState) },
        nameof(state.Payout) => state with { Payout = json.GetString() },
        nameof(state.PayoutAmount) => state with { PayoutAmount = StatePartsJson.Money(ref json) },
        nameof(state.Goods) => state with { Goods = json.GetString() },
        nameof(state.OpenEntries) => state with
        {
            OpenEntries = List(ref json, StatePartsJson.OpenEntry, JournalJson.Default.OpenEntry),
        },
        nameof(state.Held) => state with { Held = List(ref json, null, JournalJson.Default.HeldEvent) },
        nameof(state.TraceKeys) => state with { TraceKeys = List(ref json, StatePartsJson.Text, null) },
        _ => throw new JsonException($"'{name}' is not a part of a payment state."),
    };

    static void Write<T>(Utf8JsonWriter json, string name, IReadOnlyList<T> parts, Action<Utf8JsonWriter, T> write)
    {
        if (parts.Count == 0)
        {
            return;
        }

        json.WriteStartArray(name);
        foreach (var part in parts)
        {
            write(json, part);
        }

        json.WriteEndArray();
    }

    static List<T> List<T>(ref Utf8JsonReader json, StatePartsJson.Part<T>? part, JsonTypeInfo<T>? whole)
    {
        var parts = new List<T>();
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            parts.Add(part is not null && json.TokenType != JsonTokenType.StartObject
                ? part(ref json)
                : JsonSerializer.Deserialize(ref json, whole!)!);
        }

        return parts;
    }
}
