using Npgsql;

namespace Ledger.Backfill.Storage;

/// <summary>Stretches of time that no list can bring any more, and whether a person has seen to them.</summary>
/// <param name="source">Where the table lies.</param>
/// <param name="schema">Its schema.</param>
public sealed class GapStore(NpgsqlDataSource source, string schema)
{
    const string Columns = "gap_id, provider, endpoint, since, until, found_at, acknowledged_at, acknowledged_by, note";

    /// <summary>All gaps, the newest first.</summary>
    public async Task<IReadOnlyList<Gap>> AllAsync(CancellationToken ct)
    {
        await using var command = source.CreateCommand($"select {Columns} from {schema}.gap order by found_at desc, gap_id");
        return await RowsAsync(command, ct);
    }

    /// <summary>One gap; null when there is none of this id.</summary>
    public async Task<Gap?> OneAsync(Guid gapId, CancellationToken ct)
    {
        await using var command = source.CreateCommand($"select {Columns} from {schema}.gap where gap_id = $1");
        command.Parameters.AddWithValue(gapId);
        return (await RowsAsync(command, ct)).SingleOrDefault();
    }

    /// <summary>Closes an open gap for good; null when it is none, or was closed before.</summary>
    /// <param name="gapId">The gap.</param>
    /// <param name="actor">Who has seen to it.</param>
    /// <param name="note">What was done about it.</param>
    /// <param name="ct">Gives up.</param>
    public async Task<Gap?> AcknowledgeAsync(Guid gapId, string actor, string note, CancellationToken ct)
    {
        await using var command = source.CreateCommand(
            $"""
            update {schema}.gap set acknowledged_at = now(), acknowledged_by = $2, note = $3
            where gap_id = $1 and acknowledged_at is null
            returning {Columns}
            """);
        command.Parameters.AddWithValue(gapId);
        command.Parameters.AddWithValue(actor);
        command.Parameters.AddWithValue(note);
        return (await RowsAsync(command, ct)).SingleOrDefault();
    }

    /// <summary>
    /// Keeps a gap before the poll that found it goes on. A poll that breaks off finds it again, longer: then its row grows, and there is
    /// no second one. What had been acknowledged by then stays so; only what came to it is open.
    /// </summary>
    /// <param name="gapId">Id of its row, should there be none yet.</param>
    /// <param name="own">Whose list it is.</param>
    /// <param name="since">Where the poll would have begun.</param>
    /// <param name="until">Where the provider's list begins.</param>
    /// <param name="ct">Gives up.</param>
    internal async Task FoundAsync(Guid gapId, Watermark own, DateTimeOffset since, DateTimeOffset until, CancellationToken ct)
    {
        await using var command = source.CreateCommand(
            $"""
            with rest as (
                select greatest($4, max(until)) as since from {schema}.gap
                where provider = $2 and endpoint = $3 and acknowledged_at is not null and since <= $4)
            insert into {schema}.gap as g (gap_id, provider, endpoint, since, until)
            select $1, $2, $3, since, $5 from rest where since < $5
            on conflict (provider, endpoint, since) do update set until = greatest(g.until, excluded.until)
            where g.acknowledged_at is null
            """);
        command.Parameters.AddWithValue(gapId);
        command.Parameters.AddWithValue(own.Provider);
        command.Parameters.AddWithValue(own.Endpoint);
        command.Parameters.AddWithValue(since.UtcDateTime);
        command.Parameters.AddWithValue(until.UtcDateTime);
        await command.ExecuteNonQueryAsync(ct);
    }

    static async Task<IReadOnlyList<Gap>> RowsAsync(NpgsqlCommand command, CancellationToken ct)
    {
        await using var reader = await command.ExecuteReaderAsync(ct);
        var found = new List<Gap>();
        while (await reader.ReadAsync(ct))
        {
            found.Add(new Gap(
                reader.GetGuid(0), reader.GetString(1), reader.GetString(2), reader.GetFieldValue<DateTimeOffset>(3),
                reader.GetFieldValue<DateTimeOffset>(4), reader.GetFieldValue<DateTimeOffset>(5), RunRows.Time(reader, 6),
                RunRows.Text(reader, 7), RunRows.Text(reader, 8)));
        }

        return found;
    }
}

/// <summary>A stretch of time that the provider no longer listed when it was to be read.</summary>
/// <param name="GapId">Its id.</param>
/// <param name="Provider">The provider.</param>
/// <param name="Endpoint">The endpoint.</param>
/// <param name="Since">All before was listed and confirmed, but for the overlap of polls (UTC).</param>
/// <param name="Until">From here on the list was read (UTC).</param>
/// <param name="FoundAt">When a poll came to it first (UTC).</param>
/// <param name="AcknowledgedAt">When a person said that it is seen to (UTC); null while it is open.</param>
/// <param name="AcknowledgedBy">Who did; null while it is open.</param>
/// <param name="Note">What was done about it; null while it is open.</param>
public sealed record Gap(
    Guid GapId, string Provider, string Endpoint, DateTimeOffset Since, DateTimeOffset Until, DateTimeOffset FoundAt,
    DateTimeOffset? AcknowledgedAt, string? AcknowledgedBy, string? Note)
{
    /// <summary>True while nobody has seen to it.</summary>
    public bool IsOpen => AcknowledgedAt is null;
}
