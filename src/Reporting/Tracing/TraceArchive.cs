using Npgsql;

namespace Ledger.Reporting.Tracing;

/// <summary>Reads what the archive knows of deliveries; never their bodies.</summary>
static class TraceArchive
{
    const string Columns =
        """
        select r.delivery_id, r.received_at, r.verdict, r.reason, r.detail, r.provider || '/' || endpoint, provider_event_id,
               provider_event_type, encode(body_sha256, 'hex'), encode(stored_sha256, 'hex'), masked, trace_id,
               event_ids, stream_ids, truncated, a.kind, a.done_at, a.done_by, a.reason, r.headers ->> 'ledger-source'
        from raw_delivery r
        left join archive_key m on m.key_id = r.key_id
        left join archive_key s on s.key_id = r.subject_key_id
        left join archive_act a on a.act_id = coalesce(r.removed_by, s.destroyed_by, m.destroyed_by)
        """;

    /// <summary>By the id that was asked for.</summary>
    const string ById =
        $"""
        {Columns} where provider_event_id = $1
        union all
        {Columns} where delivery_id = $2::uuid
        union all
        {Columns} where event_ids @> array[$2::uuid]
        union all
        {Columns} where stream_ids @> array[$1]
        """;

    /// <summary>By what the journal told: deliveries and streams.</summary>
    const string ByJournal =
        $"""
        {Columns} where delivery_id = any ($1::uuid[])
        union all
        {Columns} where stream_ids && $2::text[]
        """;

    /// <summary>Deliveries that an id names.</summary>
    public static Task<Dictionary<Guid, TracedDelivery>> FindAsync(Snapshot archive, string id, CancellationToken ct) =>
        ReadAsync(archive.Command(ById, id, Guid.TryParse(id, out var guid) ? guid : null), ct);

    /// <summary>Deliveries of streams, and those that the journal names.</summary>
    public static Task<Dictionary<Guid, TracedDelivery>> FindAsync(
        Snapshot archive, Guid[] deliveryIds, string[] streamIds, CancellationToken ct) =>
        ReadAsync(archive.Command(ByJournal, deliveryIds, streamIds), ct);

    static async Task<Dictionary<Guid, TracedDelivery>> ReadAsync(NpgsqlCommand command, CancellationToken ct)
    {
        await using var disposing = command;
        await using var reader = await command.ExecuteReaderAsync(ct);
        var found = new Dictionary<Guid, TracedDelivery>();
        while (await reader.ReadAsync(ct))
        {
            var delivery = Read(reader);
            found[delivery.DeliveryId] = delivery;
        }

        return found;
    }

    static TracedDelivery Read(NpgsqlDataReader row) => new()
    {
        DeliveryId = row.GetGuid(0),
        Archived = true,
        ReceivedAt = row.GetFieldValue<DateTimeOffset>(1),
        Verdict = row.GetString(2),
        Reason = Text(row, 3),
        Detail = Text(row, 4),
        Endpoint = row.GetString(5),
        ProviderEventId = Text(row, 6),
        ProviderEventType = Text(row, 7),
        BodySha256 = row.GetString(8),
        StoredSha256 = row.GetString(9),
        Masked = row.GetBoolean(10),
        TraceId = Text(row, 11),
        EventIds = row.GetFieldValue<Guid[]>(12),
        StreamIds = row.GetFieldValue<string[]>(13),
        Truncated = row.GetBoolean(14),
        Destroyed = row.IsDBNull(15)
            ? null
            : new DestroyedBody(row.GetString(15), row.GetFieldValue<DateTimeOffset>(16), row.GetString(17), Text(row, 18)),
        Source = Text(row, 19),
    };

    static string? Text(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}
