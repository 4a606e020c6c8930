using System.Text.Json;
using Ledger.ErpExport.Delivery;
using Ledger.ErpExport.Events;
using Ledger.ErpExport.Storage;
using Ledger.ErpExport.Targets;
using Ledger.EventStore;
using Ledger.MessageBus;
using Ledger.MessageBus.Messages;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Ledger.ErpExport;

/// <summary>
/// Publishes what happens to documents on <c>ledger.erp</c>, in its order: the export's events are its outbox. A document that is
/// handed over to an outside adapter goes with it.
/// </summary>
sealed class ErpRelay
{
    readonly IMessagePublisher _publisher;
    readonly ErpReads _reads;
    readonly HashSet<string> _outside;
    readonly OutboxRelay _relay;
    Task _handed = Task.CompletedTask;

    public ErpRelay(NpgsqlDataSource source, ErpExportOptions options, IMessagePublisher publisher, TimeProvider time, ILogger logger)
    {
        (_publisher, _reads) = (publisher, new ErpReads(source, options.Schema));
        _outside = [.. options.Targets.Where(target => target.IsOutside).Select(target => target.Name)];
        _relay = new OutboxRelay(
            new PostgresEventStore(source, options.Schema, time), new PostgresRelayPlace(source, options.Schema, ErpExportWorker.RelayName),
            PublishAsync, time, logger);
    }

    /// <summary>How far the last event is ahead of the last one published.</summary>
    public long Lag => _relay.Lag;

    /// <summary>Says what was committed.</summary>
    public void Take(CommittedEvents committed) => _relay.Take(committed);

    /// <summary>Publishes until cancelled.</summary>
    public Task RunAsync(CancellationToken ct) => _relay.RunAsync(ct);

    // Called in order, for a page at a time: each is handed to the publisher behind the one before it, however long what it needs is read.
    Task PublishAsync(OutboxEvent stored, CancellationToken ct)
    {
        var (before, handed) = (_handed, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        _handed = handed.Task;
        return PublishAsync(PrepareAsync(stored, ct), before, handed);
    }

    static async Task PublishAsync(Task<Func<Task>> preparing, Task before, TaskCompletionSource handed)
    {
        Task publishing;
        await before;
        try
        {
            publishing = (await preparing)();
        }
        finally
        {
            handed.SetResult();
        }

        await publishing;
    }

    async Task<Func<Task>> PrepareAsync(OutboxEvent stored, CancellationToken ct)
    {
        switch (stored.Read(ErpFacts.Read))
        {
            case ErpRunCut cut:
                return () => _publisher.PublishAsync(MessageOf(cut, stored), ct);
            case ErpDocumentMoved moved:
                var message = MessageOf(moved, stored, await DocumentAsync(moved, ct));
                return () => _publisher.PublishAsync(message, ct);
            default:
                return () => Task.CompletedTask;
        }
    }

    async Task<JsonElement?> DocumentAsync(ErpDocumentMoved moved, CancellationToken ct)
    {
        // What an adapter says itself is no handing over: it would be answered, and that answer would be the next one.
        if (moved.Actor is null && moved.To == DocumentState.Accepted.Word() && _outside.Contains(moved.Target)
            && await _reads.ByReferenceAsync(moved.Target, [moved.Reference], ct) is [{ Document: var payload }]
            && payload.Hash() == moved.PayloadHash)
        {
            using var parsed = JsonDocument.Parse(payload.ToUtf8());
            return parsed.RootElement.Clone();
        }

        return null;
    }

    static ErpDocumentMessage MessageOf(ErpDocumentMoved moved, OutboxEvent stored, JsonElement? document) => new()
    {
        EventId = moved.Id,
        Position = stored.Position,
        Target = moved.Target,
        Reference = moved.Reference,
        Version = moved.Version,
        From = moved.From,
        To = moved.To,
        Generation = moved.Generation,
        PayloadHash = moved.PayloadHash,
        ErpId = moved.ErpId,
        ErpNumber = moved.ErpNumber,
        PostedDate = moved.PostedDate,
        Reason = moved.Reason,
        Detail = moved.Detail,
        Actor = moved.Actor,
        RecordedAt = stored.Timestamp,
        Document = document,
    };

    static ErpRunMessage MessageOf(ErpRunCut cut, OutboxEvent stored) => new()
    {
        RunId = cut.RunId,
        Position = stored.Position,
        Target = cut.Target,
        Number = cut.Number,
        Mode = cut.Mode,
        CutFrom = cut.CutFrom,
        CutTo = cut.CutTo,
        MappingVersion = cut.MappingVersion,
        Entries = cut.Entries,
        Documents = [.. cut.Documents.Select(document => document.Reference)],
        RecordedAt = stored.Timestamp,
    };
}
