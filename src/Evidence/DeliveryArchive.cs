using Ledger.EventStore;
using Ledger.Evidence.Sealing;
using Ledger.MessageBus.Messages;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Ledger.Evidence;

/// <summary>
/// The archive of raw deliveries: bytes, verdict and hashes, never changed afterwards, the bytes encrypted. A delivery
/// that is handed in again is stored once.
/// </summary>
public sealed class DeliveryArchive : IAsyncDisposable
{
    /// <summary>Most deliveries that a search returns, oldest first.</summary>
    public const int FoundMax = 1_000;

    /// <summary>Most body bytes in one statement, so that a batch of large bodies stays small in memory.</summary>
    const int StatementBytesMax = 16 * 1024 * 1024;

    /// <summary>Times that a batch is sealed anew before it counts as a fault: each time its keys were retired meanwhile.</summary>
    const int SealingsMax = 10;

    readonly ArchivePartitions _partitions;
    readonly BodyKeys _keys;
    readonly ArchiveWrite _write;
    readonly ArchiveRead _read;
    readonly BatchQueue<RawDelivery, ArchiveOutcome> _queue;
    readonly TimeProvider _time;
    readonly ILogger _logger;

    /// <summary>Opens the archive; the schema must have been migrated (<see cref="EvidenceMigrations"/>).</summary>
    /// <param name="source">Connections to the archive's server.</param>
    /// <param name="schema">Name of the schema, <c>evidence</c> in service.</param>
    /// <param name="masters">Master keys; the newest wraps the keys that are made.</param>
    /// <param name="options">Limits of the batches.</param>
    /// <param name="time">Clock.</param>
    /// <param name="logger">Where outages and tampering are told.</param>
    public DeliveryArchive(
        NpgsqlDataSource source, string schema, MasterKeys masters, BatchQueueOptions options, TimeProvider time,
        ILogger<DeliveryArchive> logger)
    {
        _partitions = new ArchivePartitions(source, schema);
        _keys = new BodyKeys(source, schema, masters);
        _write = new ArchiveWrite(source, schema);
        _read = new ArchiveRead(source, schema, masters);
        _queue = new BatchQueue<RawDelivery, ArchiveOutcome>(schema, RunAsync, options, time, logger);
        _time = time;
        _logger = logger;
    }

    /// <summary>True while deliveries are held because the archive's server is away.</summary>
    public bool StorageAway => _queue.StorageAway;

    /// <summary>Stores a delivery; returns when it is committed.</summary>
    /// <exception cref="FormatException">
    /// The body is not the one whose hash the gateway took, another body is archived under this id, or a field is not
    /// as documented. Handing it in again cannot help.
    /// </exception>
    /// <exception cref="StorageAwayException">The archive's server stayed away for longer than deliveries are held.</exception>
    public Task<ArchiveOutcome> StoreAsync(RawDelivery delivery, CancellationToken ct) => _queue.SubmitAsync(delivery, ct);

    /// <summary>Finds a delivery; null when it is not (or not yet) archived.</summary>
    public async Task<ArchivedDelivery?> FindAsync(Guid deliveryId, CancellationToken ct)
    {
        var found = await _read.FindAsync("delivery_id = $1", [deliveryId], 1, bodies: true, ct);
        return found.Count == 0 ? null : found[0];
    }

    /// <summary>Finds every delivery of a provider's event, refused ones too, oldest first.</summary>
    public Task<IReadOnlyList<ArchivedDelivery>> FindByProviderEventAsync(string providerEventId, CancellationToken ct) =>
        _read.FindAsync("provider_event_id = $1", [providerEventId], FoundMax, bodies: true, ct);

    /// <summary>Finds the deliveries that carried a canonical event, oldest first.</summary>
    public Task<IReadOnlyList<ArchivedDelivery>> FindByEventAsync(Guid eventId, CancellationToken ct) =>
        _read.FindAsync("event_ids @> array[$1]", [eventId], FoundMax, bodies: true, ct);

    /// <summary>Finds the deliveries that said something about a stream, oldest first.</summary>
    public Task<IReadOnlyList<ArchivedDelivery>> FindByStreamAsync(string streamId, CancellationToken ct) =>
        _read.FindAsync("stream_ids @> array[$1]", [streamId], FoundMax, bodies: true, ct);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _queue.DisposeAsync();

    async Task<IReadOnlyList<BatchResult<ArchiveOutcome>>> RunAsync(
        IReadOnlyList<RawDelivery> deliveries, CancellationToken ct)
    {
        var results = new BatchResult<ArchiveOutcome>[deliveries.Count];
        var good = new List<(int Index, ArchiveRow Row)>(deliveries.Count);
        for (var i = 0; i < deliveries.Count; i++)
        {
            try
            {
                good.Add((i, ArchiveRow.Of(deliveries[i])));
            }
            catch (FormatException refusal)
            {
                results[i] = Refuse(deliveries[i], refusal);
            }
        }

        await _partitions.EnsureAsync(good.Select(g => g.Row.Month), ct);
        foreach (var chunk in Chunks(good))
        {
            IReadOnlyList<(int Index, ArchiveRow Row)> left = chunk;
            for (var sealing = 0; left.Count > 0; sealing++)
            {
                left = sealing < SealingsMax
                    ? await WriteAsync(left, results, ct)
                    : throw new InvalidOperationException(
                        $"The keys of {left.Count} deliveries were retired {SealingsMax} times in a row.");
            }
        }

        return results;
    }

