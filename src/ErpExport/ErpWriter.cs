using System.Security.Cryptography;
using System.Text.Json;
using Ledger.ErpExport.Delivery;
using Ledger.ErpExport.Documents;
using Ledger.ErpExport.Outside;
using Ledger.ErpExport.Storage;
using Ledger.ErpExport.Targets;
using Ledger.EventStore;
using Ledger.MessageBus.Messages;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Ledger.ErpExport;

/// <summary>The one way into the export: whatever changes it is committed here first, with its event.</summary>
public sealed class ErpWriter : IAsyncDisposable
{
    readonly GroupCommit<ErpMessage, ErpOutcome, ErpStates, ErpChanges> _commit;

    /// <summary>Opens the export; nothing is connected before the first message.</summary>
    /// <param name="source">Where the schema lies; migrated beforehand with <see cref="ErpMigrations"/>.</param>
    /// <param name="schema">Its name.</param>
    /// <param name="options">Limits of batches and outages.</param>
    /// <param name="time">Clock of the recording time.</param>
    /// <param name="logger">Where outages are told.</param>
    public ErpWriter(NpgsqlDataSource source, string schema, BatchQueueOptions options, TimeProvider time, ILogger<ErpWriter> logger) =>
        _commit = new(
            new PostgresCommitStore<ErpStates, ErpChanges>(source, schema, new ErpTables(schema, time)), new ErpLogic(),
            options, time, logger);

    /// <summary>Told after each commit what it has added; must return at once.</summary>
    public Action<CommittedEvents>? Committed
    {
        get => _commit.Committed;
        set => _commit.Committed = value;
    }

    /// <summary>Takes in a posted entry and returns once it is durable.</summary>
    /// <exception cref="FormatException">It is not as documented, or differs from the entry of its id that came before.</exception>
    /// <exception cref="StorageAwayException">The database stayed away for longer than messages are held.</exception>
    public async Task TakeAsync(JournalEntryMessage entry, CancellationToken ct)
    {
        if (entry.PreviousPosition is null)
        {
            throw new FormatException(
                $"Entry {entry.EntryId} at position {entry.Position} does not say which entry was before it: "
                + "its sender is of an older build. Send it again with 'ledger erp replay'.");
        }

        var outcome = await _commit.CommitAsync(new ErpMessage.Received(entry), ct);
        ErpMetrics.Received(outcome.Disposition);
    }

    /// <summary>Takes what an outside adapter says about a document, over the bus, over HTTP or by somebody's hand.</summary>
    /// <param name="said">What it says.</param>
    /// <param name="targets">The configured targets, see <see cref="OutsideTargets"/>.</param>
    /// <param name="ct">Stops before it is committed.</param>
    /// <exception cref="FormatException">It is not as documented, or of a target for which nobody outside speaks.</exception>
    /// <exception cref="StorageAwayException">The database stayed away for longer than messages are held.</exception>
    public Task<ErpOutcome> AcknowledgeAsync(ErpAcknowledgementMessage said, IReadOnlyList<ErpTarget> targets, CancellationToken ct)
    {
        if ((AcknowledgementForm.Fault(said) ?? OutsideTargets.Fault(targets, said.Target)) is { } fault)
        {
            throw new FormatException(fault);
        }

        var body = JsonSerializer.SerializeToUtf8Bytes(said, MessageJson.Default.ErpAcknowledgementMessage);
        return _commit.CommitAsync(
            new ErpMessage.Acknowledged(new ErpAcknowledgement(
                said.AcknowledgementId, said.Target, DocumentReference.Parse(said.Reference), said.PayloadHash, said.Status,
                said.DocumentNumber, said.ErpId, said.PostedDate, said.Message, said.Actor, SHA256.HashData(body))),
            ct);
    }

    /// <summary>Decides anything else and returns once the outcome is durable.</summary>
    /// <exception cref="StorageAwayException">The database stayed away for longer than messages are held.</exception>
    public Task<ErpOutcome> CommitAsync(ErpMessage message, CancellationToken ct) => _commit.CommitAsync(message, ct);

    /// <summary>Takes no more, and gives what waits a short time to be committed.</summary>
    public ValueTask DisposeAsync() => _commit.DisposeAsync();
}
