using Ledger.EventStore;
using Ledger.TestKit;
using Npgsql;
using Xunit;

namespace Ledger.Storage.Tests.EventStore;

/// <summary>Processes that take turns in one database stay within one rate together, each key by itself.</summary>
public sealed class When_processes_take_turns : IAsyncLifetime
{
    const string Schema = "turns";

    static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    readonly List<NpgsqlDataSource> _sources = [];
    TestDatabase? _database;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        await SchemaMigrations.ApplyAsync(Process(), Schema, PostgresTurns.Scripts, CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var source in _sources)
        {
            await source.DisposeAsync();
        }

        await _database!.DisposeAsync();
    }

    [Fact]
    public async Task Two_processes_together_are_no_faster_than_the_rate_behind_one_seconds_worth_at_once()
    {
        PostgresTurns[] processes = [Turns(), Turns()];
        var start = TimeProvider.System.GetTimestamp();

        var came = await Task.WhenAll(Enumerable.Range(0, 30).Select(async n =>
        {
            await processes[n % 2].WaitAsync("acct_1", 10, Ct);
            return TimeProvider.System.GetElapsedTime(start).TotalSeconds;
        }));

        Array.Sort(came);
        for (var n = 0; n < came.Length; n++)
        {
            Assert.InRange(came[n], ((n - 9) / 10.0) - 0.02, 8);
        }
    }

    [Fact]
    public async Task Who_has_paused_for_long_has_no_more_than_one_seconds_worth()
    {
        var turns = Turns();
        await turns.WaitAsync("acct_1", 10, Ct);
        await DoAsync("update turns.turn set spoken_for = spoken_for - interval '1 hour'");
        var start = TimeProvider.System.GetTimestamp();

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => turns.WaitAsync("acct_1", 10, Ct)));

        Assert.InRange(TimeProvider.System.GetElapsedTime(start).TotalSeconds, 0.98, 6);
    }

    [Fact]
    public async Task One_key_does_not_wait_for_another()
    {
        var turns = Turns();
        var slow = Task.WhenAll(Enumerable.Range(0, 8).Select(_ => turns.WaitAsync("acct_1", 1, Ct)));

        await turns.WaitAsync("acct_2", 1, Ct);

        Assert.False(slow.IsCompleted);
    }

    /// <summary>A process that dies with many in hand must not keep the others for minutes.</summary>
    [Fact]
    public async Task Nobody_takes_a_turn_further_ahead_than_half_a_minute()
    {
        var turns = Turns();
        await turns.WaitAsync("acct_1", 1, Ct);
        await DoAsync("update turns.turn set spoken_for = now() + interval '35 s'");
        var before = await SpokenForAsync();
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(500));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => turns.WaitAsync("acct_1", 1, stop.Token));

        Assert.Equal(before, await SpokenForAsync());
    }

    [Fact]
    public async Task A_clock_of_the_server_that_is_put_back_stops_nobody()
    {
        var turns = Turns();
        await turns.WaitAsync("acct_1", 1, Ct);
        await DoAsync("update turns.turn set spoken_for = now() + interval '1 hour'");

        await turns.WaitAsync("acct_1", 1, Ct).WaitAsync(TimeSpan.FromSeconds(20), Ct);

        Assert.True(await SpokenForAsync() < TimeProvider.System.GetUtcNow() + TimeSpan.FromMinutes(1));
    }

    PostgresTurns Turns() => new(Process(), Schema, TimeProvider.System);

    /// <summary>Connections as a process of its own has them.</summary>
    NpgsqlDataSource Process()
    {
        var source = NpgsqlDataSource.Create(_database!.ConnectionString);
        _sources.Add(source);
        return source;
    }

    async Task<DateTimeOffset> SpokenForAsync()
    {
        await using var command = _sources[0].CreateCommand("select spoken_for from turns.turn");
        return new DateTimeOffset((DateTime)(await command.ExecuteScalarAsync(Ct))!, TimeSpan.Zero);
    }

    async Task DoAsync(string sql)
    {
        await using var command = _sources[0].CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Ct);
    }
}
