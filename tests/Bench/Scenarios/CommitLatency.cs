namespace Ledger.Bench.Scenarios;

/// <summary>
/// How long a webhook took from the gateway's receipt to the moment PostgreSQL committed its journal entry
/// (<c>pg_xact_commit_timestamp</c>): both clocks are this machine's.
/// </summary>
public sealed record CommitLatency(DateTimeOffset ReceivedAt, double Milliseconds)
{
    /// <summary>Those of all entries behind a position, in order of receipt.</summary>
    public static async Task<List<CommitLatency>> ReadAsync(Pipeline pipeline, long afterPosition, CancellationToken ct)
    {
        await using var command = pipeline.Database.CreateCommand("""
            select received, extract(epoch from pg_xact_commit_timestamp(transaction) - received)::float8 * 1000
            from (
                select xmin as transaction, (data ->> 'ReceivedAt')::timestamptz as received
                from journal.mt_events where type = 'journal_entry_posted' and seq_id > $1) entry
            order by 1
            """);
        command.Parameters.AddWithValue(afterPosition);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var latencies = new List<CommitLatency>();
        while (await reader.ReadAsync(ct))
        {
            latencies.Add(new CommitLatency(reader.GetFieldValue<DateTimeOffset>(0), reader.GetDouble(1)));
        }

        return latencies;
    }

    /// <summary>Where the journal ends now.</summary>
    public static async Task<long> PositionAsync(Pipeline pipeline, CancellationToken ct)
    {
        await using var command = pipeline.Database.CreateCommand("select position from journal.chain_head");
        return (long)(await command.ExecuteScalarAsync(ct))!;
    }
}
