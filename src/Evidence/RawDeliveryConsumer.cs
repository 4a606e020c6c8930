using Ledger.MessageBus.Messages;
using MassTransit;

namespace Ledger.Evidence;

/// <summary>Hands each delivery from the bus to the archive; done when it is committed.</summary>
public sealed class RawDeliveryConsumer(DeliveryArchive archive) : IConsumer<RawDelivery>
{
    /// <inheritdoc/>
    public Task Consume(ConsumeContext<RawDelivery> context) =>
        archive.StoreAsync(context.Message, context.CancellationToken);
}
