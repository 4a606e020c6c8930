using System.Text;
using System.Text.Json;
using RabbitMQ.Client;

namespace Ledger.MessageBus.Publishing;

/// <summary>A message ready for the wire.</summary>
/// <param name="Exchange">Exchange; empty for the default exchange, which routes by queue name.</param>
/// <param name="RoutingKey">Routing key, at most 255 bytes.</param>
/// <param name="Mandatory">True when reaching no queue is a failure.</param>
/// <param name="Properties">Message id, content type and headers; the publisher adds the trace context.</param>
/// <param name="Body">Body; must stay unchanged until the publish has ended.</param>
public sealed record OutgoingMessage(
    string Exchange, string RoutingKey, bool Mandatory, BasicProperties Properties, ReadOnlyMemory<byte> Body)
{
    const int RoutingKeyBytesMax = 255;

    /// <summary>Builds the message of a topic: JSON body, CloudEvents attributes in headers.</summary>
    public static OutgoingMessage Of<T>(Topic<T> topic, T message)
    {
        var envelope = topic.Envelope(message);
        var properties = new BasicProperties
        {
            MessageId = envelope.Id.ToString(),
            ContentType = "application/json",
            Persistent = true,
            Headers = CloudEventHeaders.Of(envelope),
        };
        return new OutgoingMessage(
            topic.Exchange, topic.RoutingKey(message), topic.Mandatory, properties,
            JsonSerializer.SerializeToUtf8Bytes(message, topic.Json)).Checked();
    }

    /// <summary>
    /// The same message for an addressed queue of the same exchange; it must reach that one, whatever holds for its other subscribers.
    /// </summary>
    public OutgoingMessage To(ConsumerQueue queue) => Copy() with { RoutingKey = queue.RoutingKey, Mandatory = true };

    /// <summary>The same message with properties of its own, which publishing adds to.</summary>
    public OutgoingMessage Copy() => this with
    {
        Properties = new BasicProperties((IReadOnlyBasicProperties)Properties)
        {
            Headers = Properties.Headers is { } headers ? new Dictionary<string, object?>(headers, StringComparer.Ordinal) : null,
        },
    };

    /// <summary>A message for one queue, over the default exchange: no other consumer sees it.</summary>
    public static OutgoingMessage ToQueue(string queue, BasicProperties properties, ReadOnlyMemory<byte> body) =>
        new OutgoingMessage("", queue, Mandatory: true, properties, body).Checked();

    // The client finds out only while writing the frame, and the channel would be lost with all that is under way.
    OutgoingMessage Checked() => Encoding.UTF8.GetByteCount(RoutingKey) <= RoutingKeyBytesMax
        ? this
        : throw new FormatException(
            $"Routing key of {RoutingKey.Length} characters: at most {RoutingKeyBytesMax} bytes are allowed.");
}
