using System.Collections.Concurrent;
using Ledger.EventStore;
using Ledger.TestKit;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Xunit;

namespace Ledger.Storage.Tests.EventStore;

public sealed class OutboxRelays
{
    [Fact]
    public async Task Every_event_is_published_once_in_order_while_writers_go_on()
    {
        await using var database = await EventStoreDatabase.CreateAsync();
        var store = Open(database);
        var published = new ConcurrentQueue<OutboxEvent>();
        await using var running = Run(database, published);

        await Task.WhenAll(Enumerable.Range(0, 3).Select(writer => AppendAsync(store, $"w{writer}", 0, 400)));
        await UntilAsync(() => published.Count >= 1_200);
        await Task.Delay(200);

        Assert.Equal(await database.RowsAsync("select id from journal.mt_events order by seq_id"), published.Select(e => e.Id.ToString()));
        await UntilAsync(() => running.Relay.Lag == 0);
        Assert.Equal(["journal-topic | 1200"], await database.RowsAsync("select name, position from journal.relay_position"));
    }

    [Fact]
    public async Task A_publish_that_fails_is_repeated_with_the_same_id_and_nothing_behind_it_is_passed_over()
    {
        await using var database = await EventStoreDatabase.CreateAsync();
        await AppendAsync(Open(database), "s", 0, 100);
        var published = new ConcurrentQueue<OutboxEvent>();
        var failuresLeft = 3;
        await using var running = Run(database, published, stored =>
            stored.Position == 42 && Interlocked.Decrement(ref failuresLeft) >= 0 ? throw new IOException("no broker") : Task.CompletedTask);

        await UntilAsync(() => PositionAsync(database), 100);

        var ids = await database.RowsAsync("select id from journal.mt_events order by seq_id");
        Assert.Equal(ids, published.Select(e => e.Id.ToString()).Distinct().OrderBy(id => Array.IndexOf(ids, id)));
        Assert.Equal(Enumerable.Range(1, 41).Select(n => (long)n), published.Take(41).Select(e => e.Position));
        Assert.True(failuresLeft < 0);
        Assert.All(published.GroupBy(e => e.Position), group => Assert.Single(group.Select(e => e.Id).Distinct()));
        Assert.All(published.Where(e => e.Position < 42).GroupBy(e => e.Position), group => Assert.Single(group));
    }

    [Fact]
    public async Task While_the_first_publish_fails_the_position_stays_and_the_lag_shows()
    {
        await using var database = await EventStoreDatabase.CreateAsync();
        await AppendAsync(Open(database), "s", 0, 7);
        await using var running = Run(database, [], _ => throw new IOException("no broker"));

        await UntilAsync(() => running.Relay.Lag == 7);
        await Task.Delay(300);

        Assert.Equal(0, await PositionAsync(database));
        Assert.Equal(7, running.Relay.Lag);
    }

    [Fact]
    public async Task A_relay_goes_on_from_its_stored_position()
    {
        await using var database = await EventStoreDatabase.CreateAsync();
        var store = Open(database);
        await AppendAsync(store, "s", 0, 10);
        var first = new ConcurrentQueue<OutboxEvent>();
        await using (Run(database, first))
        {
            await UntilAsync(() => PositionAsync(database), 10);
        }

        await AppendAsync(store, "s", 10, 5);
        var second = new ConcurrentQueue<OutboxEvent>();
        await using var running = Run(database, second);
        await UntilAsync(() => PositionAsync(database), 15);

        Assert.Equal(10, first.Count);
        Assert.Equal([11, 12, 13, 14, 15], second.Select(e => e.Position));
    }

    [Fact]
    public async Task Of_two_relays_one_is_active_and_the_other_takes_over_when_its_session_ends()
    {
        await using var database = await EventStoreDatabase.CreateAsync();
        var store = Open(database);
        var published = new ConcurrentQueue<OutboxEvent>();
        await using var one = Run(database, published);
        await using var two = Run(database, published);

        for (var n = 0; n < 20; n++)
        {
            await AppendAsync(store, "s", n * 10, 10);
        }

        await UntilAsync(() => PositionAsync(database), 200);
        Assert.Equal(Enumerable.Range(1, 200).Select(n => (long)n), published.Select(e => e.Position));
        Assert.True(one.Relay.Active ^ two.Relay.Active);

        var active = one.Relay.Active ? one : two;
        var standBy = one.Relay.Active ? two : one;
        await active.DisposeAsync();
        await AppendAsync(store, "s", 200, 10);
        await UntilAsync(() => PositionAsync(database), 210);

        Assert.True(standBy.Relay.Active);
        Assert.Equal(210, published.Count);
    }

