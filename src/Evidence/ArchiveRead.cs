using System.Security.Cryptography;
using Ledger.Evidence.Sealing;
using Npgsql;

namespace Ledger.Evidence;

/// <summary>Reads deliveries from the archive, and opens their bodies.</summary>
/// <param name="source">Connections to the archive's server.</param>
/// <param name="schema">Name of the schema.</param>
/// <param name="masters">Master keys at hand; null for none, then no sealed body opens.</param>
sealed class ArchiveRead(NpgsqlDataSource source, string schema, MasterKeys? masters)
{
    /// <summary>Deliveries that a condition over the table <c>r</c> and parameters selects, oldest first.</summary>
    /// <param name="condition">The condition; the limit is the parameter behind its own.</param>
    /// <param name="values">Its parameters, <c>$1</c> and so on.</param>
    /// <param name="limit">Most deliveries.</param>
    /// <param name="inOrder">
    /// True where the condition is a span of time, which is read in its order; else what meets the condition is looked up first, lest the
    /// planner go through all of time for it.
    /// </param>
    /// <param name="bodies">False to leave the bodies where they are.</param>
    /// <param name="ct">Stops the reading.</param>
    public async Task<IReadOnlyList<ArchivedDelivery>> FindAsync(
        string condition, IReadOnlyList<object> values, int limit, bool bodies, CancellationToken ct, bool inOrder = false)
    {
        await using var command = source.CreateCommand(
            $"""
            select r.delivery_id, r.received_at, r.archived_at, r.provider, r.endpoint, r.account, r.verdict, r.reason, r.detail,
                   r.secret_index, r.headers::text, {(bodies ? "r.body" : "null::bytea")}, r.body_sha256, r.stored_sha256, r.masked,
                   r.provider_event_id, r.provider_event_type, r.event_ids, r.stream_ids, r.trace_id, r.truncated, r.body_bytes,
                   r.unpacked_bytes, r.key_id, m.month, m.master_id, m.wrapped, s.subject, s.master_id, s.wrapped,
                   a.act_id, a.kind, a.done_at, a.done_by, a.reason, octet_length(r.body)
            from (
                select * from (
                    select * from "{schema}".raw_delivery r where {condition} {(inOrder ? "" : "offset 0")}) r
                order by received_at, delivery_id
                limit ${values.Count + 1}) r
            left join "{schema}".archive_key m on m.key_id = r.key_id
            left join "{schema}".archive_key s on s.key_id = r.subject_key_id
            left join "{schema}".archive_act a on a.act_id = coalesce(r.removed_by, s.destroyed_by, m.destroyed_by)
            order by r.received_at, r.delivery_id
            """);
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        command.Parameters.Add(new NpgsqlParameter { Value = limit });
        var found = new List<ArchivedDelivery>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            found.Add(Delivery(reader, bodies));
        }

        return found;
    }

    ArchivedDelivery Delivery(NpgsqlDataReader row, bool bodies)
    {
        var (standing, packed, body) = BodyOf(row, bodies);
        return new ArchivedDelivery
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
            Packed = packed,
            Body = body,
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
            Sealed = !row.IsDBNull(23) && !row.IsDBNull(35),
            StoredBytes = Number(row, 35),
            Standing = standing,
            Destroyed = row.IsDBNull(30)
                ? null
                : new ArchiveAct(
                    row.GetInt64(30), row.GetString(31), row.GetFieldValue<DateTimeOffset>(32), row.GetString(33), Text(row, 34)),
        };
    }

    (BodyStanding Standing, PackedBody? Packed, byte[]? Body) BodyOf(NpgsqlDataReader row, bool bodies)
    {
        if (!row.IsDBNull(30))
        {
            return (BodyStanding.Destroyed, null, null);
        }

        if (!bodies)
        {
            return (BodyStanding.NotAsked, null, null);
        }

        try
        {
            var stored = row.GetFieldValue<byte[]>(11);
            if ((row.IsDBNull(23) ? stored : Open(row, stored)) is not { } opened)
            {
                return (BodyStanding.Locked, null, null);
            }

            var packed = new PackedBody(opened, Number(row, 22));
            return (BodyStanding.Kept, packed, packed.Unpack());
        }
        catch (Exception damage) when (damage is CryptographicException or InvalidDataException or InvalidCastException)
        {
            return (BodyStanding.Damaged, null, null);
        }
    }

    /// <summary>Opens a body; null when a master key is not at hand.</summary>
    byte[]? Open(NpgsqlDataReader row, byte[] stored)
    {
        if (masters is null)
        {
            return null;
        }

        try
        {
            var month = KeyWrap.Unwrap(
                masters, row.GetString(25), KeyWrap.PurposeOf(row.GetFieldValue<DateOnly>(24)), row.GetFieldValue<byte[]>(26));
            var subject = row.IsDBNull(27)
                ? null
                : KeyWrap.Unwrap(
                    masters, row.GetString(28), KeyWrap.PurposeOf(row.GetFieldValue<byte[]>(27)), row.GetFieldValue<byte[]>(29));
            return BodySeal.Open(month, subject, row.GetGuid(0), stored);
        }
        catch (MasterKeyMissingException)
        {
            return null;
        }
    }

    static int? Number(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetInt32(column);

    static string? Text(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}
