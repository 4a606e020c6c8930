using System.Text.Json;
using Ledger.MessageBus.Publishing;
using RabbitMQ.Client;

namespace Ledger.MessageBus.Bundling;

/// <summary>One message of a bundle.</summary>
/// <param name="Json">The CloudEvent as it stands in the bundle; memory of the bundle's.</param>
/// <param name="Body">Its body, likewise.</param>
public sealed record BundledMessage(ReadOnlyMemory<byte> Json, ReadOnlyMemory<byte> Body)
{
    /// <summary>Name of the member that holds the body.</summary>
    public const string Data = "data";

    const string BodyType = "datacontenttype";

    /// <summary>What it says, where that was read already.</summary>
    internal object? Content { get; init; }

    /// <summary>Its id; null when it has none.</summary>
    public string? Id { get; private init; }

    /// <summary>Its CloudEvents type; empty when it has none.</summary>
    public string Type { get; private init; } = "";

    /// <summary>The trace it belongs to; null when it has none.</summary>
    public string? TraceParent { get; private init; }

    /// <summary>What its tracer wants passed on.</summary>
    public string? TraceState { get; private init; }

    /// <summary>The same as a message of its own for a queue.</summary>
    internal OutgoingMessage ToQueue(string queue)
    {
        using var json = JsonDocument.Parse(Json);
        var attributes = json.RootElement.EnumerateObject().Where(member => member.Name != Data)
            .ToDictionary(member => member.Name, member => member.Value.GetString(), StringComparer.Ordinal);
        attributes.Remove(BodyType, out var bodyType);
        return OutgoingMessage.ToQueue(
            queue,
            new BasicProperties
            {
                MessageId = Id,
                ContentType = bodyType,
                Persistent = true,
                Headers = attributes.ToDictionary(
                    attribute => Bundle.HeaderOf(attribute.Key), attribute => (object?)attribute.Value, StringComparer.Ordinal),
            },
            Body.ToArray());
    }

    /// <summary>Writes a message into a bundle.</summary>
    internal static void Write(Utf8JsonWriter json, OutgoingMessage message)
    {
        json.WriteStartObject();
        foreach (var (name, value) in message.Properties.Headers ?? new Dictionary<string, object?>())
        {
            json.WriteString(Bundle.AttributeOf(name), value as string);
        }

        json.WriteString(BodyType, message.Properties.ContentType);
        json.WritePropertyName(Data);
        json.WriteRawValue(message.Body.Span, skipInputValidation: true);
        json.WriteEndObject();
    }

    /// <summary>Reads one; the reader stands at its first brace and is left at its last.</summary>
    /// <exception cref="JsonException">An attribute is no text, or stands twice.</exception>
    internal static BundledMessage Read(ref Utf8JsonReader reader, ReadOnlyMemory<byte> bundle)
    {
        var start = (int)reader.TokenStartIndex;
        var body = ReadOnlyMemory<byte>.Empty;
        string? id = null, type = null, traceParent = null, traceState = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals(Data))
            {
                reader.Read();
                var from = (int)reader.TokenStartIndex;
                reader.Skip();
                body = bundle[from..(int)reader.BytesConsumed];
                continue;
            }

            if (reader.ValueTextEquals("id"))
            {
                id = Text(ref reader, id);
            }
            else if (reader.ValueTextEquals("type"))
            {
                type = Text(ref reader, type);
            }
            else if (reader.ValueTextEquals(CloudEventHeaders.TraceParent))
            {
                traceParent = Text(ref reader, traceParent);
            }
            else if (reader.ValueTextEquals(CloudEventHeaders.TraceState))
            {
                traceState = Text(ref reader, traceState);
            }
            else
            {
                RequireText(ref reader);
            }
        }

        return new BundledMessage(bundle[start..(int)reader.BytesConsumed], body)
        {
            Id = id,
            Type = type ?? "",
            TraceParent = traceParent,
            TraceState = traceState,
        };
    }

    static string Text(ref Utf8JsonReader reader, string? before)
    {
        RequireText(ref reader);
        return before is null ? reader.GetString()! : throw new JsonException("An attribute of a bundled message stands twice.");
    }

    static void RequireText(ref Utf8JsonReader reader)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.String)
        {
            throw new JsonException("An attribute of a bundled message is no text.");
        }
    }
}
