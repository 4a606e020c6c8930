namespace Ledger.Reporting.Tracing;

/// <summary>Finds the streams that an id leads to, whatever kind of id it is.</summary>
static class TraceLookup
{
    /// <summary>The kind of what facts state.</summary>
    public const string Reference = "payment, object, order or invoice reference";

    /// <summary>By index. An id that is no UUID cannot be that of an entry or event; it is sent as null then.</summary>
    const string Quick =
        $"""
        select 'stream id', id::text from mt_streams where id = $1
        union
        select '{Reference}', stream_id from trace_key
        where hashtextextended(value, 0) = hashtextextended($1, 0) and value = $1
        union
        select 'journal entry id', stream_id from mt_events where id = $2::uuid and type = 'journal_entry_posted'
        union
        select 'canonical event id', stream_id from inbox where fact_key = $2::uuid
        union
        select 'message key', stream_id from inbox where message_key = $2::uuid
        """;

    /// <summary>
    /// By reading through: only for what the quick way and the archive did not find, such as a provider event whose
    /// delivery is not archived yet.
    /// </summary>
    const string Slow =
        """
        select 'payment id', id::text from mt_streams where right(id, length($1) + 1) = '/' || $1
        union
        select 'provider event id', stream_id from inbox where source_event_id = $1
        union
        select 'provider event id', i.stream_id from inbox i join inbox_repeat r using (fact_key) where r.source_event_id = $1
        union
        select case when stream_id like 'goods/%' then 'command id' else 'delivery id' end, stream_id
        from inbox where delivery_id = $2::uuid
        union
        select 'delivery id', i.stream_id from inbox i join inbox_repeat r using (fact_key) where r.delivery_id = $2::uuid
        """;

    /// <summary>Streams by kind of id, from the indexes.</summary>
    public static Task<IReadOnlyList<(string Kind, string StreamId)>> QuickAsync(
        Snapshot journal, string id, CancellationToken ct) => FindAsync(journal, Quick, id, ct);

    /// <summary>Streams by kind of id, the long way.</summary>
    public static Task<IReadOnlyList<(string Kind, string StreamId)>> SlowAsync(
        Snapshot journal, string id, CancellationToken ct) => FindAsync(journal, Slow, id, ct);

    static async Task<IReadOnlyList<(string Kind, string StreamId)>> FindAsync(
        Snapshot journal, string sql, string id, CancellationToken ct)
    {
        await using var command = journal.Command(sql, id, Guid.TryParse(id, out var guid) ? guid : null);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var found = new List<(string, string)>();
        while (await reader.ReadAsync(ct))
        {
            found.Add((reader.GetString(0), reader.GetString(1)));
        }

        return found;
    }
}
