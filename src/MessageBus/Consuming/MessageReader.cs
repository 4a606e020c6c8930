using System.Text.Json;
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

    /// <summary>Hands a message that was read and came in a bundle to the consumer.</summary>
    public abstract Task HandAsync(object message, ConsumeContext bundle, IServiceProvider services);
}

/// <summary>Reads the bodies of a topic's messages with its source-generated JSON.</summary>
sealed class TopicReader<TConsumer, T> : MessageReader
    where TConsumer : class, IConsumer<T>
    where T : class
{
    readonly Topic<T> _topic = Topics.Of<T>();

    public override Type MessageType => typeof(T);

    public override bool Reads(string type) => _topic.Reads(type);

    public override object Read(ReadOnlySpan<byte> body) => JsonSerializer.Deserialize(body, _topic.Json)
        ?? throw new JsonException($"The body is null; expected a {typeof(T).Name}.");

    public override Task HandAsync(object message, ConsumeContext bundle, IServiceProvider services) =>
        services.GetRequiredService<TConsumer>().Consume(new MessageConsumeContext<T>(bundle, (T)message));
}
