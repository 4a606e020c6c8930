using Ledger.EventStore;
using Npgsql;
using Xunit;

namespace Ledger.Storage.Tests.EventStore;

public sealed class PostgresEventStores
{
    [Fact]
    public async Task What_was_appended_is_read_back_field_by_field()
    {
        await using var database = await EventStoreDatabase.CreateAsync();
        var store = Open(database);
        var first = SampleEvents.Of("""{"B":12.50,"A":"x"}""");
        var second = SampleEvents.Of("{}") with { CorrelationId = null, CausationId = null };

        var outcome = await store.AppendAsync("payment/1", 0, [first, second], CancellationToken.None);

        Assert.Equal(new AppendOutcome.Appended(2, 2), outcome);
        var stored = await store.ReadStreamAsync("payment/1", 1, CancellationToken.None);
        Assert.Equal(
            new StoredEvent(
                1, first.Id, "payment/1", 1, "sample_happened", """{"A": "x", "B": 12.50}""", SampleEvents.Noon, "delivery-1",
                "cause-1", stored[0].Hash),
            stored[0]);
        Assert.Equal((2, 2, "{}", null, null), (stored[1].Position, stored[1].Version, stored[1].Data, stored[1].CorrelationId, stored[1].CausationId));
        Assert.All(stored, e => Assert.Matches("^[0-9a-f]{64}$", e.Hash));
        Assert.Equal(stored.Skip(1), await store.ReadStreamAsync("payment/1", 2, CancellationToken.None));
        Assert.Equal(stored.Skip(1), await store.ReadAfterAsync(1, 10, CancellationToken.None));
        Assert.Equal(2, await store.LastPositionAsync(CancellationToken.None));
        Assert.Equal(
            ["payment/1 | 2 | *DEFAULT* | False"],
            await database.RowsAsync("select id, version, tenant_id, is_archived from journal.mt_streams"));
        Assert.Equal(
            ["Sample.Domain.SampleHappened, Sample.App | *DEFAULT* | False"],
            await database.RowsAsync("select distinct mt_dotnet_type, tenant_id, is_archived from journal.mt_events"));
    }

    [Fact]
    public async Task An_empty_store_has_position_zero_and_no_streams()
    {
        await using var database = await EventStoreDatabase.CreateAsync();
        var store = Open(database);

        Assert.Equal(0, await store.LastPositionAsync(CancellationToken.None));
        Assert.Empty(await store.ReadStreamAsync("none", 1, CancellationToken.None));
        Assert.Empty(await store.ReadAfterAsync(0, 10_000, CancellationToken.None));
    }

    [Fact]
    public async Task A_wrong_expected_version_is_named_and_writes_nothing()
    {
        await using var database = await EventStoreDatabase.CreateAsync();
        var store = Open(database);
        await store.AppendAsync("a", 0, [SampleEvents.Number(1)], CancellationToken.None);

        Assert.Equal(
            new AppendOutcome.WrongExpectedVersion(0, 1),
            await store.AppendAsync("a", 0, [SampleEvents.Number(2)], CancellationToken.None));
        Assert.Equal(
            new AppendOutcome.WrongExpectedVersion(5, 0),
            await store.AppendAsync("b", 5, [SampleEvents.Number(2)], CancellationToken.None));
        Assert.Equal(new AppendOutcome.Appended(2, 2), await store.AppendAsync("a", 1, [SampleEvents.Number(2)], CancellationToken.None));
    }

    [Fact]
    public async Task Nothing_is_appended_to_an_archived_stream()
    {
        await using var database = await EventStoreDatabase.CreateAsync();
        var store = Open(database);
        await store.AppendAsync("a", 0, [SampleEvents.Number(1)], CancellationToken.None);
        await database.ExecuteAsync("select journal.mt_archive_stream('a')");

        await Assert.ThrowsAsync<InvalidOperationException>(
            () => store.AppendAsync("a", 1, [SampleEvents.Number(2)], CancellationToken.None));
        Assert.Single(await store.ReadStreamAsync("a", 1, CancellationToken.None));
    }

    [Theory]
    [InlineData(2, 100)]
    [InlineData(8, 100)]
    public async Task Of_writers_racing_for_one_version_exactly_one_wins_and_nothing_is_lost(int writers, int rounds)
    {
        await using var database = await EventStoreDatabase.CreateAsync();
        var store = Open(database);
        var kept = new List<Guid>();
        for (var round = 0; round < rounds; round++)
        {
            var start = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var version = round;
            var attempts = Enumerable.Range(0, writers).Select(async _ =>
            {
                var added = SampleEvents.Number(version);
                await start.Task;
                return (added.Id, Outcome: await store.AppendAsync("hot", version, [added], CancellationToken.None));
            }).ToList();
            start.SetResult();
            var results = await Task.WhenAll(attempts);

            kept.Add(Assert.Single(results, r => r.Outcome is AppendOutcome.Appended(var v, _) && v == version + 1).Id);
            Assert.Equal(
                writers - 1,
                results.Count(r => r.Outcome == new AppendOutcome.WrongExpectedVersion(version, version + 1)));
        }

        var stored = await store.ReadStreamAsync("hot", 1, CancellationToken.None);
        Assert.Equal(kept, stored.Select(e => e.Id));
        Assert.Equal(Enumerable.Range(1, rounds).Select(n => (long)n), stored.Select(e => e.Version));
    }

