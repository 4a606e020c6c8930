using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

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
}

/// <summary>Reads the bodies of a topic's messages with its source-generated JSON.</summary>
sealed class TopicReader<T> : MessageReader
    where T : class
{
    readonly Topic<T> _topic = Topics.Of<T>();

    public override Type MessageType => typeof(T);

    public override bool Reads(string type) => _topic.Reads(type);

    public override object Read(ReadOnlySpan<byte> body)
    {
        JsonTypeInfo<T> json = _topic.Json;
        return JsonSerializer.Deserialize(body, json)
            ?? throw new JsonException($"The body is null; expected a {typeof(T).Name}.");
    }
}
