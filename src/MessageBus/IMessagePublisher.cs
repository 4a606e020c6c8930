namespace Ledger.MessageBus;

/// <summary>Publishes messages to their topics, as <see cref="Topics"/> lists them.</summary>
public interface IMessagePublisher
{
    /// <summary>
    /// Publishes one message; returns when the broker has confirmed it in every queue it was routed to.
    /// </summary>
    /// <exception cref="PublishFailedException">
    /// The broker is away, did not confirm in time, or (on mandatory topics) had no queue for the message. The message
    /// may or may not have been stored; whoever retries relies on the consumers' inboxes.
    /// </exception>
    Task PublishAsync<T>(T message, CancellationToken ct)
        where T : class;
}
