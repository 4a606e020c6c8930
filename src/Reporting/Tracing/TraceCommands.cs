using Ledger.PaymentEvents;

namespace Ledger.Reporting.Tracing;

/// <summary>Reads what the inventory knows of the commands behind goods facts; never their bodies.</summary>
static class TraceCommands
{
    const string GoodsStreams = $"{Subject.Goods}/{GoodsSource.Provider}/";

    const string ByIds =
        """
        select command_id, kind, actor, received_at, encode(body_sha256, 'hex')
        from stock_command where command_id = any ($1)
        """;

    /// <summary>True when commands stand behind a stream's facts, not deliveries of a provider.</summary>
    public static bool StandBehind(string streamId) => streamId.StartsWith(GoodsStreams, StringComparison.Ordinal);

    /// <summary>Commands that the inventory keeps; it is asked only when there is something to ask for.</summary>
    public static async Task<IReadOnlyDictionary<Guid, TracedCommand>> FindAsync(
        SchemaSource? inventory, Guid[] commandIds, CancellationToken ct)
    {
        var found = new Dictionary<Guid, TracedCommand>();
        if (inventory is null || commandIds.Length == 0)
        {
            return found;
        }

        await using var snapshot = await Snapshot.TakeAsync(inventory, ct);
        if (!await snapshot.ScalarAsync<bool>("select to_regclass('stock_command') is not null", ct))
        {
            return found;
        }

        await using var command = snapshot.Command(ByIds, (object)commandIds);
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            found[reader.GetGuid(0)] = new TracedCommand(
                reader.GetGuid(0), Kept: true, reader.GetString(1), reader.GetString(2),
                reader.GetFieldValue<DateTimeOffset>(3), reader.GetString(4));
        }

        return found;
    }

    /// <summary>Ids of the commands behind a stream's facts.</summary>
    public static IEnumerable<Guid> IdsOf(TracedStream stream) => stream.Facts
        .SelectMany(f => f.Repeats.Select(r => (Guid?)r.DeliveryId).Prepend(f.DeliveryId)).OfType<Guid>().Distinct();

    /// <summary>A stream's commands, oldest first: those that are kept, and those that only the journal names.</summary>
    public static IReadOnlyList<TracedCommand> Of(
        TracedStream stream, IReadOnlyDictionary<Guid, TracedCommand> kept, IReadOnlyList<StoredFact> events) =>
        [.. IdsOf(stream)
            .Select(id => kept.TryGetValue(id, out var command) ? command : NotKept(id, events))
            .OrderBy(command => command.ReceivedAt ?? DateTimeOffset.MaxValue).ThenBy(command => command.CommandId)];

    static TracedCommand NotKept(Guid id, IReadOnlyList<StoredFact> events)
    {
        var body = events.FirstOrDefault(e => e.Body.DeliveryId == id)?.Body;
        return new TracedCommand(id, Kept: false, body?.ProviderEventType, null, body?.ReceivedAt, body?.BodySha256);
    }
}
