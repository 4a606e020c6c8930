using System.Diagnostics;
using Npgsql;
using NpgsqlTypes;

namespace Ledger.Bench.References;

/// <summary>
/// pgledger (github.com/pgr0ss/pgledger), a ledger of SQL functions, loaded from the caller's own copy: transfers between
/// ten hot accounts, one call each or a batch per call.
/// </summary>
public sealed class Pgledger
{
    const int Accounts = 10;
    readonly NpgsqlDataSource _source;
    readonly List<string> _accounts = [];

    Pgledger(NpgsqlDataSource source) => _source = source;

    /// <summary>Loads its SQL into an empty database and opens ten accounts.</summary>
    /// <param name="source">The database.</param>
    /// <param name="path">A checkout, or its <c>pgledger.sql</c>; what lies in <c>vendor</c> beside it is loaded first.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="BenchRefusedException">There is no such file, or the server refuses what is in it.</exception>
    public static async Task<Pgledger> LoadAsync(NpgsqlDataSource source, string path, CancellationToken ct)
    {
        var file = Directory.Exists(path) ? Path.Combine(path, "pgledger.sql") : path;
        if (!File.Exists(file))
        {
            throw new BenchRefusedException($"PGLEDGER_MISSING: there is no {file}. Give --pgledger a checkout of pgledger.");
        }

        var vendor = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(file))!, "vendor");
        IEnumerable<string> files = Directory.Exists(vendor)
            ? Directory.EnumerateFiles(vendor, "*.sql", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            : [];
        var ledger = new Pgledger(source);
        try
        {
            foreach (var script in files.Append(file))
            {
                await ledger.ExecuteAsync(await File.ReadAllTextAsync(script, ct), ct);
            }
        }
        catch (PostgresException refused)
        {
            throw new BenchRefusedException($"PGLEDGER_REFUSED: {file} does not load: {refused.MessageText}.");
        }

        for (var n = 0; n < Accounts; n++)
        {
            await using var open = source.CreateCommand($"select id from pgledger_create_account('bench {n}', 'EUR')");
            ledger._accounts.Add((string)(await open.ExecuteScalarAsync(ct))!);
        }

        return ledger;
    }

    /// <summary>Makes transfers, each by a call of its own; transfers per second.</summary>
    public Task<double> SinglesAsync(int transfers, int clients, CancellationToken ct)
    {
        var random = new Random(1);
        return RunAsync(
            "select id from pgledger_create_transfer($1, $2, $3)",
            [.. Enumerable.Range(0, transfers).Select(_ => Pick(random))], transfers, clients, ct);
    }

    /// <summary>Makes transfers, so many per call; transfers per second.</summary>
    public Task<double> BatchesAsync(int transfers, int batch, int clients, CancellationToken ct)
    {
        var random = new Random(1);
        var calls = Enumerable.Range(0, transfers).Select(_ => Pick(random)).Chunk(batch)
            .Select(chunk => (string[])[$"{{{string.Join(',', chunk.Select(t => $"\"({string.Join(',', t)})\""))}}}"]);
        return RunAsync(
            "select count(*) from pgledger_create_transfers($1::transfer_request[], null::timestamptz)",
            [.. calls], transfers, clients, ct);
    }

    string[] Pick(Random random)
    {
        var from = random.Next(Accounts);
        var to = (from + 1 + random.Next(Accounts - 1)) % Accounts;
        return [_accounts[from], _accounts[to], $"{random.Next(1, 10_000)}"];
    }

    async Task<double> RunAsync(string sql, string[][] calls, int transfers, int clients, CancellationToken ct)
    {
        await ExecuteAsync("truncate pgledger_entries, pgledger_transfers", ct); // Every measurement begins alike.
        var connections = new List<NpgsqlConnection>();
        for (var n = 0; n < clients; n++)
        {
            connections.Add(await _source.OpenConnectionAsync(ct));
        }

        var next = -1;
        var clock = Stopwatch.StartNew();
        await Task.WhenAll(connections.Select(async connection =>
        {
            await using var command = Prepare(connection, sql, calls[0].Length);
            for (var n = Interlocked.Increment(ref next); n < calls.Length; n = Interlocked.Increment(ref next))
            {
                for (var p = 0; p < calls[n].Length; p++)
                {
                    command.Parameters[p].Value = calls[n][p];
                }

                await command.ExecuteScalarAsync(ct);
            }
        }));
        var seconds = clock.Elapsed.TotalSeconds;
        foreach (var connection in connections)
        {
            await connection.DisposeAsync();
        }

        await RequireAsync(transfers, ct);
        return transfers / seconds;
    }

    // The server infers the types, which differ between versions of pgledger.
    static NpgsqlCommand Prepare(NpgsqlConnection connection, string sql, int parameters)
    {
        var command = new NpgsqlCommand(sql, connection);
        for (var n = 0; n < parameters; n++)
        {
            command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Unknown });
        }

        return command;
    }

    async Task RequireAsync(long transfers, CancellationToken ct)
    {
        await using var count = _source.CreateCommand("select count(*) from pgledger_transfers");
        var made = (long)(await count.ExecuteScalarAsync(ct))!;
        if (made != transfers)
        {
            throw new InvalidOperationException($"pgledger made {made:N0} transfers instead of {transfers:N0}.");
        }
    }

    async Task ExecuteAsync(string sql, CancellationToken ct)
    {
        await using var command = _source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(ct);
    }
}
