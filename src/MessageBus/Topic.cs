using System.Text.Json.Serialization.Metadata;

namespace Ledger.MessageBus;

/// <summary>How one type of message goes to its topic exchange.</summary>
/// <param name="Exchange">Durable topic exchange, such as <c>ledger.payments</c>.</param>
/// <param name="Mandatory">True when a message that reaches no queue must be reported as not published.</param>
/// <param name="RoutingKey">Routing key of a message, such as <c>payment.capture-succeeded.stripe</c>.</param>
/// <param name="Envelope">CloudEvents attributes of a message.</param>
public sealed record Topic<T>(
    string Exchange, bool Mandatory, Func<T, string> RoutingKey, Func<T, CloudEvent> Envelope) : ITopic
{
    /// <summary>The body on the wire: camelCase JSON, source-generated.</summary>
    public required JsonTypeInfo<T> Json { get; init; }

    /// <summary>Whether this build reads messages of a CloudEvents type as <typeparamref name="T"/>.</summary>
    public required Func<string, bool> Reads { get; init; }

    /// <summary>
    /// Which messages of one routing key go as one <see cref="Bundling.Bundle"/> when they wait at the same time; null for none. Only for
    /// topics whose subscribers are told so, and only for few routing keys; an addressed queue gets bundles in any case.
    /// </summary>
    public Func<T, bool>? BundledIf { get; init; }

    /// <inheritdoc/>
    public Type MessageType => typeof(T);
}

/// <summary>A topic of any type of message.</summary>
public interface ITopic
{
    /// <summary>Durable topic exchange.</summary>
    string Exchange { get; }

    /// <summary>Type of its messages.</summary>
    Type MessageType { get; }
}

/// <summary>CloudEvents attributes, sent as AMQP headers <c>cloudEvents_*</c> (binary mode).</summary>
/// <param name="Id">Identity of the message; also the AMQP message id, so that a repeat is recognised.</param>
/// <param name="Source">URI reference of the producer, such as <c>/ledger/stripe/acct_1</c>.</param>
/// <param name="Type">Type with major version, such as <c>ledger.payment.capture-succeeded.v1</c>.</param>
/// <param name="Subject">What it is about, such as a stream.</param>
/// <param name="Time">When it happened (UTC).</param>
public sealed record CloudEvent(Guid Id, string Source, string Type, string Subject, DateTimeOffset Time);
