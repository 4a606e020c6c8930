using System.Security.Cryptography;
using System.Text.Json;
using Ledger.EventStore;
using Ledger.MessageBus.Messages;

namespace Ledger.ErpExport.Storage;

/// <summary>The export inside the group commit: one load, pure decisions, one pipelined write.</summary>
sealed class ErpLogic : ICommitLogic<ErpMessage, ErpOutcome, ErpStates, ErpChanges>
{
    public InboxClaim? ClaimOf(ErpMessage message) => message switch
    {
        ErpMessage.Received { Entry: var e } => new InboxClaim(
            e.EntryId, e.EntryId, SHA256.HashData(BodyOf(e)), $"{e.Provider}/{e.Account}", e.EventId.ToString(), e.PaymentId, e.EventId),
        ErpMessage.Acknowledged { Acknowledgement: var a } => new InboxClaim(
            a.AcknowledgementId, a.AcknowledgementId, a.BodySha256, $"{a.Target}/{a.Actor}", a.AcknowledgementId.ToString(),
            StreamOf(message), a.AcknowledgementId),
        _ => null,
    };

    public string StreamOf(ErpMessage message) => message switch
    {
        ErpMessage.Received received => $"erp-entry/{received.Entry.EntryId}",
        ErpMessage.Cut cut => $"erp-run/{cut.Target}/{cut.Run.Number}",
        ErpMessage.Moved { Step: var step } => $"erp/{step.Target}/{step.Reference}",
        ErpMessage.Acknowledged { Acknowledgement: var a } => $"erp/{a.Target}/{a.Reference}",
        ErpMessage.Commanded commanded => $"erp-target/{commanded.Target}",
        ErpMessage.Found found => $"erp-target/{found.Target}",
        ErpMessage.Closed closed => $"erp-target/{closed.Target}",
        _ => throw new InvalidOperationException($"{message.GetType()} is not a message of the export."),
    };

    public IEnumerable<string> KeysOf(ErpMessage message) => message switch
    {
        ErpMessage.Received => [],
        ErpMessage.Cut cut => [ErpStates.KeyOf(cut.Target)],
        ErpMessage.Moved { Step: var step } => [ErpStates.KeyOf(step.Target), ErpStates.KeyOf(step.Target, step.Reference)],
        ErpMessage.Acknowledged { Acknowledgement: var a } => [ErpStates.KeyOf(a.Target), ErpStates.KeyOf(a.Target, a.Reference)],
        ErpMessage.Commanded commanded => [ErpStates.KeyOf(commanded.Target)],
        ErpMessage.Found found => [ErpStates.KeyOf(found.Target)],
        ErpMessage.Closed closed => [ErpStates.KeyOf(closed.Target)],
        _ => throw new InvalidOperationException($"{message.GetType()} is not a message of the export."),
    };

    public ICommitBatch<ErpMessage, ErpOutcome, ErpStates, ErpChanges> Begin(ErpStates states) => new ErpBatch(states);

    /// <summary>An entry as it is kept: the message's own JSON.</summary>
    public static byte[] BodyOf(JournalEntryMessage entry) =>
        JsonSerializer.SerializeToUtf8Bytes(entry, MessageJson.Default.JournalEntryMessage);
}
