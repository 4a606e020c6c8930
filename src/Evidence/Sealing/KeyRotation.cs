using Npgsql;
using NpgsqlTypes;

namespace Ledger.Evidence.Sealing;

/// <summary>
/// New keys for what comes from now on, and all keys under the newest master key. Bodies stay as they are: what was sealed under a month's
/// old key is read with it.
/// </summary>
/// <param name="source">Connections to the archive's server.</param>
/// <param name="schema">Name of the schema.</param>
/// <param name="masters">Master keys, the newest first.</param>
/// <param name="time">Clock.</param>
public sealed class KeyRotation(NpgsqlDataSource source, string schema, MasterKeys masters, TimeProvider time)
{
    const int PageMax = 1_000;

    readonly string _page =
        $"""
        select key_id, month, subject, master_id, wrapped from "{schema}".archive_key
        where destroyed_at is null and master_id <> $1 and key_id > $2 order by key_id limit {PageMax}
        """;

    // Not of a key that was destroyed, or wrapped by another rotation, since it was read.
    readonly string _update =
        $"""
        update "{schema}".archive_key k set master_id = $4, wrapped = n.wrapped
        from unnest($1, $2, $3) as n (key_id, master_id, wrapped)
        where k.key_id = n.key_id and k.master_id = n.master_id and k.destroyed_at is null
        """;

    /// <summary>
    /// Retires the keys of months, so that each writer makes a new one, and wraps every key by the newest master key, a page a commit:
    /// stopped, it is run again.
    /// </summary>
    /// <param name="by">Who rotates.</param>
    /// <param name="reason">Why; may be null.</param>
    /// <param name="progress">Told how many keys are wrapped anew, after each page.</param>
    /// <param name="ct">Stops behind a page.</param>
    /// <returns>How many keys of months were retired, and how many keys were wrapped anew.</returns>
    /// <exception cref="MasterKeyMissingException">A key is wrapped by a master key that is not at hand.</exception>
    public async Task<(int Retired, long Rewrapped)> RunAsync(
        string by, string? reason, IProgress<long>? progress, CancellationToken ct)
    {
        var retired = await RetireAsync(by, reason, ct);
        var (done, last, newest) = (0L, 0L, masters.Current);
        while (await PageAsync(newest, last, ct) is { Count: > 0 } page)
        {
            await using var command = source.CreateCommand(_update);
            command.Parameters.Add(new NpgsqlParameter { Value = page.Select(key => key.Id).ToArray() });
            command.Parameters.Add(new NpgsqlParameter { Value = page.Select(key => key.MasterId).ToArray() });
            command.Parameters.Add(new NpgsqlParameter
            {
                Value = page.Select(key => KeyWrap.Wrap(newest, key.Purpose, key.Key)).ToArray(),
                NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea,
            });
            command.Parameters.Add(new NpgsqlParameter { Value = newest.Id });
            done += await command.ExecuteNonQueryAsync(ct);
            last = page[^1].Id;
            progress?.Report(done);
        }

        return (retired, done);
    }

    async Task<int> RetireAsync(string by, string? reason, CancellationToken ct)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await ArchiveLock.TakeAsync(connection, schema, ct);
        await using var command = new NpgsqlCommand(
            $"""
            with act as (
                insert into "{schema}".archive_act (kind, done_by, done_at, reason) values ('rotation', $1, $2, $3))
            update "{schema}".archive_key set retired_at = $2
            where kind = 'month' and retired_at is null and destroyed_at is null
            """,
            connection, transaction);
        command.Parameters.Add(new NpgsqlParameter { Value = by });
        command.Parameters.Add(new NpgsqlParameter { Value = time.GetUtcNow() });
        command.Parameters.Add(new NpgsqlParameter { Value = (object?)reason ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        var retired = await command.ExecuteNonQueryAsync(ct);
        await transaction.CommitAsync(ct);
        return retired;
    }

    async Task<List<Rewrapped>> PageAsync(MasterKey newest, long last, CancellationToken ct)
    {
        await using var command = source.CreateCommand(_page);
        command.Parameters.Add(new NpgsqlParameter { Value = newest.Id });
        command.Parameters.Add(new NpgsqlParameter { Value = last });
        var page = new List<Rewrapped>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            var purpose = reader.IsDBNull(1)
                ? KeyWrap.PurposeOf(reader.GetFieldValue<byte[]>(2))
                : KeyWrap.PurposeOf(reader.GetFieldValue<DateOnly>(1));
            var master = reader.GetString(3);
            page.Add(new Rewrapped(
                reader.GetInt64(0), master, purpose, KeyWrap.Unwrap(masters, master, purpose, reader.GetFieldValue<byte[]>(4))));
        }

        return page;
    }

    sealed record Rewrapped(long Id, string MasterId, string Purpose, byte[] Key);
}
