using Npgsql;
using NpgsqlTypes;

namespace Ledger.Evidence;

/// <summary>Writes rows into the archive, many in one statement.</summary>
sealed class ArchiveWrite(NpgsqlDataSource source, string schema)
{
    readonly string _insert =
        $"""
        insert into "{schema}".raw_delivery (
            delivery_id, received_at, provider, endpoint, account, verdict, reason, detail, secret_index, headers,
            body, body_sha256, stored_sha256, masked, provider_event_id, provider_event_type, event_ids, stream_ids,
            trace_id, truncated, body_bytes, unpacked_bytes, archived_at)
        select
            d.delivery_id, d.received_at, d.provider, d.endpoint, d.account, d.verdict, d.reason, d.detail,
            d.secret_index, d.headers::jsonb, d.body, d.body_sha256, d.stored_sha256, d.masked, d.provider_event_id,
            d.provider_event_type, d.event_ids::uuid[], d.stream_ids::text[], d.trace_id, d.truncated,
            d.body_bytes, d.unpacked_bytes, $23
        from unnest($1::uuid[], $2::timestamptz[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
            $8::text[], $9::smallint[], $10::text[], $11::bytea[], $12::bytea[], $13::bytea[], $14::boolean[],
            $15::text[], $16::text[], $17::text[], $18::text[], $19::text[], $20::boolean[],
            $21::integer[], $22::integer[])
            as d (delivery_id, received_at, provider, endpoint, account, verdict, reason, detail, secret_index,
                headers, body, body_sha256, stored_sha256, masked, provider_event_id, provider_event_type, event_ids,
                stream_ids, trace_id, truncated, body_bytes, unpacked_bytes)
        on conflict (delivery_id, received_at) do nothing
        returning delivery_id
        """;

    readonly string _hashes =
        $"""
        select r.delivery_id, r.stored_sha256
        from unnest($1::uuid[], $2::timestamptz[]) as d (delivery_id, received_at)
        join "{schema}".raw_delivery r on r.delivery_id = d.delivery_id and r.received_at = d.received_at
        """;

    /// <summary>Inserts the rows that are not there yet; returns the ids of those it inserted.</summary>
    public async Task<HashSet<Guid>> InsertAsync(
        IReadOnlyList<ArchiveRow> rows, DateTimeOffset now, CancellationToken ct)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        await using var command = new NpgsqlCommand(_insert, connection);
        AddKeys(command, rows);
        var texts = NpgsqlDbType.Array | NpgsqlDbType.Text;
        var hashes = NpgsqlDbType.Array | NpgsqlDbType.Bytea;
        Add(command, texts, rows, r => ArchiveRow.Text(r.Delivery.Provider));
        Add(command, texts, rows, r => ArchiveRow.Text(r.Delivery.Endpoint));
        Add(command, texts, rows, r => ArchiveRow.Text(r.Delivery.Account));
        Add(command, texts, rows, r => r.Delivery.Verdict);
        Add(command, texts, rows, r => ArchiveRow.Text(r.Delivery.Reason));
        Add(command, texts, rows, r => ArchiveRow.Text(r.Delivery.Detail));
        Add(command, NpgsqlDbType.Array | NpgsqlDbType.Smallint, rows, r => (short?)r.Delivery.SecretIndex);
        Add(command, texts, rows, r => r.Headers);
        Add(command, hashes, rows, r => r.Body.Bytes);
        Add(command, hashes, rows, r => r.BodySha256);
        Add(command, hashes, rows, r => r.StoredSha256);
        Add(command, NpgsqlDbType.Array | NpgsqlDbType.Boolean, rows, r => r.Delivery.Masked);
        Add(command, texts, rows, r => ArchiveRow.Text(r.Delivery.ProviderEventId));
        Add(command, texts, rows, r => ArchiveRow.Text(r.Delivery.ProviderEventType));
        Add(command, texts, rows, r => r.EventIds());
        Add(command, texts, rows, r => r.StreamIds());
        Add(command, texts, rows, r => ArchiveRow.Text(r.Delivery.TraceId));
        Add(command, NpgsqlDbType.Array | NpgsqlDbType.Boolean, rows, r => r.Delivery.Truncated);
        Add(command, NpgsqlDbType.Array | NpgsqlDbType.Integer, rows, r => r.Delivery.BodyBytes);
        Add(command, NpgsqlDbType.Array | NpgsqlDbType.Integer, rows, r => r.Body.UnpackedBytes);
        command.Parameters.Add(new NpgsqlParameter { Value = now, NpgsqlDbType = NpgsqlDbType.TimestampTz });

        var inserted = new HashSet<Guid>();
        await command.PrepareAsync(ct);
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            inserted.Add(reader.GetGuid(0));
        }

        return inserted;
    }

    /// <summary>Hashes of the stored bodies of rows that are there.</summary>
    public async Task<Dictionary<Guid, byte[]>> HashesAsync(IReadOnlyList<ArchiveRow> rows, CancellationToken ct)
    {
        await using var command = source.CreateCommand(_hashes);
        AddKeys(command, rows);
        var hashes = new Dictionary<Guid, byte[]>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            hashes[reader.GetGuid(0)] = reader.GetFieldValue<byte[]>(1);
        }

        return hashes;
    }

    static void AddKeys(NpgsqlCommand command, IReadOnlyList<ArchiveRow> rows)
    {
        Add(command, NpgsqlDbType.Array | NpgsqlDbType.Uuid, rows, r => r.Delivery.DeliveryId);
        Add(command, NpgsqlDbType.Array | NpgsqlDbType.TimestampTz, rows, r => r.ReceivedAt);
    }

    static void Add<T>(NpgsqlCommand command, NpgsqlDbType type, IReadOnlyList<ArchiveRow> rows, Func<ArchiveRow, T> value)
    {
        var values = new T[rows.Count];
        for (var i = 0; i < rows.Count; i++)
        {
            values[i] = value(rows[i]);
        }

        command.Parameters.Add(new NpgsqlParameter { Value = values, NpgsqlDbType = type });
    }
}