    /// <summary>Seals and writes; returns those whose keys were retired or destroyed meanwhile: nothing became of them.</summary>
    async Task<IReadOnlyList<(int Index, ArchiveRow Row)>> WriteAsync(
        IReadOnlyList<(int Index, ArchiveRow Row)> chunk, BatchResult<ArchiveOutcome>[] results, CancellationToken ct)
    {
        var now = _time.GetUtcNow();
        await _keys.EnsureAsync(chunk.Select(c => c.Row.Month), chunk.Select(c => c.Row.Subject).OfType<ArchivedSubject>(), now, ct);
        var inserted = await InsertAsync([.. chunk.Select(c => SealedRow.Of(c.Row, _keys))], now, ct);
        var repeated = new List<(int Index, ArchiveRow Row)>();
        foreach (var (index, row) in chunk)
        {
            // Removed so that a repeat within the same statement counts as one.
            if (inserted.Remove(row.Delivery.DeliveryId))
            {
                results[index] = BatchResult<ArchiveOutcome>.Done(ArchiveOutcome.Archived);
                EvidenceMetrics.Stored(row.Delivery, ArchiveOutcome.Archived, now);
            }
            else
            {
                repeated.Add((index, row));
            }
        }

        return repeated.Count > 0 ? await CompareAsync(repeated, results, now, ct) : [];
    }

    async Task<HashSet<Guid>> InsertAsync(IReadOnlyList<SealedRow> rows, DateTimeOffset now, CancellationToken ct)
    {
        try
        {
            return await _write.InsertAsync(rows, now, ct);
        }
        catch (PostgresException noPartition) when (noPartition.SqlState == PostgresErrorCodes.CheckViolation
            && noPartition.ConstraintName is null)
        {
            // A partition was dropped since it was last seen. A message delivered that late is kept all the same.
            _partitions.Forget();
            await _partitions.EnsureAsync(rows.Select(row => row.Row.Month), ct);
            return await _write.InsertAsync(rows, now, ct);
        }
    }

    /// <summary>A repeat must carry the body that was archived under its id; returns those that are not archived at all.</summary>
    async Task<IReadOnlyList<(int Index, ArchiveRow Row)>> CompareAsync(
        List<(int Index, ArchiveRow Row)> repeated, BatchResult<ArchiveOutcome>[] results, DateTimeOffset now,
        CancellationToken ct)
    {
        var hashes = await _write.HashesAsync([.. repeated.Select(r => r.Row)], ct);
        var unwritten = new List<(int Index, ArchiveRow Row)>();
        foreach (var (index, row) in repeated)
        {
            var id = row.Delivery.DeliveryId;
            if (!hashes.TryGetValue(id, out var archived))
            {
                unwritten.Add((index, row));
            }
            else if (archived.AsSpan().SequenceEqual(row.StoredSha256))
            {
                results[index] = BatchResult<ArchiveOutcome>.Done(ArchiveOutcome.Repeated);
                EvidenceMetrics.Stored(row.Delivery, ArchiveOutcome.Repeated, now);
            }
            else
            {
                results[index] = Refuse(row.Delivery, new FormatException(
                    $"Delivery {id} is archived with another body: SHA-256 is {Convert.ToHexStringLower(row.StoredSha256)}, "
                    + $"archived is {Convert.ToHexStringLower(archived)}."));
            }
        }

        if (unwritten.Count > 0)
        {
            _keys.Forget();
        }

        return unwritten;
    }

    BatchResult<ArchiveOutcome> Refuse(RawDelivery delivery, FormatException refusal)
    {
        _logger.DeliveryRefused(delivery.DeliveryId, refusal);
        EvidenceMetrics.Refused(delivery);
        return BatchResult<ArchiveOutcome>.Failed(refusal);
    }

    static IEnumerable<List<(int Index, ArchiveRow Row)>> Chunks(List<(int Index, ArchiveRow Row)> rows)
    {
        var chunk = new List<(int, ArchiveRow)>();
        var bytes = 0;
        foreach (var row in rows)
        {
            if (chunk.Count > 0 && bytes + row.Row.Delivery.Body.Length > StatementBytesMax)
            {
                yield return chunk;
                (chunk, bytes) = ([], 0);
            }

            chunk.Add(row);
            bytes += row.Row.Delivery.Body.Length;
        }

        if (chunk.Count > 0)
        {
            yield return chunk;
        }
    }
}
