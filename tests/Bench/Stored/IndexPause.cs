using Npgsql;

namespace Ledger.Bench.Stored;

/// <summary>Takes keys and indexes off the tables of a schema while they are filled, and puts the same ones back.</summary>
sealed class IndexPause
{
    readonly List<string> _indexes;
    readonly List<string> _foreignKeys;

    IndexPause(List<string> indexes, List<string> foreignKeys) => (_indexes, _foreignKeys) = (indexes, foreignKeys);

    /// <summary>Takes them off.</summary>
    public static async Task<IndexPause> BeginAsync(
        NpgsqlConnection connection, string schema, IReadOnlyCollection<string> tables, CancellationToken ct)
    {
        var among = string.Join(", ", tables.Select(table => $"'{schema}.{table}'::regclass"));
        Task<List<string>> Constraints(string statement, string kinds) => Names.ReadAsync(connection, $"""
            select {statement} from pg_constraint where conrelid in ({among}) and contype in ({kinds}) order by conname
            """, ct);
        Task<List<string>> Indexes(string statement) => Names.ReadAsync(connection, $"""
            select {statement} from pg_index i
            where indrelid in ({among}) and not exists (select from pg_constraint where conindid = i.indexrelid)
            order by indexrelid
            """, ct);
        const string again =
            "format('alter table %s add constraint %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid))";
        const string away = "format('alter table %s drop constraint %I', conrelid::regclass, conname)";
        var pause = new IndexPause(
            [.. await Constraints(again, "'p', 'u'"), .. await Indexes("pg_get_indexdef(indexrelid)")],
            await Constraints(again, "'f'"));
        await ExecuteAsync(connection,
            [
                .. await Constraints(away, "'f'"), .. await Constraints(away, "'p', 'u'"),
                .. await Indexes("format('drop index %s', indexrelid::regclass)"),
            ], ct);
        return pause;
    }

    /// <summary>Puts them back, two at a time.</summary>
    public async Task EndAsync(NpgsqlDataSource source, IProgress<string> progress, CancellationToken ct)
    {
        var each = new ParallelOptions { MaxDegreeOfParallelism = 2, CancellationToken = ct };
        foreach (var group in (List<string>[])[_indexes, _foreignKeys])
        {
            await Parallel.ForEachAsync(group, each, async (statement, stop) =>
            {
                await using var connection = await source.OpenConnectionAsync(stop);
                await ExecuteAsync(connection, ["set maintenance_work_mem = '512MB'", statement, "reset maintenance_work_mem"], stop);
                progress.Report($"  {statement}");
            });
        }
    }

    static async Task ExecuteAsync(NpgsqlConnection connection, IEnumerable<string> statements, CancellationToken ct)
    {
        foreach (var statement in statements)
        {
            await using var command = new NpgsqlCommand(statement, connection) { CommandTimeout = 0 };
            await command.ExecuteNonQueryAsync(ct);
        }
    }
}
