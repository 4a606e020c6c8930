using System.Buffers;
using System.Text.Json;
using Ledger.MessageBus.Publishing;
using RabbitMQ.Client;

namespace Ledger.MessageBus.Bundling;

/// <summary>
/// Several messages of one exchange that travel as one: a JSON array of CloudEvents, each with its attributes and
/// its <c>data</c> (JSON batch format of CloudEvents 1.0.2). One message costs the broker as much as a bundle of them.
/// </summary>
/// <param name="Messages">What is in it, in the order of sending.</param>
public sealed record Bundle(IReadOnlyList<BundledMessage> Messages)
{
    /// <summary>Content type of a bundle.</summary>
    public const string ContentType = "application/cloudevents-batch+json";

    /// <summary>
    /// Content type of one CloudEvent with its attributes in the body (structured mode): what brokers in between do to headers does not
    /// matter to it.
    /// </summary>
    public const string OneContentType = "application/cloudevents+json";

    const string HeaderPrefix = "cloudEvents_";
    const int AttributeBytes = 512;

    /// <summary>Takes one apart; what its messages say is not looked at. They use the memory of the body.</summary>
    /// <exception cref="JsonException">It is not an array of CloudEvents.</exception>
    public static Bundle Read(ReadOnlyMemory<byte> body)
    {
        var reader = new Utf8JsonReader(body.Span);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartArray)
        {
            throw new JsonException("A bundle is an array of CloudEvents.");
        }

        var messages = new List<BundledMessage>();
        while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
        {
            messages.Add(BundledMessage.Read(ref reader, body));
        }

        return reader.TokenType == JsonTokenType.EndArray && !reader.Read()
            ? new Bundle(messages)
            : throw new JsonException("A bundle holds CloudEvents and nothing else.");
    }

    /// <summary>Reads one CloudEvent in structured mode; it uses the memory of the body.</summary>
    /// <exception cref="JsonException">It is not a CloudEvent.</exception>
    public static BundledMessage ReadOne(ReadOnlyMemory<byte> body)
    {
        var reader = new Utf8JsonReader(body.Span);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("A CloudEvent is an object.");
        }

        var message = BundledMessage.Read(ref reader, body);
        return message.Type.Length > 0 && !message.Body.IsEmpty && !reader.Read()
            ? message
            : throw new JsonException("A CloudEvent has a 'type' and its 'data', and nothing behind it.");
    }

    /// <summary>Puts messages into one that goes where the first of them goes.</summary>
    internal static OutgoingMessage Of(IReadOnlyList<OutgoingMessage> messages)
    {
        var body = new ArrayBufferWriter<byte>(messages.Sum(message => message.Body.Length + AttributeBytes));
        using (var json = new Utf8JsonWriter(body))
        {
            json.WriteStartArray();
            foreach (var message in messages)
            {
                BundledMessage.Write(json, message);
            }

            json.WriteEndArray();
        }

        var properties = new BasicProperties
        {
            MessageId = Guid.CreateVersion7().ToString(),
            ContentType = ContentType,
            Persistent = true,
        };
        return messages[0] with { Properties = properties, Body = body.WrittenMemory };
    }

    /// <summary>Name of the header that says an attribute in a message of its own.</summary>
    internal static string HeaderOf(string attribute) =>
        attribute is CloudEventHeaders.TraceParent or CloudEventHeaders.TraceState ? attribute : HeaderPrefix + attribute;

    /// <summary>Name of the attribute that a header says.</summary>
    internal static string AttributeOf(string header) =>
        header.StartsWith(HeaderPrefix, StringComparison.Ordinal) ? header[HeaderPrefix.Length..] : header;
}
