using System.Globalization;
using System.Text.RegularExpressions;
using Npgsql;
using NpgsqlTypes;

namespace Ledger.Evidence.Keeping;

/// <summary>
/// Destroys the bodies of old months and their keys, and gives the space back. Rows stay with hashes, lengths, headers, ids and verdict;
/// what is under a legal hold stays whole, and the month's keys with it. A month is one transaction; stopped, it is run again.
/// </summary>
/// <param name="source">Connections to the archive's server.</param>
/// <param name="schema">Name of the schema.</param>
/// <param name="time">Clock.</param>
public sealed partial class Retention(NpgsqlDataSource source, string schema, TimeProvider time)
{
    static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(8);

    readonly ArchiveMonths _months = new(source, schema);

    /// <summary>What would be done, month by month, oldest first.</summary>
    /// <param name="keepMonths">A body that is younger stays; 0 or more.</param>
    /// <param name="ct">Stops the reading.</param>
    public async Task<IReadOnlyList<MonthRetention>> PlanAsync(int keepMonths, CancellationToken ct)
    {
        var youngest = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime).AddMonths(-keepMonths);
        var plan = new List<MonthRetention>();
        foreach (var month in (await _months.ListAsync(ct)).Where(month => month.AddMonths(1) <= youngest))
        {
            if (await PlanAsync(month, ct) is { } due)
            {
                plan.Add(due);
            }
        }

