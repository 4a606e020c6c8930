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

    /// <summary>Payloads that go with the page's moves, by position.</summary>
    readonly Dictionary<long, JsonElement> _documents = [];

    public ErpRelay(NpgsqlDataSource source, ErpExportOptions options, IMessagePublisher publisher, TimeProvider time, ILogger logger)
    {
        (_publisher, _reads) = (publisher, new ErpReads(source, options.Schema));
        _outside = [.. options.Targets.Where(target => target.IsOutside).Select(target => target.Name)];
        _relay = new OutboxRelay(
            new PostgresEventStore(source, options.Schema, time), new PostgresRelayPlace(source, options.Schema, ErpExportWorker.RelayName),
            PublishAsync, time, logger)
        { BeforePage = PrepareAsync };
    }

    /// <summary>How far the last event is ahead of the last one published.</summary>
    public long Lag => _relay.Lag;

    /// <summary>Says what was committed.</summary>
    public void Take(CommittedEvents committed) => _relay.Take(committed);

    /// <summary>Publishes until cancelled.</summary>
    public Task RunAsync(CancellationToken ct) => _relay.RunAsync(ct);

    /// <summary>Reads the documents that are handed over by a page's moves.</summary>
    async Task PrepareAsync(IReadOnlyList<OutboxEvent> page, CancellationToken ct)
    {
        _documents.Clear();
        var handed = page.Select(stored => (stored.Position, Moved: stored.Read(ErpFacts.Read) as ErpDocumentMoved))
            .Where(each => each.Moved is { } moved && IsHandedOver(moved));
        foreach (var target in handed.GroupBy(each => each.Moved!.Target, StringComparer.Ordinal))
        {
            var kept = (await _reads.ByReferenceAsync(target.Key, [.. target.Select(each => each.Moved!.Reference).Distinct()], ct))
                .ToDictionary(document => document.Standing.Reference.Value, document => document.Document, StringComparer.Ordinal);
            foreach (var (position, moved) in target)
            {
                // One that was mapped anew since is handed over by a later move.
                if (kept.TryGetValue(moved!.Reference, out var payload) && payload.Hash() == moved.PayloadHash)
                {
                    using var parsed = JsonDocument.Parse(payload.ToUtf8());
                    _documents[position] = parsed.RootElement.Clone();
                }
            }
        }
    }

    // What an adapter says itself is no handing over: it would be answered, and that answer would be the next one.
    bool IsHandedOver(ErpDocumentMoved moved) =>
        moved.Actor is null && moved.To == DocumentState.Accepted.Word() && _outside.Contains(moved.Target);

    Task PublishAsync(OutboxEvent stored, CancellationToken ct) => stored.Read(ErpFacts.Read) switch
    {
        ErpRunCut cut => _publisher.PublishAsync(MessageOf(cut, stored), ct),
        ErpDocumentMoved moved => _publisher.PublishAsync(
            MessageOf(moved, stored, _documents.TryGetValue(stored.Position, out var document) ? document : null), ct),
        _ => Task.CompletedTask,
    };

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
