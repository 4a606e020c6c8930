using System.Diagnostics;
using Ledger.TestKit;
using Ledger.Worker;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Xunit;

namespace Ledger.Acceptance.Tests.Survival;

/// <summary>
/// A worker is stopped, or its network lost, in the middle of a transaction, or even of a batch. Found by the fault run: the others
/// waited for its locks as long as the server's TCP did.
/// </summary>
public sealed class When_a_worker_falls_silent : IAsyncLifetime
{
    const string Lock = "select pg_advisory_xact_lock(4711)";

    TestDatabase _database = null!;
    FaultyLink _link = null!;
    NpgsqlDataSource _silent = null!;
    NpgsqlDataSource _other = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        var through = new NpgsqlConnectionStringBuilder(_database.ConnectionString) { Host = "127.0.0.1" };
        _link = FaultyLink.To(through.Port).Open();
        through.Port = _link.Port;
        _silent = Databases.Open(through.ConnectionString);
        _other = Databases.Open(_database.ConnectionString);
    }

    public async ValueTask DisposeAsync()
    {
        await _other.DisposeAsync();
        await _silent.DisposeAsync();
        await _link.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task Its_locks_are_free_within_fifteen_seconds()
    {
        await using var held = await _silent.OpenConnectionAsync();
        await using var transaction = await held.BeginTransactionAsync();
        await ExecuteAsync(held);

        _link.Strand();
        var watch = Stopwatch.StartNew();
        await using var waiting = await _other.OpenConnectionAsync();
        await ExecuteAsync(waiting);

        _link.Cut(); // Else the end of the lost connection waits for its timeout.
        Assert.InRange(watch.Elapsed, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(15));
    }

    [Fact]
    public async Task What_it_locked_in_a_batch_that_never_arrived_whole_is_freed_by_another_worker()
    {
        await using var held = await _silent.OpenConnectionAsync();
        await using var batch = new NpgsqlBatch(held)
        {
            BatchCommands =
            {
                new NpgsqlBatchCommand(Lock),
                new NpgsqlBatchCommand("select length($1)")
                {
                    Parameters = { new NpgsqlParameter<string> { TypedValue = new string('x', 1_000_000) } },
                },
            },
        };
        _link.Slow(bytesPerSecond: 20_000);
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var sending = batch.ExecuteNonQueryAsync(stop.Token);
        while (await LocksAsync(_other) == 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), stop.Token);
        }

        _link.Strand();
        using var watchers = new StrandedSessions([_other], TimeProvider.System, NullLogger<StrandedSessions>.Instance)
        {
            SilentFor = TimeSpan.FromSeconds(3),
            Every = TimeSpan.FromSeconds(1),
        };
        await watchers.StartAsync(TestContext.Current.CancellationToken);

        await using var waiting = await _other.OpenConnectionAsync();
        await ExecuteAsync(waiting);

        await watchers.StopAsync(TestContext.Current.CancellationToken);
        Assert.False(sending.IsCompleted, "The batch was to be under way still.");
        _link.Cut();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => sending);
    }

    static async Task<long> LocksAsync(NpgsqlDataSource source)
    {
        await using var command = source.CreateCommand("select count(*) from pg_locks where locktype = 'advisory' and objid = 4711 and granted");
        return (long)(await command.ExecuteScalarAsync())!;
    }

    static async Task ExecuteAsync(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand(Lock, connection);
        await command.ExecuteNonQueryAsync();
    }
}
