using System.Diagnostics;
using Ledger.TestKit;
using Ledger.Worker;
using Npgsql;
using Xunit;

namespace Ledger.Acceptance.Tests.Survival;

/// <summary>
/// A worker is stopped, or its network lost, in the middle of a transaction. Found by the fault run: the others waited
/// for its locks as long as the server's TCP did.
/// </summary>
public sealed class When_a_worker_falls_silent
{
    const string Lock = "select pg_advisory_xact_lock(4711)";

    [Fact]
    public async Task Its_locks_are_free_within_fifteen_seconds()
    {
        await using var database = await TestDatabase.CreateAsync();
        var direct = new NpgsqlConnectionStringBuilder(database.ConnectionString);
        await using var link = FaultyLink.To(direct.Port).Open();
        var through = new NpgsqlConnectionStringBuilder(database.ConnectionString) { Host = "127.0.0.1", Port = link.Port };
        await using var silent = Databases.Open(through.ConnectionString);
        await using var other = Databases.Open(database.ConnectionString);
        await using var held = await silent.OpenConnectionAsync();
        await using var transaction = await held.BeginTransactionAsync();
        await ExecuteAsync(held);

        link.Strand();
        var watch = Stopwatch.StartNew();
        await using var waiting = await other.OpenConnectionAsync();
        await ExecuteAsync(waiting);

        link.Cut(); // Else the end of the lost connection waits for its timeout.
        Assert.InRange(watch.Elapsed, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(15));
    }

    static async Task ExecuteAsync(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand(Lock, connection);
        await command.ExecuteNonQueryAsync();
    }
}
