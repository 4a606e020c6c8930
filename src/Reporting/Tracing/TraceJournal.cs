namespace Ledger.Reporting.Tracing;

/// <summary>Reads what the journal knows of streams.</summary>
static class TraceJournal
{
    const string Events =
        """
        select stream_id, seq_id, version, type, timestamp, headers ->> 'hash', data::text
        from mt_events where stream_id = any ($1) order by stream_id, version
        """;

    const string Handled =
        """
        select fact_key, disposition, reason, delivery_id, source_event_id, recorded_at
        from inbox where fact_key = any ($1)
        """;

    const string Repeated =
        """
        select fact_key, kind, source_event_id, delivery_id, recorded_at
        from inbox_repeat where fact_key = any ($1) order by recorded_at
        """;

    /// <summary>The streams' events, in order.</summary>
    public static async Task<ILookup<string, StoredFact>> EventsAsync(
        Snapshot journal, string[] streamIds, CancellationToken ct)
    {
        await using var command = journal.Command(Events, (object)streamIds);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var events = new List<StoredFact>();
        while (await reader.ReadAsync(ct))
        {
            var position = reader.GetInt64(1);
            events.Add(new StoredFact(
                reader.GetString(0), position, reader.GetInt64(2), reader.GetString(3),
                reader.GetFieldValue<DateTimeOffset>(4), reader.IsDBNull(5) ? null : reader.GetString(5),
                RecordedFact.Read(reader.GetString(6), position)));
        }

        return events.ToLookup(e => e.StreamId, StringComparer.Ordinal);
    }

    /// <summary>What the inbox says of facts.</summary>
    public static async Task<Dictionary<Guid, Handling>> HandledAsync(
        Snapshot journal, Guid[] eventIds, CancellationToken ct)
    {
        await using var command = journal.Command(Handled, (object)eventIds);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var handled = new Dictionary<Guid, Handling>();
        while (await reader.ReadAsync(ct))
        {
            handled[reader.GetGuid(0)] = new Handling(
                reader.GetString(1), reader.IsDBNull(2) ? null : reader.GetString(2), reader.GetGuid(3),
                reader.GetString(4), reader.GetFieldValue<DateTimeOffset>(5));
        }

        return handled;
    }

    /// <summary>Later reports of facts.</summary>
    public static async Task<ILookup<Guid, TracedRepeat>> RepeatedAsync(
        Snapshot journal, Guid[] eventIds, CancellationToken ct)
    {
        await using var command = journal.Command(Repeated, (object)eventIds);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var repeats = new List<(Guid Fact, TracedRepeat Repeat)>();
        while (await reader.ReadAsync(ct))
        {
            repeats.Add((reader.GetGuid(0), new TracedRepeat(
                reader.GetString(1), reader.GetString(2), reader.GetGuid(3), reader.GetFieldValue<DateTimeOffset>(4))));
        }

        return repeats.ToLookup(r => r.Fact, r => r.Repeat);
    }

    /// <summary>Where streams stand.</summary>
    public static async Task<Dictionary<string, string>> StatusesAsync(
        Snapshot journal, string[] streamIds, CancellationToken ct)
    {
        await using var command = journal.Command(
            "select stream_id, status from payment_state where stream_id = any ($1)", (object)streamIds);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var statuses = new Dictionary<string, string>(StringComparer.Ordinal);
        while (await reader.ReadAsync(ct))
        {
            statuses[reader.GetString(0)] = reader.GetString(1);
        }

        return statuses;
    }
}

/// <summary>An event of a stream with its body read.</summary>
sealed record StoredFact(
    string StreamId, long Position, long Version, string Type, DateTimeOffset RecordedAt, string? Hash,
    RecordedFact Body);

/// <summary>What the inbox says of a fact.</summary>
sealed record Handling(
    string Disposition, string? Reason, Guid DeliveryId, string ProviderEventId, DateTimeOffset RecordedAt);
