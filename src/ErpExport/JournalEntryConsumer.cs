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
        var outcome = await export.AcknowledgeAsync(said, options.Targets, context.CancellationToken);
        if (!outcome.IsDone)
        {
            logger.AcknowledgementRefused(said.AcknowledgementId, said.Reference, said.Target, outcome.Detail ?? "");
        }
    }
}
