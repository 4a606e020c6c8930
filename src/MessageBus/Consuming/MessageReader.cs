using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using MassTransit;
using MassTransit.Context;
using Microsoft.Extensions.DependencyInjection;

namespace Ledger.MessageBus.Consuming;

/// <summary>Reads the bodies of one type of message.</summary>
abstract class MessageReader
{
    /// <summary>CLR type of the message.</summary>
    public abstract Type MessageType { get; }

    /// <summary>Whether a CloudEvents type is read here.</summary>
    public abstract bool Reads(string type);

    /// <summary>Reads a body.</summary>
    /// <exception cref="JsonException">The body is not as documented.</exception>
    public abstract object Read(ReadOnlySpan<byte> body);

    /// <summary>Reads a body that came in a bundle and hands it to the consumer.</summary>
    /// <exception cref="JsonException">The body is not as documented.</exception>
    public abstract Task HandAsync(ReadOnlyMemory<byte> body, ConsumeContext bundle, IServiceProvider services);
}

/// <summary>Reads the bodies of a topic's messages with its source-generated JSON.</summary>
sealed class TopicReader<TConsumer, T> : MessageReader
    where TConsumer : class, IConsumer<T>
    where T : class
{
    readonly Topic<T> _topic = Topics.Of<T>();

    public override Type MessageType => typeof(T);

    public override bool Reads(string type) => _topic.Reads(type);

    public override object Read(ReadOnlySpan<byte> body) => ReadMessage(body);

    public override Task HandAsync(ReadOnlyMemory<byte> body, ConsumeContext bundle, IServiceProvider services) =>
        services.GetRequiredService<TConsumer>().Consume(new MessageConsumeContext<T>(bundle, ReadMessage(body.Span)));

    T ReadMessage(ReadOnlySpan<byte> body)
    {
        JsonTypeInfo<T> json = _topic.Json;
        return JsonSerializer.Deserialize(body, json)
            ?? throw new JsonException($"The body is null; expected a {typeof(T).Name}.");
    }
}
