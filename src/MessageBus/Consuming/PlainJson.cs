using System.Net.Mime;
using Ledger.MessageBus.Bundling;
using MassTransit;
using MassTransit.Serialization;
using RabbitMQ.Client;

namespace Ledger.MessageBus.Consuming;

/// <summary>
/// Lets MassTransit consume plain JSON: the header <c>cloudEvents_type</c> says what a body is, or the body itself does when it is a
/// CloudEvent in structured mode, and the topic's source-generated JSON reads it. A type that no reader knows yields no message, which
/// ends in the skipped queue.
/// </summary>
/// <param name="readers">What reads the queue's messages.</param>
/// <param name="shared">Reads the bundles that other queues of this process get too; null where none does.</param>
sealed class PlainJson(IReadOnlyList<MessageReader> readers, ReadOnce? shared) : ISerializerFactory, IMessageDeserializer
{
    static readonly ContentType Json = new("application/json");

    public ContentType ContentType => Json;

    public IMessageDeserializer CreateDeserializer() => this;

    // Publishing goes past MassTransit; its bus wants a serializer all the same.
    public IMessageSerializer CreateSerializer() => new SystemTextJsonRawMessageSerializer();

    public ConsumeContext Deserialize(ReceiveContext receiveContext)
    {
        var properties = receiveContext.GetPayload<RabbitMqBasicConsumeContext>().Properties;
        return new BodyConsumeContext(
            receiveContext, new OneMessage(Read(properties, Body(receiveContext)), receiveContext, IdOf(properties)));
    }

    object? Read(IReadOnlyBasicProperties properties, ReadOnlyMemory<byte> body)
    {
        if (properties.ContentType == Bundle.ContentType)
        {
            return shared?.Read(body, TryRead) ?? Bundle.Read(body);
        }

        if (CloudEventHeaders.Text(properties.Headers, CloudEventHeaders.Type) is { } type)
        {
            return Read(type, body);
        }

        // What came over a bridge has lost its headers: only content type and body survive every broker.
        if (properties.ContentType?.StartsWith(Bundle.OneContentType, StringComparison.OrdinalIgnoreCase) == true)
        {
            var one = Bundle.ReadOne(body);
            return Read(one.Type, one.Body);
        }

        throw new FormatException($"The message has no header '{CloudEventHeaders.Type}', so nobody can say what it is.");
    }

    object? TryRead(BundledMessage message)
    {
        try
        {
            return Read(message.Type, message.Body);
        }
        catch (Exception)
        {
            return null; // It is read again where such failures are dealt with.
        }
    }

    object? Read(string type, ReadOnlyMemory<byte> body) => readers.FirstOrDefault(reader => reader.Reads(type))?.Read(body.Span);

    public SerializerContext Deserialize(
        MessageBody body, MassTransit.Headers headers, Uri? destinationAddress = null) =>
        throw new NotSupportedException("Only received messages are read.");

    public MessageBody GetMessageBody(string text) => new StringMessageBody(text);

    public void Probe(ProbeContext context) => context.CreateScope("plainJson");

    /// <summary>The body as received; the client takes its memory back when the message has been handled.</summary>
    public static ReadOnlyMemory<byte> Body(ReceiveContext context) => context.Body.GetBytes();

    static Guid? IdOf(IReadOnlyBasicProperties properties) =>
        Guid.TryParse(properties.MessageId, out var id) ? id : null;
}
