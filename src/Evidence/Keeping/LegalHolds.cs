using Npgsql;
using NpgsqlTypes;

namespace Ledger.Evidence.Keeping;

/// <summary>Legal holds: what they keep is neither removed by retention nor erased. A released one stays as a record.</summary>
/// <param name="source">Connections to the archive's server.</param>
/// <param name="schema">Name of the schema.</param>
/// <param name="time">Clock.</param>
public sealed class LegalHolds(NpgsqlDataSource source, string schema, TimeProvider time)
{
    /// <summary>The holds, as <c>hold_id</c>, that keep the row <c>r</c> of <c>raw_delivery</c>: a query to stand in brackets.</summary>
    internal static string Keeping(string schema) =>
        $"""
        select h.hold_id from "{schema}".archive_hold h
        where h.released_at is null
            and (h.from_at is null or r.received_at >= h.from_at)
            and (h.to_at is null or r.received_at < h.to_at)
            and (h.provider is null or h.provider = r.provider)
            and (h.provider_event_id is null or h.provider_event_id = r.provider_event_id)
            and (h.subject is null
                or exists (select from "{schema}".archive_key hk where hk.key_id = r.subject_key_id and hk.subject = h.subject)
                or exists (select from "{schema}".archive_shared hs where hs.delivery_id = r.delivery_id and hs.subject = h.subject))
        """;

    /// <summary>Places a hold; returns its id. It holds against whatever begins afterwards.</summary>
    public async Task<long> PlaceAsync(HoldTerms terms, string reason, string by, CancellationToken ct)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await ArchiveLock.TakeHoldsAsync(connection, schema, ct);
        await using var command = new NpgsqlCommand(
            $"""
            insert into "{schema}".archive_hold (from_at, to_at, provider, provider_event_id, subject, reason, placed_by, placed_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8) returning hold_id
            """,
            connection, transaction);
        void Add(NpgsqlDbType type, object? value) =>
            command.Parameters.Add(new NpgsqlParameter { Value = value ?? DBNull.Value, NpgsqlDbType = type });
        Add(NpgsqlDbType.TimestampTz, terms.From?.ToUniversalTime());
        Add(NpgsqlDbType.TimestampTz, terms.To?.ToUniversalTime());
        Add(NpgsqlDbType.Text, terms.Provider);
        Add(NpgsqlDbType.Text, terms.ProviderEventId);
        Add(NpgsqlDbType.Bytea, terms.SubjectSha256 is { } hex ? Convert.FromHexString(hex) : null);
        Add(NpgsqlDbType.Text, reason);
        Add(NpgsqlDbType.Text, by);
        Add(NpgsqlDbType.TimestampTz, time.GetUtcNow());
        var id = (long)(await command.ExecuteScalarAsync(ct))!;
        await transaction.CommitAsync(ct);
        return id;
    }

    /// <summary>Releases a hold; false when there is none of this id that still holds.</summary>
    public async Task<bool> ReleaseAsync(long holdId, string reason, string by, CancellationToken ct)
    {
        await using var command = source.CreateCommand(
            $"""
            update "{schema}".archive_hold set released_at = $2, released_by = $3, release_reason = $4
            where hold_id = $1 and released_at is null
            """);
        command.Parameters.Add(new NpgsqlParameter { Value = holdId });
        command.Parameters.Add(new NpgsqlParameter { Value = time.GetUtcNow() });
        command.Parameters.Add(new NpgsqlParameter { Value = by });
        command.Parameters.Add(new NpgsqlParameter { Value = reason });
        return await command.ExecuteNonQueryAsync(ct) == 1;
    }

    /// <summary>The holds, oldest first.</summary>
    /// <param name="released">True for those that were released, too.</param>
    /// <param name="ct">Stops the reading.</param>
    public async Task<IReadOnlyList<LegalHold>> ListAsync(bool released, CancellationToken ct)
    {
        await using var command = source.CreateCommand(
            $"""
            select hold_id, from_at, to_at, provider, provider_event_id, encode(subject, 'hex'), reason, placed_by, placed_at,
                   released_at, released_by, release_reason
            from "{schema}".archive_hold {(released ? "" : "where released_at is null")} order by hold_id
            """);
        var found = new List<LegalHold>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            found.Add(Hold(reader));
        }

        return found;
    }

    static LegalHold Hold(NpgsqlDataReader row)
    {
        string? Text(int column) => row.IsDBNull(column) ? null : row.GetString(column);
        DateTimeOffset? Instant(int column) => row.IsDBNull(column) ? null : row.GetFieldValue<DateTimeOffset>(column);
        var terms = new HoldTerms
        {
            From = Instant(1),
            To = Instant(2),
            Provider = Text(3),
            ProviderEventId = Text(4),
            SubjectSha256 = Text(5),
        };
        return new LegalHold(row.GetInt64(0), terms, row.GetString(6), row.GetString(7), row.GetFieldValue<DateTimeOffset>(8))
        {
            ReleasedAt = Instant(9),
            ReleasedBy = Text(10),
            ReleaseReason = Text(11),
        };
    }
}
