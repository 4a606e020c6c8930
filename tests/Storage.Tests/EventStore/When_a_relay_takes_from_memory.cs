using System.Collections.Concurrent;
using Ledger.EventStore;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Xunit;

namespace Ledger.Storage.Tests.EventStore;

/// <summary>What its own process has committed a relay need not read back; what another one has, it must not pass over.</summary>
public sealed class When_a_relay_takes_from_memory : IAsyncLifetime
{
    /// <summary>A relay that happens to look between a commit and the word of it reads.</summary>
    const int StrayReads = 2;

    SampleCommits _sample = null!;
    NpgsqlDataSource _source = null!;
    readonly ConcurrentQueue<OutboxEvent> _published = new();

    public async ValueTask InitializeAsync()
    {
        _sample = await SampleCommits.CreateAsync();
        _source = NpgsqlDataSource.Create(_sample.Database.ConnectionString);
    }

    public async ValueTask DisposeAsync()
    {
        await _source.DisposeAsync();
        await _sample.DisposeAsync();
    }

    [Fact]
    public async Task It_publishes_what_was_committed_here_without_reading_it()
    {
        var store = new CountedStore(new PostgresEventStore(_source, EventStoreDatabase.Schema, TimeProvider.System));
        await using var running = await RunAsync(store);

        for (var n = 1; n <= 50; n++)
        {
            await CommitAsync(n);
        }

        await UntilAsync(() => _published.Count == 50);
        await UntilAsync(() => running.Relay.Lag == 0);
        Assert.Equal(Enumerable.Range(1, 50).Select(n => (long)n), _published.Select(e => e.Position));
        Assert.Equal(await IdsAsync(), _published.Select(e => e.Id.ToString()));
        Assert.InRange(store.Reads, 0, StrayReads);
    }

    [Fact]
    public async Task What_another_process_writes_in_between_is_read_and_comes_in_its_place()
    {
        var store = new CountedStore(new PostgresEventStore(_source, EventStoreDatabase.Schema, TimeProvider.System));
        await using var running = await RunAsync(store);
        var elsewhere = new PostgresEventStore(_sample.Database.Source, EventStoreDatabase.Schema, TimeProvider.System);

        for (var n = 1; n <= 60; n++)
        {
            await CommitAsync(n);
            if (n % 3 == 0)
            {
                Assert.IsType<AppendOutcome.Appended>(
                    await elsewhere.AppendAsync($"elsewhere-{n}", 0, [SampleEvents.Number(n)], CancellationToken.None));
            }
        }

        await UntilAsync(() => _published.Count == 80);
        Assert.Equal(await IdsAsync(), _published.Select(e => e.Id.ToString()));
        Assert.InRange(store.Reads, 1, 80);
    }

    [Fact]
    public async Task A_failed_publish_is_repeated_from_memory_and_nothing_behind_it_is_passed_over()
    {
        var store = new CountedStore(new PostgresEventStore(_source, EventStoreDatabase.Schema, TimeProvider.System));
        var failuresLeft = 2;
        await using var running = await RunAsync(store, outgoing =>
            outgoing.Position == 7 && Interlocked.Decrement(ref failuresLeft) >= 0 ? throw new IOException("no broker") : Task.CompletedTask);

        await Task.WhenAll(Enumerable.Range(1, 20).Select(CommitAsync));

        await UntilAsync(() => running.Relay.Lag == 0 && failuresLeft < 0);
        Assert.Equal(await IdsAsync(), _published.Select(e => e.Id.ToString()).Distinct().OrderBy(id => _published.First(e => e.Id.ToString() == id).Position));
        Assert.InRange(store.Reads, 0, StrayReads);
    }

    /// <summary>Under load a page begins 25 ms behind the one before at the earliest.</summary>
    [Fact]
    public async Task Pages_keep_a_pace()
    {
        var place = new CountedPlace(new PostgresRelayPlace(_source, EventStoreDatabase.Schema, "journal-topic"));
        await using var running = await RunAsync(
            new PostgresEventStore(_source, EventStoreDatabase.Schema, TimeProvider.System), place: place);
        var began = TimeProvider.System.GetTimestamp();

        for (var n = 1; n <= 60; n++)
        {
            await CommitAsync(n);
        }

        await UntilAsync(() => running.Relay.Lag == 0 && _published.Count == 60);
        var paces = TimeProvider.System.GetElapsedTime(began) / TimeSpan.FromMilliseconds(25);
        Assert.InRange(place.Moves, 2, paces + 2);
    }

    [Fact]
    public void Of_what_is_kept_only_what_follows_without_a_hole_is_given()
    {
        var recent = new RecentCommits();
        recent.Add(Commit(10, 11, 12, 14));
        recent.Add(Commit(14, 15));
        recent.Add(Commit(17, 18, 19));

        Assert.Empty(recent.After(9, 100));
        Assert.Equal([11, 12, 14, 15], Positions(recent.After(10, 100)));
        Assert.Equal([11, 12, 14], Positions(recent.After(10, 3)));
        Assert.Equal([14, 15], Positions(recent.After(12, 100)));
        Assert.Empty(recent.After(15, 100));
        Assert.Equal([18, 19], Positions(recent.After(17, 100)));
        Assert.Empty(recent.After(19, 100));
        Assert.Empty(recent.After(17, 100));
    }

