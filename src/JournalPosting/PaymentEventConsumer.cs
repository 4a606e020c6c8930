using Ledger.PaymentEvents;
using MassTransit;

namespace Ledger.JournalPosting;

/// <summary>
/// Takes canonical events from the queue <c>journal</c>; a message is done when its outcome is committed. Whatever the
/// rules refuse is an outcome too, so only what is not as documented, or a world that is away, throws.
/// </summary>
public sealed class PaymentEventConsumer(JournalWriter journal) : IConsumer<PaymentEvent>
{
    /// <inheritdoc/>
    public Task Consume(ConsumeContext<PaymentEvent> context) =>
        journal.PostAsync(context.Message, context.CancellationToken);
}
