using System.Security.Cryptography;
using Npgsql;
using NpgsqlTypes;

namespace Ledger.Evidence.Sealing;

/// <summary>
/// Seals the bodies that were archived before there were keys, a page a commit, oldest first: stopped, it is run again and goes on with
/// what is left. Beside it deliveries are archived and read as ever.
/// </summary>
/// <param name="source">Connections to the archive's server.</param>
/// <param name="schema">Name of the schema.</param>
/// <param name="masters">Master keys.</param>
/// <param name="time">Clock.</param>
public sealed class LaterSealing(NpgsqlDataSource source, string schema, MasterKeys masters, TimeProvider time)
{
    const int PageMax = 500;

    readonly ArchiveRead _read = new(source, schema, masters);
    readonly BodyKeys _keys = new(source, schema, masters);

    readonly string _update =
        $"""
        with done as (
            update "{schema}".raw_delivery r set body = n.body, key_id = n.key_id, subject_key_id = n.subject_key_id
            from unnest($1::uuid[], $2::timestamptz[], $3::bytea[], $4::bigint[], $5::bigint[])
                as n (delivery_id, received_at, body, key_id, subject_key_id)
            where r.delivery_id = n.delivery_id and r.received_at = n.received_at and r.key_id is null and r.body is not null
                and {ArchiveLock.AllInUse(schema, 11)}
            returning r.delivery_id, r.received_at),
        shared as (
            insert into "{schema}".archive_shared (delivery_id, received_at, subject, provider, account)
            select s.delivery_id, s.received_at, s.subject, s.provider, s.account
            from unnest($6::uuid[], $7::timestamptz[], $8::bytea[], $9::text[], $10::text[])
                as s (delivery_id, received_at, subject, provider, account)
            join done using (delivery_id, received_at)
            on conflict do nothing)
        select count(*) from done
        """;

    /// <summary>How many bodies lie unsealed.</summary>
    public async Task<long> CountAsync(CancellationToken ct)
    {
        await using var command = source.CreateCommand(
            $"""select count(*) from "{schema}".raw_delivery where key_id is null and body is not null""");
        return (long)(await command.ExecuteScalarAsync(ct))!;
    }

    /// <summary>Seals what is left.</summary>
    /// <param name="subjectsOf">Tells whom a delivery names, from its opened body.</param>
    /// <param name="progress">Told how many are sealed, after each page.</param>
    /// <param name="ct">Stops behind a page.</param>
    /// <returns>How many were sealed, and those that were left because the body is not what was stored.</returns>
    public async Task<LaterSealed> RunAsync(
        Func<ArchivedDelivery, IReadOnlyList<ArchivedSubject>> subjectsOf, IProgress<long>? progress, CancellationToken ct)
    {
        var (done, damaged, months) = (0L, new List<Guid>(), new SortedSet<DateOnly>());
        var (after, id) = (DateTimeOffset.UnixEpoch, Guid.Empty);
        while (await PageAsync(after, id, ct) is { Count: > 0 } page)
        {
            var sound = page.Where(IsSound).ToList();
            damaged.AddRange(page.Except(sound).Select(delivery => delivery.DeliveryId));
            done += await SealAsync([.. sound.Select(delivery => (delivery, subjectsOf(delivery)))], ct);
            months.UnionWith(sound.Select(MonthOf));
            (after, id) = (page[^1].ReceivedAt, page[^1].DeliveryId);
            progress?.Report(done);
        }

        await VacuumAsync(months, ct);
        return new LaterSealed(done, damaged);
    }

    Task<IReadOnlyList<ArchivedDelivery>> PageAsync(DateTimeOffset after, Guid id, CancellationToken ct) => _read.FindAsync(
        "key_id is null and body is not null and (received_at, delivery_id) > ($1, $2)", [after, id], PageMax, bodies: true, ct,
        inOrder: true);