    [Fact]
    public void The_oldest_go_when_there_are_too_many()
    {
        var recent = new RecentCommits();
        for (var n = 0L; n < 3_000; n++)
        {
            recent.Add(Commit(n, n + 1));
        }

        Assert.Empty(recent.After(0, 10));
        Assert.Empty(recent.After(999, 10));
        Assert.Equal([1_001, 1_002], Positions(recent.After(1_000, 2)));
    }

    [Fact]
    public void A_commit_that_is_not_known_leaves_a_hole()
    {
        var recent = new RecentCommits();
        recent.Add(Commit(0, 1));
        recent.Add(new CommittedEvents(2, 2, []));
        recent.Add(Commit(2, 3));

        Assert.Equal([1], Positions(recent.After(0, 10)));
        Assert.Empty(recent.After(1, 10));
    }

    static CommittedEvents Commit(long before, params long[] positions) => new(
        before, positions[^1],
        [.. positions.Select(position => new OutboxEvent(position, Guid.Empty, "t", DateTimeOffset.UnixEpoch, default, null))]);

    static IEnumerable<long> Positions(IEnumerable<OutboxEvent> events) => events.Select(e => e.Position);

    Task CommitAsync(int n) => _sample.CommitAsync(new Sample($"s{n}", $"m{n}", $"f{n}", n));

    Task<string[]> IdsAsync() => _sample.Database.RowsAsync("select id from journal.mt_events order by seq_id");

    async Task<Running> RunAsync(IEventStore store, Func<OutboxEvent, Task>? publish = null, IRelayPlace? place = null)
    {
        var relay = new OutboxRelay(
            store, place ?? new PostgresRelayPlace(_source, EventStoreDatabase.Schema, "journal-topic"),
            async (outgoing, _) =>
            {
                await (publish?.Invoke(outgoing) ?? Task.CompletedTask);
                _published.Enqueue(outgoing);
            },
            TimeProvider.System, NullLogger.Instance);
        _sample.Commits.Committed = relay.Take;
        var running = new Running(relay);
        await UntilAsync(() => relay.Active);
        return running;
    }

    static async Task UntilAsync(Func<bool> happened)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!happened())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromSeconds(30), "It did not happen in 30 s.");
            await Task.Delay(2);
        }
    }

    sealed class Running : IAsyncDisposable
    {
        readonly CancellationTokenSource _stop = new();
        readonly Task _task;

        public Running(OutboxRelay relay) => (Relay, _task) = (relay, relay.RunAsync(_stop.Token));

        public OutboxRelay Relay { get; }

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            await _task.ContinueWith(_ => { }, TaskScheduler.Default);
            _stop.Dispose();
        }
    }

    sealed class CountedStore(IEventStore store) : IEventStore
    {
        public int Reads { get; private set; }

        public Task<AppendOutcome> AppendAsync(string streamId, long expectedVersion, IReadOnlyList<NewEvent> events, CancellationToken ct) =>
            store.AppendAsync(streamId, expectedVersion, events, ct);

        public Task<IReadOnlyList<StoredEvent>> ReadStreamAsync(string streamId, long fromVersion, CancellationToken ct) =>
            store.ReadStreamAsync(streamId, fromVersion, ct);

        public Task<IReadOnlyList<StoredEvent>> ReadAfterAsync(long position, int limit, CancellationToken ct)
        {
            Reads++;
            return store.ReadAfterAsync(position, limit, ct);
        }

        public IAsyncEnumerable<StoredEvent> FollowAsync(long afterPosition, CancellationToken ct) => store.FollowAsync(afterPosition, ct);

        public Task<long> LastPositionAsync(CancellationToken ct) => store.LastPositionAsync(ct);

        public Task<long> LastBeforeAsync(long position, string type, CancellationToken ct) => store.LastBeforeAsync(position, type, ct);
    }

    sealed class CountedPlace(IRelayPlace place) : IRelayPlace
    {
        int _moves;

        public string Name => place.Name;

        public int Moves => _moves;

        public async Task<IRelaySession> OpenAsync(CancellationToken ct) => new Session(this, await place.OpenAsync(ct));

        sealed class Session(CountedPlace counted, IRelaySession session) : IRelaySession
        {
            public Task<bool> TryLockAsync(CancellationToken ct) => session.TryLockAsync(ct);

            public Task UnlockAsync() => session.UnlockAsync();

            public Task<long> ReadAsync(CancellationToken ct) => session.ReadAsync(ct);

            public Task MoveAsync(long from, long to, CancellationToken ct)
            {
                Interlocked.Increment(ref counted._moves);
                return session.MoveAsync(from, to, ct);
            }

            public ValueTask DisposeAsync() => session.DisposeAsync();
        }
    }
}
