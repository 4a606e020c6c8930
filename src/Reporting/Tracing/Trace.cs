using Ledger.Accounting;

namespace Ledger.Reporting.Tracing;

/// <summary>
/// Follows an id from the bytes a provider sent to the entries they led to, and back. Works while the archive lags
/// behind the journal, and while the journal lags behind the archive.
/// </summary>
/// <param name="journal">Where the journal lies.</param>
/// <param name="evidence">Where the archive lies; possibly on another server.</param>
/// <param name="chart">Names of the accounts.</param>
public sealed class Trace(SchemaSource journal, SchemaSource evidence, ChartOfAccounts chart)
{
    /// <summary>Most streams that one id is followed to.</summary>
    public const int StreamsMax = 50;

    /// <summary>Where the inventory lies, which keeps the commands behind goods facts; null when there is none.</summary>
    public SchemaSource? Inventory { get; init; }

    /// <summary>Where the reads of the providers' APIs lie; null when there is none.</summary>
    public SchemaSource? Confirmation { get; init; }

    /// <summary>Where the export to ERPs lies; null when there is none.</summary>
    public SchemaSource? Erp { get; init; }

    /// <summary>
    /// Finds a payment id, provider object id, provider event id, journal entry id, canonical event id, order or
    /// invoice reference, delivery id, stream id, or reference or number of an ERP document; null when nobody has ever seen it. Messages
    /// that wait or were stopped at the confirmation are found by what they state.
    /// </summary>
    public async Task<TraceReport?> FindAsync(string id, CancellationToken ct)
    {
        var unposted = await TraceReads.UnpostedAsync(Confirmation, id, ct);
        await using var archive = await Snapshot.TakeAsync(evidence, ct);
        await using var books = await Snapshot.TakeAsync(journal, ct);
        var named = await TraceArchive.FindAsync(archive, id, ct);
        var found = await TraceLookup.QuickAsync(books, id, ct);
        if (found.Count == 0 && unposted.Count == 0 && named.Values.All(delivery => delivery.StreamIds.Count == 0))
        {
            found = await TraceExports.NamedAsync(Erp, books, id, ct);
            found = found.Count > 0 ? found : await TraceLookup.SlowAsync(books, id, ct);
        }

        if (found.Count == 0 && named.Count == 0 && unposted.Count == 0)
        {
            return null;
        }

        var streams = found.Select(f => f.StreamId)
            .Concat(named.Values.SelectMany(delivery => delivery.StreamIds))
            .Concat(unposted.SelectMany(read => read.Stated.Select(fact => fact.StreamId)))
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        var shown = streams.Take(StreamsMax).ToArray();
        var followed = await FollowAsync(books, archive, shown, ct);
        var reads = await TraceReads.FindAsync(
            Confirmation, MessagesOf(followed, named.Values).Append(id),
            unposted.Select(read => read.ReportId).Concat(Guid.TryParse(id, out var report) ? [report] : []), ct);
        var kinds = found.Select(f => f.Kind).Concat(KindsOf(id, named.Values)).Concat(unposted.Select(_ => TraceLookup.Reference));
        return new TraceReport(
            id, [.. kinds.Distinct(StringComparer.Ordinal)], [.. followed.Select(stream => TraceOutcome.Of(stream, reads))],
            [
                .. named.Values.Where(delivery => delivery.StreamIds.Count == 0).OrderBy(delivery => delivery.ReceivedAt)
                    .Select(delivery => TraceOutcome.WithoutStream(delivery, reads)),
            ],
            streams.Count > shown.Length)
        {
            Stock = await TraceStock.FindAsync(Inventory, id, followed, ct),
            Reads = reads,
        };
    }

