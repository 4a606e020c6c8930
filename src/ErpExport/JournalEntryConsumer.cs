using Ledger.MessageBus.Messages;
using MassTransit;
using Microsoft.Extensions.Logging;

namespace Ledger.ErpExport;

/// <summary>Takes posted entries from the queue <c>erp-export</c>; a message is done when its entry is kept.</summary>
public sealed class JournalEntryConsumer(ErpWriter export) : IConsumer<JournalEntryMessage>
{
    /// <inheritdoc/>
    public Task Consume(ConsumeContext<JournalEntryMessage> context) => export.TakeAsync(context.Message, context.CancellationToken);
}

/// <summary>Takes what outside adapters say from the queue <c>erp-acknowledgements</c>.</summary>
public sealed class AcknowledgementConsumer(ErpWriter export, ErpExportOptions options, ILogger<AcknowledgementConsumer> logger)
    : IConsumer<ErpAcknowledgementMessage>
{
    /// <inheritdoc/>
    public async Task Consume(ConsumeContext<ErpAcknowledgementMessage> context)
    {
        var said = context.Message;
        // Whoever may publish on the exchange is not by that the ERP of a target whose adapter is ours.
        if (options.Targets.Any(target => target.Name == said.Target && !target.IsOutside))
        {
            throw new FormatException($"Target {said.Target} has an adapter of the export's own; nobody else acknowledges its documents.");
        }

        var outcome = await export.AcknowledgeAsync(said, context.CancellationToken);
        if (!outcome.IsDone)
        {
            logger.AcknowledgementRefused(said.AcknowledgementId, said.Reference, said.Target, outcome.Detail ?? "");
        }
    }
}
