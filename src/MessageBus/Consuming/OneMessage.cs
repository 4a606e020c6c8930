using System.Diagnostics.CodeAnalysis;
using MassTransit;
using MassTransit.Serialization;

namespace Ledger.MessageBus.Consuming;

/// <summary>What MassTransit asks about a message that has been read, or that nobody here knows (null).</summary>
sealed class OneMessage(object? message, ReceiveContext context, Guid? messageId) : BaseSerializerContext(
    SystemTextJsonMessageSerializer.Instance,
    new Attributes(context, messageId),
    message is null ? [] : [MessageUrn.ForTypeString(message.GetType())])
{
    public override bool TryGetMessage<T>(out T? found)
        where T : class
    {
        found = message as T;
        return found is not null;
    }

    public override bool TryGetMessage(Type messageType, [NotNullWhen(true)] out object? found)
    {
        found = messageType.IsInstanceOfType(message) ? message : null;
        return found is not null;
    }

    public override bool IsSupportedMessageType<T>() => message is T;

    public override bool IsSupportedMessageType(Type messageType) => messageType.IsInstanceOfType(message);

    public override IMessageSerializer GetMessageSerializer() => throw Unused();

    public override IMessageSerializer GetMessageSerializer<T>(MessageEnvelope envelope, T toSend) => throw Unused();

    public override IMessageSerializer GetMessageSerializer(object toSend, string[] messageTypes) => throw Unused();

    public override Dictionary<string, object> ToDictionary<T>(T? toConvert)
        where T : class => throw Unused();

    static NotSupportedException Unused() =>
        new("Messages are published with IMessagePublisher, not with MassTransit.");

    sealed class Attributes(ReceiveContext context, Guid? messageId) : MessageContext
    {
        public Guid? MessageId => messageId;

        public Guid? RequestId => null;

        public Guid? CorrelationId => null;

        public Guid? ConversationId => null;

        public Guid? InitiatorId => null;

        public DateTime? ExpirationTime => null;

        public Uri? SourceAddress => null;

        public Uri? DestinationAddress => context.InputAddress;

        public Uri? ResponseAddress => null;

        public Uri? FaultAddress => null;

        public DateTime? SentTime => null;

        public Headers Headers => context.TransportHeaders;

        public HostInfo Host => MassTransit.Metadata.HostMetadataCache.Empty;
    }
}
