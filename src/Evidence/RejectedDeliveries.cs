using Ledger.MessageBus.Messages;
using Npgsql;
using NpgsqlTypes;

namespace Ledger.Evidence;

/// <summary>
/// What was refused, by endpoint and reason, and the good webhooks around it; what was taken in from lists and files says nothing of the
/// provider's way here. Of a flood of refusals the gateway archives a sample: counts are then the least that there were.
/// </summary>
public sealed class RejectedDeliveries(NpgsqlDataSource source, string schema)
{
    /// <summary>Most groups that are returned, those with most deliveries first.</summary>
    public const int GroupsMax = 200;

    const string Good =
        "d.provider = r.provider and d.endpoint = r.endpoint and d.verdict = 'verified' and d.secret_index is not null "
        + "and not d.headers ? '" + DeliverySource.Header + "'";

    readonly string _question =
        $"""
        with refused as (
            select provider, endpoint, coalesce(reason, '') as reason, count(*) as deliveries, min(received_at) as first,
                max(received_at) as last, (array_agg(detail order by received_at desc))[1] as detail, min(skew) as least,
                percentile_disc(0.5) within group (order by skew) as middle, max(skew) as most, max(secret_id) as secret_id
            from (
                select *, extract(epoch from received_at - signed_at)::bigint as skew
                from "{schema}".raw_delivery
                where verdict = 'refused' and received_at >= $1 and ($2 is null or provider = $2) and ($3 is null or endpoint = $3)) r
            group by provider, endpoint, coalesce(reason, '')
            order by count(*) desc
            limit $4)
        select r.*, b.received_at, b.secret_id, a.received_at, a.secret_id, exists (
            select from "{schema}".raw_delivery d
            where {Good}
                and d.received_at between r.first and r.last), coalesce(s.good, 0)
        from refused r
        left join lateral (
            select d.received_at, d.secret_id from "{schema}".raw_delivery d
            where {Good}
                and d.received_at < r.first and d.received_at >= r.first - interval '35 days'
            order by d.received_at desc limit 1) b on true
        left join lateral (
            select d.received_at, d.secret_id from "{schema}".raw_delivery d
            where {Good}
                and d.received_at > r.last
            order by d.received_at limit 1) a on true
        left join lateral (
            select count(*) as good from "{schema}".raw_delivery d
            where r.reason in ('TIMESTAMP_TOO_OLD', 'TIMESTAMP_IN_FUTURE') and {Good}
                and d.received_at between least(r.first, r.first + (r.last - r.first) / 2 - interval '1 minute')
                    and greatest(r.last, r.first + (r.last - r.first) / 2 + interval '1 minute')) s on true
        order by r.last desc, r.provider, r.endpoint, r.reason
        """;

    /// <summary>Groups of refused deliveries, those with the latest first.</summary>
    /// <param name="since">From when on (UTC).</param>
    /// <param name="provider">One provider; null for all.</param>
    /// <param name="endpoint">One endpoint; null for all.</param>
    public async Task<IReadOnlyList<RejectedGroup>> FindAsync(
        DateTimeOffset since, string? provider, string? endpoint, CancellationToken ct)
    {
        await using var command = source.CreateCommand(_question);
        command.Parameters.Add(new NpgsqlParameter { Value = since.ToUniversalTime(), NpgsqlDbType = NpgsqlDbType.TimestampTz });
        command.Parameters.Add(new NpgsqlParameter { Value = (object?)provider ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        command.Parameters.Add(new NpgsqlParameter { Value = (object?)endpoint ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        command.Parameters.Add(new NpgsqlParameter { Value = GroupsMax });
        var groups = new List<RejectedGroup>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            groups.Add(Group(reader));
        }

        return groups;
    }

    static RejectedGroup Group(NpgsqlDataReader row) => new()
    {
        Provider = row.GetString(0),
        Endpoint = row.GetString(1),
        Reason = row.GetString(2),
        Deliveries = row.GetInt64(3),
        First = row.GetFieldValue<DateTimeOffset>(4),
        Last = row.GetFieldValue<DateTimeOffset>(5),
        Detail = row.IsDBNull(6) ? null : row.GetString(6),
        Skew = row.IsDBNull(8) ? null : new ClockSkew(row.GetInt64(7), row.GetInt64(8), row.GetInt64(9)),
        SecretId = row.IsDBNull(10) ? null : row.GetString(10),
        GoodBefore = GoodOne(row, 11),
        GoodAfter = GoodOne(row, 13),
        IsGoodMeanwhile = row.GetBoolean(15),
        GoodInSpan = row.GetInt64(16),
    };

    static GoodDelivery? GoodOne(NpgsqlDataReader row, int column) => row.IsDBNull(column)
        ? null
        : new GoodDelivery(row.GetFieldValue<DateTimeOffset>(column), row.IsDBNull(column + 1) ? null : row.GetString(column + 1));
}
