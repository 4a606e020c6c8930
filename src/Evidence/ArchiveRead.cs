using Npgsql;

namespace Ledger.Evidence;

/// <summary>Reads deliveries from the archive.</summary>
sealed class ArchiveRead(NpgsqlDataSource source, string schema)
{
    /// <summary>Deliveries that a condition over the one parameter <c>$1</c> selects, oldest first.</summary>
    public async Task<IReadOnlyList<ArchivedDelivery>> FindAsync(
        string condition, object value, int limit, CancellationToken ct)
    {
        await using var command = source.CreateCommand(
            $"""
            select delivery_id, received_at, archived_at, provider, endpoint, account, verdict, reason, detail,
                   secret_index, headers, body, body_sha256, stored_sha256, masked, provider_event_id,
                   provider_event_type, event_ids, stream_ids, trace_id, truncated, body_bytes, unpacked_bytes
            from "{schema}".raw_delivery
            where {condition}
            order by received_at, delivery_id
            limit $2
            """);
        command.Parameters.Add(new NpgsqlParameter { Value = value });
        command.Parameters.Add(new NpgsqlParameter { Value = limit });
        var found = new List<ArchivedDelivery>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            found.Add(Delivery(reader));
        }

        return found;
    }

    static ArchivedDelivery Delivery(NpgsqlDataReader row) => new()
    {
        DeliveryId = row.GetGuid(0),
        ReceivedAt = row.GetFieldValue<DateTimeOffset>(1),
        ArchivedAt = row.GetFieldValue<DateTimeOffset>(2),
        Provider = row.GetString(3),
        Endpoint = row.GetString(4),
        Account = Text(row, 5),
        Verdict = row.GetString(6),
        Reason = Text(row, 7),
        Detail = Text(row, 8),
        SecretIndex = row.IsDBNull(9) ? null : row.GetInt16(9),
        Headers = row.GetString(10),
        Body = new PackedBody(row.GetFieldValue<byte[]>(11), Number(row, 22)).Unpack(),
        BodySha256 = Convert.ToHexStringLower(row.GetFieldValue<byte[]>(12)),
        StoredSha256 = Convert.ToHexStringLower(row.GetFieldValue<byte[]>(13)),
        Masked = row.GetBoolean(14),
        ProviderEventId = Text(row, 15),
        ProviderEventType = Text(row, 16),
        EventIds = row.GetFieldValue<Guid[]>(17),
        StreamIds = row.GetFieldValue<string[]>(18),
        TraceId = Text(row, 19),
        Truncated = row.GetBoolean(20),
        BodyBytes = Number(row, 21),
    };

    static int? Number(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetInt32(column);

    static string? Text(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}
