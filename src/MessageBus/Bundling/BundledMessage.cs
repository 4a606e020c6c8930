using System.Text.Json;
using Ledger.MessageBus.Publishing;
using RabbitMQ.Client;

namespace Ledger.MessageBus.Bundling;

/// <summary>One message of a bundle.</summary>
/// <param name="Attributes">Its CloudEvents attributes and trace context, by name.</param>
/// <param name="Body">Its body; memory of the bundle's.</param>
public sealed record BundledMessage(IReadOnlyDictionary<string, string> Attributes, ReadOnlyMemory<byte> Body)
{
    /// <summary>Name of the member that holds the body.</summary>
    public const string Data = "data";

    /// <summary>Its id; null when it has none.</summary>
    public string? Id => Attributes.GetValueOrDefault("id");

    /// <summary>Its CloudEvents type; empty when it has none.</summary>
    public string Type => Attributes.GetValueOrDefault("type", "");

    /// <summary>The trace it belongs to; null when it has none.</summary>
    public string? TraceParent => Attributes.GetValueOrDefault(CloudEventHeaders.TraceParent);

    /// <summary>What its tracer wants passed on.</summary>
    public string? TraceState => Attributes.GetValueOrDefault(CloudEventHeaders.TraceState);

    /// <summary>The same as a message of its own for a queue.</summary>
    internal OutgoingMessage ToQueue(string queue) => OutgoingMessage.ToQueue(
        queue,
        new BasicProperties
        {
            MessageId = Id,
            ContentType = Attributes.GetValueOrDefault("datacontenttype"),
            Persistent = true,
            Headers = Attributes.Where(attribute => attribute.Key != "datacontenttype")
                .ToDictionary(attribute => Bundle.HeaderOf(attribute.Key), attribute => (object?)attribute.Value, StringComparer.Ordinal),
        },
        Body.ToArray());

    /// <summary>Reads one; the reader stands at its first brace and is left at its last.</summary>
    /// <exception cref="JsonException">An attribute is no text.</exception>
    internal static BundledMessage Read(ref Utf8JsonReader reader, ReadOnlyMemory<byte> bundle)
    {
        var attributes = new Dictionary<string, string>(capacity: 10, StringComparer.Ordinal);
        var body = ReadOnlyMemory<byte>.Empty;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();
            if (name == Data)
            {
                var start = (int)reader.TokenStartIndex;
                reader.Skip();
                body = bundle[start..(int)reader.BytesConsumed];
            }
            else
            {
                attributes[name] = reader.TokenType == JsonTokenType.String
                    ? reader.GetString()!
                    : throw new JsonException($"Attribute '{name}' of a bundled message is no text.");
            }
        }

        return new BundledMessage(attributes, body);
    }
}
