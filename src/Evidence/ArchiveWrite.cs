using Npgsql;
using NpgsqlTypes;

namespace Ledger.Evidence;

/// <summary>Writes rows into the archive, many in one statement.</summary>
sealed class ArchiveWrite(NpgsqlDataSource source, string schema)
{
    // Whoever destroys or retires keys holds this lock alone: a body is never committed under a key that is gone.
    readonly string _share = $"select pg_advisory_xact_lock_shared({ArchiveLock.Keys(schema)})";

    readonly string _insert =
        $"""
        with stored as (
            insert into "{schema}".raw_delivery (
                delivery_id, received_at, provider, endpoint, account, verdict, reason, detail, secret_index, headers,
                body, body_sha256, stored_sha256, masked, provider_event_id, provider_event_type, event_ids, stream_ids,
                trace_id, truncated, body_bytes, unpacked_bytes, key_id, subject_key_id, secret_id, signed_at, archived_at)
            select
                d.delivery_id, d.received_at, d.provider, d.endpoint, d.account, d.verdict, d.reason, d.detail,
                d.secret_index, d.headers::jsonb, d.body, d.body_sha256, d.stored_sha256, d.masked, d.provider_event_id,
                d.provider_event_type, d.event_ids::uuid[], d.stream_ids::text[], d.trace_id, d.truncated,
                d.body_bytes, d.unpacked_bytes, d.key_id, d.subject_key_id, d.secret_id, d.signed_at, $25
            from unnest($1::uuid[], $2::timestamptz[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
                $8::text[], $9::smallint[], $10::text[], $11::bytea[], $12::bytea[], $13::bytea[], $14::boolean[],
                $15::text[], $16::text[], $17::text[], $18::text[], $19::text[], $20::boolean[],
                $21::integer[], $22::integer[], $23::bigint[], $24::bigint[], $32::text[], $33::timestamptz[])
                as d (delivery_id, received_at, provider, endpoint, account, verdict, reason, detail, secret_index,
                    headers, body, body_sha256, stored_sha256, masked, provider_event_id, provider_event_type, event_ids,
                    stream_ids, trace_id, truncated, body_bytes, unpacked_bytes, key_id, subject_key_id, secret_id, signed_at)
            where {ArchiveLock.AllInUse(schema, 31)}
            on conflict (delivery_id, received_at) do nothing
            returning delivery_id, received_at),
        shared as (
            insert into "{schema}".archive_shared (delivery_id, received_at, subject, provider, account)
            select s.delivery_id, s.received_at, s.subject, s.provider, s.account
            from unnest($26::uuid[], $27::timestamptz[], $28::bytea[], $29::text[], $30::text[])
                as s (delivery_id, received_at, subject, provider, account)
            join stored using (delivery_id, received_at)
            on conflict do nothing)
        select delivery_id from stored
        """;

    readonly string _hashes =
        $"""
        select r.delivery_id, r.stored_sha256
        from unnest($1::uuid[], $2::timestamptz[]) as d (delivery_id, received_at)
        join "{schema}".raw_delivery r on r.delivery_id = d.delivery_id and r.received_at = d.received_at
            and r.received_at between $3 and $4
        """;

