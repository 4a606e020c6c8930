using Ledger.PaymentEvents;
using MassTransit;

namespace Ledger.Inventory;

/// <summary>
/// Takes canonical events from the queue <c>inventory</c>; a message is done when its outcome is committed. What the rules
/// refuse is an outcome too, so only what is not as documented, or a world that is away, throws.
/// </summary>
public sealed class StockEventConsumer(InventoryWriter inventory) : IConsumer<PaymentEvent>
{
    /// <inheritdoc/>
    public Task Consume(ConsumeContext<PaymentEvent> context) =>
        inventory.TakeAsync(context.Message, context.CancellationToken);
}