    /// <summary>Found by the fault run: the lock of a session that nobody spoke on any more was kept as long as TCP lasts.</summary>
    [Fact]
    public async Task A_relay_whose_network_went_silent_is_replaced_within_half_a_minute()
    {
        await using var database = await EventStoreDatabase.CreateAsync();
        var published = new ConcurrentQueue<OutboxEvent>();
        var direct = new NpgsqlConnectionStringBuilder(database.ConnectionString);
        await using var link = FaultyLink.To(direct.Port).Open();
        var through = new NpgsqlConnectionStringBuilder(database.ConnectionString) { Host = "127.0.0.1", Port = link.Port };
        await using var silent = Run(database, published, through: through.ConnectionString);
        await UntilAsync(() => silent.Relay.Active);
        await using var standBy = Run(database, published);

        link.Strand();
        var began = TimeProvider.System.GetTimestamp();
        await AppendAsync(Open(database), "s", 0, 10);
        await UntilAsync(() => PositionAsync(database), 10, seconds: 60);

        Assert.True(standBy.Relay.Active);
        Assert.InRange(TimeProvider.System.GetElapsedTime(began).TotalSeconds, 0, 30); // The server ends an idle session after 15 s.
    }

    [Fact]
    public async Task Terminated_sessions_cost_repeats_at_most()
    {
        await using var database = await EventStoreDatabase.CreateAsync();
        var store = Open(database);
        var published = new ConcurrentQueue<OutboxEvent>();
        await using var one = Run(database, published, _ => Task.Delay(1));
        await using var two = Run(database, published, _ => Task.Delay(1));
        await using var killer = NpgsqlDataSource.Create(TestServers.Postgres);
        var name = new NpgsqlConnectionStringBuilder(database.ConnectionString).Database;
        await AppendAsync(store, "s", 0, 2_000);

        for (var n = 0; n < 8; n++)
        {
            await Task.Delay(150);
            await using var command = killer.CreateCommand($"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{name}'");
            await command.ExecuteNonQueryAsync();
        }

        database.Source.Clear();
        await UntilAsync(() => PositionAsync(database), 2_000);
        Assert.Equal(Enumerable.Range(1, 2_000).Select(n => (long)n), published.Select(e => e.Position).Distinct().Order());
        Assert.Equal(2_000, published.Select(e => e.Id).Distinct().Count());
    }

    /// <summary>Its poll never comes: only its pace, which is shorter, rings.</summary>
    [Fact]
    public async Task A_relay_that_is_told_publishes_at_once()
    {
        await using var database = await EventStoreDatabase.CreateAsync();
        var published = new ConcurrentQueue<OutboxEvent>();
        var time = new HandTimers(ringsUpTo: TimeSpan.FromMilliseconds(40));
        await using var running = Run(database, published, time: time);
        await UntilAsync(() => running.Relay.Active);
        for (var n = 0; n < 15; n++)
        {
            await AppendAsync(Open(database), "s", n, 1);
            running.Relay.Wake();
            await UntilAsync(() => published.Count == n + 1);
        }
    }

    static PostgresEventStore Open(EventStoreDatabase database) => new(database.Source, EventStoreDatabase.Schema, TimeProvider.System);

    static RunningRelay Run(
        EventStoreDatabase database, ConcurrentQueue<OutboxEvent> published, Func<OutboxEvent, Task>? publish = null,
        string? through = null, TimeProvider? time = null)
    {
        var source = NpgsqlDataSource.Create(through ?? database.ConnectionString);
        var store = new PostgresEventStore(source, EventStoreDatabase.Schema, TimeProvider.System);
        return new RunningRelay(source, new OutboxRelay(
            store, new PostgresRelayPlace(source, EventStoreDatabase.Schema, "journal-topic"),
            async (stored, _) =>
            {
                await (publish?.Invoke(stored) ?? Task.CompletedTask);
                published.Enqueue(stored);
            },
            time ?? TimeProvider.System, NullLogger.Instance));
    }

    static async Task AppendAsync(PostgresEventStore store, string stream, long version, int count) =>
        Assert.IsType<AppendOutcome.Appended>(await store.AppendAsync(
            stream, version, [.. Enumerable.Range(0, count).Select(SampleEvents.Number)], CancellationToken.None));

    static async Task<long> PositionAsync(EventStoreDatabase database)
    {
        var rows = await database.RowsAsync("select position from journal.relay_position");
        return rows.Length == 0 ? 0 : long.Parse(rows[0]);
    }

    static Task UntilAsync(Func<bool> happened) => UntilAsync(() => Task.FromResult(happened() ? 1L : 0L), 1);

    static async Task UntilAsync(Func<Task<long>> value, long expected, int seconds = 30)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (await value() != expected)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromSeconds(seconds), $"It did not happen in {seconds} s.");
            await Task.Delay(2);
        }
    }

    sealed class RunningRelay : IAsyncDisposable
    {
        readonly NpgsqlDataSource _source;
        readonly CancellationTokenSource _stop = new();
        readonly Task _running;

        public RunningRelay(NpgsqlDataSource source, OutboxRelay relay)
        {
            (_source, Relay) = (source, relay);
            _running = Task.Run(() => relay.RunAsync(_stop.Token));
        }

        public OutboxRelay Relay { get; }

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _running);
            await _source.DisposeAsync();
        }
    }
}
