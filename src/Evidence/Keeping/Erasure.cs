using Npgsql;

namespace Ledger.Evidence.Keeping;

/// <summary>
/// Erases a customer: destroys the keys under which the bodies that name that customer alone are sealed. Rows, hashes and chain stay as
/// they are.
/// </summary>
/// <param name="source">Connections to the archive's server.</param>
/// <param name="schema">Name of the schema.</param>
/// <param name="time">Clock.</param>
public sealed class Erasure(NpgsqlDataSource source, string schema, TimeProvider time)
{
    /// <summary>Accounts of a provider whose customers the archive knows.</summary>
    public async Task<IReadOnlyList<string>> AccountsAsync(string provider, CancellationToken ct)
    {
        await using var command = source.CreateCommand(
            $"""
            select account from "{schema}".archive_key where kind = 'subject' and provider = $1 and account is not null
            union select account from "{schema}".archive_shared where provider = $1 and account is not null order by 1
            """);
        command.Parameters.Add(new NpgsqlParameter { Value = provider });
        var found = new List<string>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            found.Add(reader.GetString(0));
        }

        return found;
    }

    /// <summary>What an erasure would do.</summary>
    public async Task<ErasurePlan> PlanAsync(ArchivedSubject subject, CancellationToken ct)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        return await PlanAsync(connection, subject, ct);
    }

    /// <summary>Erases a customer, unless a hold keeps one of its deliveries: then nothing is done, and the plan says so.</summary>
    /// <param name="subject">The customer.</param>
    /// <param name="shared">True to remove the bodies that name others, too.</param>
    /// <param name="reason">Why; kept.</param>
    /// <param name="by">Who; kept.</param>
    /// <param name="ct">Stops before anything is done.</param>
    /// <returns>What was found, and the act's id; null when a hold kept it from being done, or nothing was found.</returns>
    public async Task<(ErasurePlan Plan, long? ActId)> RunAsync(
        ArchivedSubject subject, bool shared, string reason, string by, CancellationToken ct)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await ArchiveLock.TakeHoldsAsync(connection, schema, ct);
        await ArchiveLock.TakeAsync(connection, schema, ct);
        var plan = await PlanAsync(connection, subject, ct);
        if (plan.Holds.Count > 0 || (shared && plan.SharedHolds.Count > 0) || plan.Unsealed > 0
            || (plan.Keys == 0 && !(shared && plan.Shared.Count > 0)))
        {
            return (plan, null);
        }

        await using var command = new NpgsqlCommand(
            $"""
            with act as (
                insert into "{schema}".archive_act (kind, done_by, done_at, reason, provider, subject, keys_destroyed, bodies)
                values ('erasure', $1, $2, $3, $4, $5, $6, $7) returning act_id),
            destroyed as (
                update "{schema}".archive_key
                set wrapped = null, master_id = null, destroyed_at = $2, destroyed_by = (select act_id from act)
                where kind = 'subject' and subject = $5 and destroyed_at is null),
            removed as (
                update "{schema}".raw_delivery r set body = null, removed_by = (select act_id from act), body_bytes = coalesce(
                    r.body_bytes, r.unpacked_bytes, octet_length(r.body) - case when r.key_id is null then 0 else 28 end)
                from "{schema}".archive_shared s
                where $8 and s.subject = $5 and r.delivery_id = s.delivery_id and r.received_at = s.received_at and r.body is not null)
            select act_id from act
            """,
            connection, transaction)
        {
            CommandTimeout = 0,
            Parameters =
            {
                new NpgsqlParameter { Value = by }, new NpgsqlParameter { Value = time.GetUtcNow() },
                new NpgsqlParameter { Value = reason }, new NpgsqlParameter { Value = subject.Provider },
                new NpgsqlParameter { Value = Convert.FromHexString(subject.Sha256) },
                new NpgsqlParameter { Value = plan.Keys },
                new NpgsqlParameter { Value = plan.Bodies + (shared ? plan.Shared.Count : 0) }, new NpgsqlParameter { Value = shared },
            },
        };
        var act = (long)(await command.ExecuteScalarAsync(ct))!;
        await transaction.CommitAsync(ct);
        return (plan, act);
    }

    async Task<ErasurePlan> PlanAsync(NpgsqlConnection connection, ArchivedSubject subject, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            $"""
            with named as materialized (
                select r.* from "{schema}".raw_delivery r
                where r.subject_key_id = any (array(
                        select key_id from "{schema}".archive_key where kind = 'subject' and subject = $1 and destroyed_at is null))
                    and r.body is not null),
            shared as materialized (
                select r.* from "{schema}".archive_shared s
                join "{schema}".raw_delivery r on r.delivery_id = s.delivery_id and r.received_at = s.received_at
                where s.subject = $1 and r.body is not null)
            select (select count(*)::integer from "{schema}".archive_key where kind = 'subject' and subject = $1 and destroyed_at is null),
                   (select count(*) from named),
                   array(select distinct hold_id from named r, lateral ({LegalHolds.Keeping(schema)}) h order by 1),
                   array(select delivery_id from shared order by received_at, delivery_id),
                   array(select distinct hold_id from shared r, lateral ({LegalHolds.Keeping(schema)}) h order by 1),
                   (select count(*) from "{schema}".raw_delivery
                    where key_id is null and body is not null and verdict = 'verified' and provider = $2)
            """,
            connection)
        {
            CommandTimeout = 0,
            Parameters =
            {
                new NpgsqlParameter { Value = Convert.FromHexString(subject.Sha256) }, new NpgsqlParameter { Value = subject.Provider },
            },
        };
        await using var reader = await command.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        return new ErasurePlan(
            subject, reader.GetInt32(0), reader.GetInt64(1), reader.GetFieldValue<long[]>(2), reader.GetFieldValue<Guid[]>(3),
            reader.GetFieldValue<long[]>(4), reader.GetInt64(5));
    }
}

/// <summary>What an erasure finds.</summary>
/// <param name="Subject">The customer.</param>
/// <param name="Keys">Keys of that customer.</param>
/// <param name="Bodies">Bodies under them.</param>
/// <param name="Holds">Legal holds that keep one of those.</param>
/// <param name="Shared">Deliveries that name others, too, whose bodies lie there.</param>
/// <param name="SharedHolds">Legal holds that keep one of the shared.</param>
/// <param name="Unsealed">Bodies of the provider that lie unsealed: whom they name is not known.</param>
public sealed record ErasurePlan(
    ArchivedSubject Subject, int Keys, long Bodies, IReadOnlyList<long> Holds, IReadOnlyList<Guid> Shared,
    IReadOnlyList<long> SharedHolds, long Unsealed);
