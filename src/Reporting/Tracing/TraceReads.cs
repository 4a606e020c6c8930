namespace Ledger.Reporting.Tracing;

/// <summary>Reads what the providers' APIs said about messages.</summary>
static class TraceReads
{
    const string Reads =
        """
        select report_id, provider_event_id, provider_event_type, state, outcome, detail, read_id, address, read_at, object_state,
               (select count(*) from jsonb_array_elements(reported)), (select count(*) from jsonb_array_elements(facts)), tries,
               decided_by, reason, received_at
        from provider_read where provider_event_id = any ($1) or report_id::text = $2 order by received_at, report_id
        """;

    /// <summary>Those of some messages, or of one report, oldest first; empty where nothing is confirmed.</summary>
    /// <param name="confirmation">Where the reads lie; null when nobody named it.</param>
    /// <param name="id">What was asked for: perhaps a report or a message that led to nothing yet.</param>
    /// <param name="messages">Provider event ids that it led to.</param>
    /// <param name="ct">Stops it.</param>
    public static async Task<IReadOnlyList<TracedRead>> FindAsync(
        SchemaSource? confirmation, string id, IEnumerable<string> messages, CancellationToken ct)
    {
        if (confirmation is null)
        {
            return [];
        }

        await using var snapshot = await Snapshot.TakeAsync(confirmation, ct);
        if (!await snapshot.ScalarAsync<bool>("select to_regclass('provider_read') is not null", ct))
        {
            return [];
        }

        await using var command = snapshot.Command(Reads, messages.Append(id).Distinct(StringComparer.Ordinal).ToArray(), id);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var reads = new List<TracedRead>();
        while (await reader.ReadAsync(ct))
        {
            string? Text(int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
            reads.Add(new TracedRead(
                reader.GetGuid(0), reader.GetString(1), reader.GetString(2), reader.GetString(3), Text(4), Text(5),
                reader.IsDBNull(6) ? null : reader.GetGuid(6), Text(7),
                reader.IsDBNull(8) ? null : reader.GetFieldValue<DateTimeOffset>(8), Text(9), reader.GetInt64(10), reader.GetInt64(11),
                reader.GetInt32(12), Text(13), Text(14)));
        }

        return reads;
    }
}