    /// <summary>
    /// Inserts the rows that are not there yet, none if one of their keys is not in use any more; returns the ids of those it inserted.
    /// </summary>
    public async Task<HashSet<Guid>> InsertAsync(
        IReadOnlyList<SealedRow> rows, DateTimeOffset now, CancellationToken ct)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands = { new NpgsqlBatchCommand(_share), new NpgsqlBatchCommand(_insert) },
        };
        AddAll(batch.BatchCommands[1].Parameters, rows, now);
        AddShared(batch.BatchCommands[1].Parameters, rows);
        batch.BatchCommands[1].Parameters.Add(new NpgsqlParameter
        {
            Value = rows.Select(r => r.KeyId).Concat(rows.Select(r => r.SubjectKeyId).OfType<long>()).Distinct().ToArray(),
        });
        AddText(batch.BatchCommands[1].Parameters, rows, r => r.Row.Delivery.SecretId);
        Add(batch.BatchCommands[1].Parameters, NpgsqlDbType.TimestampTz, rows, r => r.Row.Delivery.SignedAt?.ToUniversalTime());
        var inserted = new HashSet<Guid>();
        await batch.PrepareAsync(ct);
        await using var reader = await batch.ExecuteReaderAsync(ct);
        await reader.NextResultAsync(ct);
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
        Add(command.Parameters, NpgsqlDbType.Uuid, rows, r => r.Delivery.DeliveryId);
        Add(command.Parameters, NpgsqlDbType.TimestampTz, rows, r => r.ReceivedAt);
        // So that a month whose table is being written anew keeps nobody waiting who has nothing to do with it.
        command.Parameters.Add(new NpgsqlParameter { Value = rows.Min(r => r.ReceivedAt), NpgsqlDbType = NpgsqlDbType.TimestampTz });
        command.Parameters.Add(new NpgsqlParameter { Value = rows.Max(r => r.ReceivedAt), NpgsqlDbType = NpgsqlDbType.TimestampTz });
        var hashes = new Dictionary<Guid, byte[]>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            hashes[reader.GetGuid(0)] = reader.GetFieldValue<byte[]>(1);
        }

        return hashes;
    }

    static void AddAll(NpgsqlParameterCollection to, IReadOnlyList<SealedRow> rows, DateTimeOffset now)
    {
        Add(to, NpgsqlDbType.Uuid, rows, r => r.Row.Delivery.DeliveryId);
        Add(to, NpgsqlDbType.TimestampTz, rows, r => r.Row.ReceivedAt);
        AddText(to, rows, r => r.Row.Delivery.Provider);
        AddText(to, rows, r => r.Row.Delivery.Endpoint);
        AddText(to, rows, r => r.Row.Delivery.Account);
        AddText(to, rows, r => r.Row.Delivery.Verdict);
        AddText(to, rows, r => r.Row.Delivery.Reason);
        AddText(to, rows, r => r.Row.Delivery.Detail);
        Add(to, NpgsqlDbType.Smallint, rows, r => (short?)r.Row.Delivery.SecretIndex);
        Add(to, NpgsqlDbType.Text, rows, r => r.Row.Headers);
        Add(to, NpgsqlDbType.Bytea, rows, r => r.Body);
        Add(to, NpgsqlDbType.Bytea, rows, r => r.Row.BodySha256);
        Add(to, NpgsqlDbType.Bytea, rows, r => r.Row.StoredSha256);
        Add(to, NpgsqlDbType.Boolean, rows, r => r.Row.Delivery.Masked);
        AddText(to, rows, r => r.Row.Delivery.ProviderEventId);
        AddText(to, rows, r => r.Row.Delivery.ProviderEventType);
        Add(to, NpgsqlDbType.Text, rows, r => r.Row.EventIds());
        Add(to, NpgsqlDbType.Text, rows, r => r.Row.StreamIds());
        AddText(to, rows, r => r.Row.Delivery.TraceId);
        Add(to, NpgsqlDbType.Boolean, rows, r => r.Row.Delivery.Truncated);
        Add(to, NpgsqlDbType.Integer, rows, r => r.Row.Delivery.BodyBytes);
        Add(to, NpgsqlDbType.Integer, rows, r => r.Row.Body.UnpackedBytes);
        Add(to, NpgsqlDbType.Bigint, rows, r => r.KeyId);
        Add(to, NpgsqlDbType.Bigint, rows, r => r.SubjectKeyId);
        to.Add(new NpgsqlParameter { Value = now, NpgsqlDbType = NpgsqlDbType.TimestampTz });
    }

    static void AddShared(NpgsqlParameterCollection to, IReadOnlyList<SealedRow> rows)
    {
        var shared = rows.Where(r => r.Row.Subjects.Count > 1)
            .SelectMany(r => r.Row.Subjects.Select(subject => (r.Row, Subject: subject))).ToList();
        Add(to, NpgsqlDbType.Uuid, shared, s => s.Row.Delivery.DeliveryId);
        Add(to, NpgsqlDbType.TimestampTz, shared, s => s.Row.ReceivedAt);
        Add(to, NpgsqlDbType.Bytea, shared, s => Convert.FromHexString(s.Subject.Sha256));
        Add(to, NpgsqlDbType.Text, shared, s => s.Subject.Provider);
        Add(to, NpgsqlDbType.Text, shared, s => s.Subject.Account);
    }

    static void AddText(NpgsqlParameterCollection to, IReadOnlyList<SealedRow> rows, Func<SealedRow, string?> value) =>
        Add(to, NpgsqlDbType.Text, rows, r => ArchiveRow.Text(value(r)));

    static void Add<TRow, TValue>(
        NpgsqlParameterCollection to, NpgsqlDbType type, IReadOnlyList<TRow> rows, Func<TRow, TValue> value)
    {
        var values = new TValue[rows.Count];
        for (var i = 0; i < rows.Count; i++)
        {
            values[i] = value(rows[i]);
        }

        to.Add(new NpgsqlParameter { Value = values, NpgsqlDbType = NpgsqlDbType.Array | type });
    }
}
