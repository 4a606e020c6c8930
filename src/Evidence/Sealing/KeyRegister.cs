using Npgsql;

namespace Ledger.Evidence.Sealing;

/// <summary>What keys the archive has; never the keys themselves.</summary>
/// <param name="source">Connections to the archive's server.</param>
/// <param name="schema">Name of the schema.</param>
public sealed class KeyRegister(NpgsqlDataSource source, string schema)
{
    /// <summary>The master keys that are needed, by name.</summary>
    public async Task<IReadOnlyList<WrappingMaster>> MastersAsync(CancellationToken ct)
    {
        await using var command = source.CreateCommand(
            $"""
            select master_id, count(*) from "{schema}".archive_key where destroyed_at is null group by master_id order by master_id
            """);
        var found = new List<WrappingMaster>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            found.Add(new WrappingMaster(reader.GetString(0), reader.GetInt64(1)));
        }

        return found;
    }

    /// <summary>How many keys there are of each kind, and how they stand.</summary>
    public async Task<KeyCounts> CountAsync(CancellationToken ct)
    {
        await using var command = source.CreateCommand(
            $"""
            select count(*) filter (where kind = 'month' and destroyed_at is null and retired_at is null),
                   count(*) filter (where kind = 'month' and destroyed_at is null and retired_at is not null),
                   count(*) filter (where kind = 'month' and destroyed_at is not null),
                   count(*) filter (where kind = 'subject' and destroyed_at is null),
                   count(*) filter (where kind = 'subject' and destroyed_at is not null),
                   (select count(*) from "{schema}".raw_delivery where key_id is null and body is not null)
            from "{schema}".archive_key
            """);
        await using var reader = await command.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        return new KeyCounts(
            reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3), reader.GetInt64(4), reader.GetInt64(5));
    }
}

/// <summary>A master key in use.</summary>
/// <param name="MasterId">Its name.</param>
/// <param name="Keys">How many keys it wraps.</param>
public sealed record WrappingMaster(string MasterId, long Keys);

/// <summary>Keys by kind and standing.</summary>
/// <param name="LiveMonths">Of months, in use.</param>
/// <param name="RetiredMonths">Of months, for reading alone since a rotation.</param>
/// <param name="DestroyedMonths">Of months, destroyed.</param>
/// <param name="LiveSubjects">Of subjects, in use.</param>
/// <param name="DestroyedSubjects">Of subjects, destroyed.</param>
/// <param name="UnsealedBodies">Bodies that lie unsealed, from before there were keys.</param>
public sealed record KeyCounts(
    long LiveMonths, long RetiredMonths, long DestroyedMonths, long LiveSubjects, long DestroyedSubjects, long UnsealedBodies);
