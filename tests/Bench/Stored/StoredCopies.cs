using Npgsql;

namespace Ledger.Bench.Stored;

/// <summary>Multiplies what the posting engine wrote into a schema.</summary>
sealed class StoredCopies(NpgsqlDataSource source, string schema, IProgress<string> progress)
{
    /// <summary>Brings the schema to <paramref name="copies"/> times what it holds.</summary>
    public async Task AddAsync(int copies, CancellationToken ct)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        var chain = await ChainTemplate.ReadAsync(connection, schema, ct);
        var growing = await GrowingAsync(connection, chain, ct);
        if (copies > 1)
        {
            var pause = await IndexPause.BeginAsync(connection, schema, [.. growing.Select(table => table.Name)], ct);
            var each = new ParallelOptions { MaxDegreeOfParallelism = 2, CancellationToken = ct };
            await Parallel.ForEachAsync(growing, each, async (table, stop) =>
            {
                await using var own = await source.OpenConnectionAsync(stop);
                await table.AddCopiesAsync(own, schema, copies, chain, new Told(table.Name, copies, progress), stop);
            });
            await ScaleAsync(connection, copies, ct);
            await pause.EndAsync(source, progress, ct);
            await MoveHeadAsync(connection, (long)copies * chain.Length, chain.Last.ToArray(), ct);
        }

        await ExecuteAsync(connection, "vacuum (analyze)", ct);
        await ExecuteAsync(connection, "checkpoint", ct);
    }

    // Tables of one row a payment, event or line; the events first, because they take longest.
    async Task<List<TemplateTable>> GrowingAsync(NpgsqlConnection connection, ChainTemplate chain, CancellationToken ct)
    {
        var names = await Names.ReadAsync(connection, $"""
            select relname from pg_class where relnamespace = '{schema}'::regnamespace and relkind = 'r'
            order by relname <> '{ChainTemplate.Events}', relname
            """, ct);
        var tables = new List<TemplateTable>();
        foreach (var name in names)
        {
            tables.Add(await TemplateTable.ReadAsync(connection, schema, name, chain, ct));
        }

        return tables.FindAll(table => table.Grows);
    }

    // Tables of sums.
    async Task ScaleAsync(NpgsqlConnection connection, int copies, CancellationToken ct)
    {
        var names = await Names.ReadAsync(connection, $"""
            select relname from pg_class c where relnamespace = '{schema}'::regnamespace and relkind = 'r'
            and 2 = (select count(*) from pg_attribute where attrelid = c.oid and attname in ('debits', 'credits'))
            """, ct);
        foreach (var name in names)
        {
            await ExecuteAsync(
                connection, $"update {schema}.{name} set debits = debits * {copies}, credits = credits * {copies}", ct);
        }
    }

    async Task MoveHeadAsync(NpgsqlConnection connection, long events, byte[] hash, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            $"update {schema}.chain_head set position = $1, events = $1, hash = $2", connection)
        {
            Parameters = { new() { Value = events }, new() { Value = hash } },
        };
        await command.ExecuteNonQueryAsync(ct);
        await ExecuteAsync(connection, $"select setval('{schema}.mt_events_sequence', {events})", ct);
    }

    static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>Ten lines a table at most.</summary>
    sealed class Told(string table, int copies, IProgress<string> progress) : IProgress<int>
    {
        int _tenths;

        public void Report(int value)
        {
            if (value * 10 / copies > _tenths && copies >= 10)
            {
                _tenths = value * 10 / copies;
                progress.Report($"  {table}: {_tenths * 10} %");
            }
        }
    }
}