        return plan;
    }

    /// <summary>Does what a plan says for one month.</summary>
    /// <returns>Bodies that were removed, and keys that were destroyed.</returns>
    public async Task<(long Bodies, int Keys)> RunAsync(MonthRetention month, string by, string? reason, CancellationToken ct)
    {
        var done = month.Bodies > month.Held ? await RemoveAsync(month.Month, by, reason, ct) : (0, 0);
        await FreeAsync(month.Month, ct);
        return done;
    }

    async Task<MonthRetention?> PlanAsync(DateOnly month, CancellationToken ct)
    {
        await using var command = source.CreateCommand(
            $"""
            select count(*), coalesce(sum(octet_length(r.body)), 0)::bigint,
                   count(*) filter (where exists ({LegalHolds.Keeping(schema)})),
                   array(select distinct h.hold_id from (
                       select ({LegalHolds.Keeping(schema)} limit 1) as hold_id from "{schema}"."{ArchivePartitions.NameOf(month)}" r
                       where r.body is not null) h where h.hold_id is not null order by 1),
                   count(*) filter (where r.key_id is null),
                   exists (select from "{schema}".archive_act where kind = 'retention' and month = $1 and freed_at is null),
                   exists (select from "{schema}".archive_hold h where h.released_at is null and h.subject is not null
                        and (h.to_at is null or h.to_at > $2) and (h.from_at is null or h.from_at < $3))
            from "{schema}"."{ArchivePartitions.NameOf(month)}" r where r.body is not null
            """);
        command.CommandTimeout = 0;
        command.Parameters.Add(new NpgsqlParameter { Value = month });
        command.Parameters.Add(new NpgsqlParameter { Value = ArchiveMonths.BeginOf(month) });
        command.Parameters.Add(new NpgsqlParameter { Value = ArchiveMonths.BeginOf(month.AddMonths(1)) });
        await using var reader = await command.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        var found = new MonthRetention(
            month, reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetFieldValue<long[]>(3), reader.GetInt64(4))
        {
            SpaceOpen = reader.GetBoolean(5),
            NamesUnknown = reader.GetBoolean(6) && reader.GetInt64(4) > 0,
        };
        return found.Bodies > 0 || found.SpaceOpen ? found : null;
    }

    async Task<(long Bodies, int Keys)> RemoveAsync(DateOnly month, string by, string? reason, CancellationToken ct)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await ArchiveLock.TakeHoldsAsync(connection, schema, ct);
        var act = await ActAsync(connection, month, by, reason, ct);
        await using var remove = new NpgsqlCommand(
            // What was erased before stays known as erased.
            $"""
            update "{schema}"."{ArchivePartitions.NameOf(month)}" r set body = null,
                body_bytes = coalesce(r.body_bytes, r.unpacked_bytes, octet_length(r.body) - case when r.key_id is null then 0 else 28 end),
                removed_by = coalesce((select k.destroyed_by from "{schema}".archive_key k where k.key_id = r.subject_key_id), $1)
            where r.body is not null and not exists ({LegalHolds.Keeping(schema)})
            """,
            connection, transaction)
        {
            CommandTimeout = 0,
            Parameters = { new NpgsqlParameter { Value = act } },
        };
        var bodies = await remove.ExecuteNonQueryAsync(ct);

        // From here on writers wait, for the moment until the commit.
        await ArchiveLock.TakeAsync(connection, schema, ct);
        await using var destroy = new NpgsqlCommand(
            $"""
            with gone as (
                update "{schema}".archive_key set wrapped = null, master_id = null, destroyed_at = $3, destroyed_by = $1
                where kind = 'month' and month = $2 and destroyed_at is null and not exists (
                    select from "{schema}"."{ArchivePartitions.NameOf(month)}" r
                    where r.body is not null and exists ({LegalHolds.Keeping(schema)}))
                returning 1),
            counted as (select count(*)::integer as keys from gone)
            update "{schema}".archive_act set keys_destroyed = counted.keys, bodies = $4 from counted where act_id = $1
            returning keys_destroyed
            """,
            connection, transaction)
        {
            CommandTimeout = 0,
            Parameters =
            {
                new NpgsqlParameter { Value = act }, new NpgsqlParameter { Value = month },
                new NpgsqlParameter { Value = time.GetUtcNow() }, new NpgsqlParameter { Value = (long)bodies },
            },
        };
        var keys = (int)(await destroy.ExecuteScalarAsync(ct))!;
        await transaction.CommitAsync(ct);
        return (bodies, keys);
    }

    async Task<long> ActAsync(NpgsqlConnection connection, DateOnly month, string by, string? reason, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            $"""
            insert into "{schema}".archive_act (kind, done_by, done_at, reason, month)
            values ('retention', $1, $2, $3, $4) returning act_id
            """,
            connection);
        command.Parameters.Add(new NpgsqlParameter { Value = by });
        command.Parameters.Add(new NpgsqlParameter { Value = time.GetUtcNow() });
        command.Parameters.Add(new NpgsqlParameter { Value = (object?)reason ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        command.Parameters.Add(new NpgsqlParameter { Value = month });
        return (long)(await command.ExecuteScalarAsync(ct))!;
    }

    /// <summary>
    /// Writes the month's table anew without what was removed; that cannot be part of a transaction. What another session still sees stays
    /// in it: then again a little later, and if it stays for long, at the next run.
    /// </summary>
    async Task FreeAsync(DateOnly month, CancellationToken ct)
    {
        for (var wait = TimeSpan.FromSeconds(0.5); !await IsWrittenAnewAsync(month, ct); wait *= 2)
        {
            if (wait > LongestWait)
            {
                return;
            }

            await Task.Delay(wait, time, ct);
        }

        await using var told = source.CreateCommand(
            $"""update "{schema}".archive_act set freed_at = $2 where kind = 'retention' and month = $1 and freed_at is null""");
        told.Parameters.Add(new NpgsqlParameter { Value = month });
        told.Parameters.Add(new NpgsqlParameter { Value = time.GetUtcNow() });
        await told.ExecuteNonQueryAsync(ct);
    }

    /// <summary>
    /// False when versions of rows had to stay because others see them; only the server's first remark tells how many are left.
    /// </summary>
    async Task<bool> IsWrittenAnewAsync(DateOnly month, CancellationToken ct)
    {
        var table = $"""
            "{schema}"."{ArchivePartitions.NameOf(month)}"
            """;
        long? left = null;
        await using var connection = await source.OpenConnectionAsync(ct);
        connection.Notice += (_, told) => left ??= RemovedAndLeft().Match(told.Notice.MessageText) is { Success: true } found
            ? long.Parse(found.Groups["left"].ValueSpan, CultureInfo.InvariantCulture)
            : null;
        await using var vacuum = new NpgsqlCommand($"vacuum (full, verbose, analyze) {table}", connection) { CommandTimeout = 0 };
        await vacuum.ExecuteNonQueryAsync(ct);
        await using var count = new NpgsqlCommand($"select count(*) from {table}", connection) { CommandTimeout = 0 };
        return !(left > (long)(await count.ExecuteScalarAsync(ct))!);
    }

    // "evidence.raw_delivery_2026_08": found 0 removable, 40 nonremovable row versions in 2 pages
    [GeneratedRegex("^\"[^\"]*\":[^0-9]*[0-9]+[^0-9]+(?<left>[0-9]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex RemovedAndLeft();
}

/// <summary>What retention finds in a month.</summary>
/// <param name="Month">Its first day.</param>
/// <param name="Bodies">Bodies that lie there.</param>
/// <param name="Bytes">Their bytes as they lie.</param>
/// <param name="Held">Of those, how many a legal hold keeps.</param>
/// <param name="Holds">The holds that keep them.</param>
/// <param name="Unsealed">Of those, how many lie unsealed.</param>
public sealed record MonthRetention(DateOnly Month, long Bodies, long Bytes, long Held, IReadOnlyList<long> Holds, long Unsealed)
{
    /// <summary>True when bodies were removed before and their space was not given back yet.</summary>
    public bool SpaceOpen { get; init; }

    /// <summary>
    /// True when a hold keeps a customer's deliveries and it is not known of all bodies here whom they name, because they lie unsealed: the
    /// month must be left until they are sealed.
    /// </summary>
    public bool NamesUnknown { get; init; }
}
