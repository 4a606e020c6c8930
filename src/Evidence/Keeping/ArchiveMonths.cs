using Npgsql;

namespace Ledger.Evidence.Keeping;

/// <summary>The months that the archive has partitions of.</summary>
/// <param name="source">Connections to the archive's server.</param>
/// <param name="schema">Name of the schema.</param>
public sealed class ArchiveMonths(NpgsqlDataSource source, string schema)
{
    /// <summary>First days of the months, oldest first.</summary>
    public async Task<IReadOnlyList<DateOnly>> ListAsync(CancellationToken ct)
    {
        await using var command = source.CreateCommand(
            """
            select to_date(right(c.relname, 7), 'YYYY_MM') from pg_inherits i join pg_class c on c.oid = i.inhrelid
            where i.inhparent = $1::regclass order by 1
            """);
        command.Parameters.Add(new NpgsqlParameter { Value = $"\"{schema}\".raw_delivery" });
        var found = new List<DateOnly>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            found.Add(reader.GetFieldValue<DateOnly>(0));
        }

        return found;
    }

    /// <summary>What lies in a month.</summary>
    public async Task<MonthStatistics> CountAsync(DateOnly month, CancellationToken ct)
    {
        await using var command = source.CreateCommand(
            $"""
            select count(*), count(r.body), coalesce(sum(coalesce(r.body_bytes, r.unpacked_bytes, octet_length(r.body))), 0)::bigint,
                   coalesce(sum(octet_length(r.body)), 0)::bigint, count(*) filter (where r.key_id is null and r.body is not null),
                   pg_total_relation_size('"{schema}"."{ArchivePartitions.NameOf(month)}"'),
                   (select count(*) from "{schema}".archive_key k where k.kind = 'month' and k.month = $1 and k.destroyed_at is null),
                   (select count(*) from "{schema}".archive_key k where k.kind = 'month' and k.month = $1 and k.destroyed_at is not null),
                   (select count(*) from "{schema}".archive_hold h where h.released_at is null
                        and (h.to_at is null or h.to_at > $2) and (h.from_at is null or h.from_at < $3))
            from "{schema}"."{ArchivePartitions.NameOf(month)}" r
            """);
        command.CommandTimeout = 0;
        command.Parameters.Add(new NpgsqlParameter { Value = month });
        command.Parameters.Add(new NpgsqlParameter { Value = BeginOf(month) });
        command.Parameters.Add(new NpgsqlParameter { Value = BeginOf(month.AddMonths(1)) });
        await using var reader = await command.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        return new MonthStatistics(
            month, reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3), reader.GetInt64(4),
            reader.GetInt64(5), reader.GetInt64(6), reader.GetInt64(7), reader.GetInt64(8));
    }

    /// <summary>The first instant of a month (UTC).</summary>
    internal static DateTimeOffset BeginOf(DateOnly month) => new(month, TimeOnly.MinValue, TimeSpan.Zero);
}

/// <summary>What lies in a month of the archive.</summary>
/// <param name="Month">Its first day.</param>
/// <param name="Deliveries">Deliveries, with or without a body.</param>
/// <param name="Bodies">Those whose body lies there.</param>
/// <param name="RawBytes">Bytes of all bodies as they were sent.</param>
/// <param name="StoredBytes">Bytes of the bodies as they lie: packed and sealed.</param>
/// <param name="Unsealed">Bodies that lie unsealed.</param>
/// <param name="DiskBytes">Bytes of the month's tables and indexes on disk.</param>
/// <param name="Keys">Keys of the month.</param>
/// <param name="DestroyedKeys">Keys of the month that were destroyed.</param>
/// <param name="Holds">Legal holds that may concern it.</param>
public sealed record MonthStatistics(
    DateOnly Month, long Deliveries, long Bodies, long RawBytes, long StoredBytes, long Unsealed, long DiskBytes, long Keys,
    long DestroyedKeys, long Holds)
{
    /// <summary>Bytes on disk for a delivery, rounded up; 0 without one.</summary>
    public long BytesPerDelivery => Deliveries == 0 ? 0 : (DiskBytes + Deliveries - 1) / Deliveries;

    /// <summary>Bytes of a body as it lies, rounded up; 0 without one.</summary>
    public long StoredPerBody => Bodies == 0 ? 0 : (StoredBytes + Bodies - 1) / Bodies;
}