    async Task<IReadOnlyList<TracedStream>> FollowAsync(
        Snapshot books, Snapshot archive, string[] streamIds, CancellationToken ct)
    {
        var events = await TraceJournal.EventsAsync(books, streamIds, ct);
        var facts = events.SelectMany(stream => stream).Select(e => e.Body.EventId).Distinct().ToArray();
        var handled = await TraceJournal.HandledAsync(books, facts, ct);
        var repeats = await TraceJournal.RepeatedAsync(books, facts, ct);
        var exports = await TraceExports.FindAsync(
            Erp, [.. events.SelectMany(stream => stream).Where(e => e.Body.EntryId is not null).Select(e => e.Position)], ct);
        var statuses = await TraceJournal.StatusesAsync(books, streamIds, ct);
        var streams = new List<TracedStream>();
        foreach (var streamId in streamIds)
        {
            IReadOnlyList<TracedFact> traced = [.. events[streamId]
                .GroupBy(e => e.Body.EventId)
                .Select(of => Fact([.. of], handled.GetValueOrDefault(of.Key), repeats[of.Key], [.. events[streamId]], exports))];
            streams.Add(new TracedStream(streamId, statuses.GetValueOrDefault(streamId), [], traced));
        }

        var known = events.SelectMany(stream => stream).ToList();
        var ids = streams.SelectMany(s => s.Facts)
            .SelectMany(f => f.Repeats.Select(r => (Guid?)r.DeliveryId).Append(f.DeliveryId))
            .Concat(known.Select(e => e.Body.DeliveryId)).OfType<Guid>().Distinct().ToArray();
        var archived = await TraceArchive.FindAsync(archive, ids, streamIds, ct);
        var goods = streams.Where(stream => TraceCommands.StandBehind(stream.StreamId));
        var commands = await TraceCommands.FindAsync(Inventory, [.. goods.SelectMany(TraceCommands.IdsOf)], ct);
        return [.. streams.Select(stream => TraceCommands.StandBehind(stream.StreamId)
            ? stream with { Commands = TraceCommands.Of(stream, commands, known) }
            : stream with { Deliveries = TraceOutcome.DeliveriesOf(stream, archived, known) })];
    }

    TracedFact Fact(
        IReadOnlyList<StoredFact> own, Handling? handling, IEnumerable<TracedRepeat> repeats,
        IReadOnlyList<StoredFact> stream, ILookup<long, TracedExport> exports)
    {
        var first = own[0].Body;
        return new TracedFact
        {
            EventId = first.EventId,
            Class = first.Class,
            Variant = first.Variant,
            ProviderEventId = handling?.ProviderEventId ?? first.ProviderEventId,
            ProviderObjectId = first.ProviderObjectId,
            OccurredAt = first.OccurredAt,
            DeliveryId = handling?.DeliveryId ?? first.DeliveryId,
            Disposition = handling?.Disposition,
            Reason = handling?.Reason,
            HandledAt = handling?.RecordedAt,
            Repeats = [.. repeats],
            Records = [.. own.Select(e => Record(e, stream, exports))],
        };
    }

    TracedRecord Record(StoredFact e, IReadOnlyList<StoredFact> stream, ILookup<long, TracedExport> exports)
    {
        var body = e.Body;
        var entry = body.EntryId is not { } entryId ? null : new TracedEntry(
            entryId, body.BookingDate, body.Confidence,
            [.. body.Lines.Select(Line)], body.Corrects,
            stream.FirstOrDefault(later => later.Body.Corrects == entryId)?.Body.EntryId)
        {
            Exports = [.. exports[e.Position]],
        };
        return new TracedRecord(
            e.Position, e.Version, e.Type, e.RecordedAt, e.Hash, body.Row, body.MatrixVersion, body.Reason,
            body.Detail, body.Deadline, body.ReleasedFromHold, body.StatusBefore, body.StatusAfter, entry);
    }

    TracedLine Line(PostedLine line) => new(
        line.Account, chart.TryFind(line.Account, out var account) ? account.Name : null, line.Side, line.MinorUnits,
        line.Currency, Money.Format(line.MinorUnits, line.Currency.Exponent));

    static IEnumerable<string> MessagesOf(IEnumerable<TracedStream> streams, IEnumerable<TracedDelivery> named) => streams
        .SelectMany(stream => stream.Facts.Select(fact => fact.ProviderEventId)
            .Concat(stream.Deliveries.Select(each => each.ProviderEventId)))
        .Concat(named.Select(delivery => delivery.ProviderEventId)).OfType<string>();

    static IEnumerable<string> KindsOf(string id, IEnumerable<TracedDelivery> named) => named.Select(delivery =>
        delivery.ProviderEventId == id ? "provider event id"
        : delivery.DeliveryId.ToString() == id ? "delivery id"
        : delivery.StreamIds.Contains(id) ? "stream id"
        : "canonical event id");
}