    /// <summary>As a Marten application would: rows in, stream moved, no lock of ours.</summary>
    [Fact]
    public async Task A_writer_without_our_lock_that_was_first_makes_a_named_conflict()
    {
        await using var database = await EventStoreDatabase.CreateAsync();
        var store = Open(database);
        await store.AppendAsync("a", 0, [SampleEvents.Number(1)], CancellationToken.None);
        await using var foreign = await database.Source.OpenConnectionAsync();
        await using var transaction = await foreign.BeginTransactionAsync();
        await using var command = new NpgsqlCommand(
            """
            update journal.mt_streams set version = 2 where id = 'a' and version = 1;
            insert into journal.mt_events (seq_id, id, stream_id, version, data, type, mt_dotnet_type)
            values (nextval('journal.mt_events_sequence'), gen_random_uuid(), 'a', 2, '{}', 'foreign', 'F, F');
            insert into journal.mt_streams (id, version) values ('b', 1);
            """,
            foreign);
        await command.ExecuteNonQueryAsync();

        var moved = store.AppendAsync("a", 1, [SampleEvents.Number(2)], CancellationToken.None);
        await Task.Delay(200);
        await transaction.CommitAsync();

        Assert.Equal(new AppendOutcome.WrongExpectedVersion(1, 2), await moved);
        Assert.Equal(["1 | sample_happened", "2 | foreign"], await database.RowsAsync("select version, type from journal.mt_events order by seq_id"));
    }

    [Fact]
    public async Task A_follower_beside_four_writers_misses_nothing_and_sees_positions_rise()
    {
        const int PerWriter = 250;
        await using var database = await EventStoreDatabase.CreateAsync();
        var store = Open(database);
        using var stop = new CancellationTokenSource(TimeSpan.FromMinutes(5));

        var writers = Enumerable.Range(0, 4).Select(writer => Task.Run(async () =>
        {
            // A store of its own: nobody wakes the follower, as between processes.
            var own = Open(database);
            for (var n = 0; n < PerWriter; n++)
            {
                await own.AppendAsync($"w{writer}/{n % 7}", n / 7, [SampleEvents.Number(n)], CancellationToken.None);
            }
        })).ToList();
        var seen = new List<StoredEvent>();
        await foreach (var stored in store.FollowAsync(0, stop.Token))
        {
            seen.Add(stored);
            if (seen.Count == 4 * PerWriter)
            {
                break;
            }
        }

        await Task.WhenAll(writers);
        Assert.Equal(seen.Select(e => e.Position).Order(), seen.Select(e => e.Position));
        Assert.Equal(4 * PerWriter, seen.Select(e => e.Id).Distinct().Count());
        Assert.Equal(4 * PerWriter, await database.CountAsync("journal.mt_events"));
    }

    [Fact]
    public async Task A_follower_that_is_told_looks_at_once()
    {
        await using var database = await EventStoreDatabase.CreateAsync();
        var store = Open(database, new HandTimers()); // It never polls.
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await using var follower = store.FollowAsync(0, stop.Token).GetAsyncEnumerator(stop.Token);
        for (var n = 0; n < 10; n++)
        {
            var next = follower.MoveNextAsync();
            await Task.Delay(10 * n);
            await store.AppendAsync("a", n, [SampleEvents.Number(n)], CancellationToken.None);
            Assert.True(await next);
        }
    }

    [Fact]
    public async Task A_follower_that_is_not_told_looks_again_within_a_tenth_of_a_second()
    {
        await using var database = await EventStoreDatabase.CreateAsync();
        var time = new HandTimers(ringsUpTo: TimeSpan.FromMilliseconds(100));
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await using var follower = Open(database, time).FollowAsync(0, stop.Token).GetAsyncEnumerator(stop.Token);
        var other = Open(database);
        for (var n = 0; n < 10; n++)
        {
            var next = follower.MoveNextAsync();
            await Task.Delay(10 * n);
            await other.AppendAsync("a", n, [SampleEvents.Number(n)], CancellationToken.None);
            Assert.True(await next);
        }

        Assert.NotEmpty(time.Asked);
    }

    static PostgresEventStore Open(EventStoreDatabase database, TimeProvider? time = null) =>
        new(database.Source, EventStoreDatabase.Schema, time ?? TimeProvider.System);
}