    async Task<long> SealAsync(List<(ArchivedDelivery Delivery, IReadOnlyList<ArchivedSubject> Subjects)> page, CancellationToken ct)
    {
        await _keys.EnsureAsync(
            page.Select(each => MonthOf(each.Delivery)), page.Where(each => each.Subjects.Count == 1).Select(each => each.Subjects[0]),
            time.GetUtcNow(), ct);
        var rows = page.Select(each => Sealed(each.Delivery, each.Subjects)).ToList();
        var shared = page.Where(each => each.Subjects.Count > 1)
            .SelectMany(each => each.Subjects.Select(subject => (each.Delivery, Subject: subject))).ToList();
        await using var connection = await source.OpenConnectionAsync(ct);
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new NpgsqlBatchCommand($"select pg_advisory_xact_lock_shared({ArchiveLock.Keys(schema)})"), new NpgsqlBatchCommand(_update),
            },
        };
        void Add<T>(NpgsqlDbType type, IEnumerable<T> values) => batch.BatchCommands[1].Parameters.Add(
            new NpgsqlParameter { Value = values.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | type });
        Add(NpgsqlDbType.Uuid, rows.Select(row => row.Delivery.DeliveryId));
        Add(NpgsqlDbType.TimestampTz, rows.Select(row => row.Delivery.ReceivedAt));
        Add(NpgsqlDbType.Bytea, rows.Select(row => row.Body));
        Add(NpgsqlDbType.Bigint, rows.Select(row => row.KeyId));
        Add(NpgsqlDbType.Bigint, rows.Select(row => row.SubjectKeyId));
        Add(NpgsqlDbType.Uuid, shared.Select(each => each.Delivery.DeliveryId));
        Add(NpgsqlDbType.TimestampTz, shared.Select(each => each.Delivery.ReceivedAt));
        Add(NpgsqlDbType.Bytea, shared.Select(each => Convert.FromHexString(each.Subject.Sha256)));
        Add(NpgsqlDbType.Text, shared.Select(each => each.Subject.Provider));
        Add(NpgsqlDbType.Text, shared.Select(each => each.Subject.Account));
        Add(NpgsqlDbType.Bigint, rows.Select(row => row.KeyId).Concat(rows.Select(row => row.SubjectKeyId).OfType<long>()).Distinct());
        await using var reader = await batch.ExecuteReaderAsync(ct);
        await reader.NextResultAsync(ct);
        await reader.ReadAsync(ct);
        var sealedNow = reader.GetInt64(0);
        if (sealedNow < rows.Count)
        {
            _keys.Forget(); // Retired meanwhile, or somebody else was quicker; what is left is met by the next run.
        }

        return sealedNow;
    }

    (ArchivedDelivery Delivery, byte[] Body, long KeyId, long? SubjectKeyId) Sealed(
        ArchivedDelivery delivery, IReadOnlyList<ArchivedSubject> subjects)
    {
        var month = _keys.Of(MonthOf(delivery));
        var subject = subjects is [var only] ? _keys.Of(only) : null;
        var stored = delivery.Packed!.Value.Bytes;
        return (delivery, BodySeal.Seal(month, subject, delivery.DeliveryId, stored), month.Id, subject?.Id);
    }

    /// <summary>What the rows were before lies where they were: the space may be used again once this has been.</summary>
    async Task VacuumAsync(IEnumerable<DateOnly> months, CancellationToken ct)
    {
        foreach (var month in months)
        {
            await using var command = source.CreateCommand($"""vacuum "{schema}"."{ArchivePartitions.NameOf(month)}" """);
            command.CommandTimeout = 0;
            await command.ExecuteNonQueryAsync(ct);
        }
    }

    static bool IsSound(ArchivedDelivery delivery) =>
        delivery.Body is { } body && Convert.ToHexStringLower(SHA256.HashData(body)) == delivery.StoredSha256;

    static DateOnly MonthOf(ArchivedDelivery delivery) => new(delivery.ReceivedAt.Year, delivery.ReceivedAt.Month, 1);
}

/// <summary>What later sealing has done.</summary>
/// <param name="Sealed">Bodies that were sealed.</param>
/// <param name="Damaged">Deliveries whose body has another hash than the one it was stored with: left as they are.</param>
public sealed record LaterSealed(long Sealed, IReadOnlyList<Guid> Damaged);
