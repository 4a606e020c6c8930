using Ledger.EventStore;
using Ledger.TestKit;
using Npgsql;
using Xunit;
using SampleCommit = Ledger.EventStore.GroupCommit<
    Ledger.Storage.Tests.EventStore.Sample, Ledger.Storage.Tests.EventStore.Told,
    System.Collections.Generic.Dictionary<string, long>, System.Collections.Generic.Dictionary<string, long>>;

namespace Ledger.Storage.Tests.EventStore;

public sealed class When_the_database_fails_during_commits
{
    [Fact]
    public async Task Terminated_sessions_lose_and_double_nothing()
    {
        await using var sample = await SampleCommits.CreateAsync();
        var seed = Random.Shared.Next();
        var messages = Messages(new Random(seed), 3_000);

        var work = SubmitAllAsync([sample.Commits], messages);
        await TerminateUntilAsync(work, sample.Database.ConnectionString);
        await work;

        await AssertExactAsync(sample.Database, messages, seed);
    }

    [Fact]
    public async Task Two_processes_with_the_same_messages_and_terminated_sessions_have_each_effect_once()
    {
        await using var sample = await SampleCommits.CreateAsync();
        var seed = Random.Shared.Next();
        var messages = Messages(new Random(seed), 2_000);
        await using var otherSource = NpgsqlDataSource.Create(sample.Database.ConnectionString);
        await using var other = sample.Open(otherSource, new SampleLogic());

        var work = SubmitAllAsync([sample.Commits, other], [.. messages, .. messages]);
        await TerminateUntilAsync(work, sample.Database.ConnectionString);
        await work;

        await AssertExactAsync(sample.Database, messages, seed);
    }

    [Fact]
    public async Task When_the_answer_to_a_commit_is_lost_what_was_decided_stands_and_is_told()
    {
        await using var sample = await SampleCommits.CreateAsync();
        await using var proxy = SwitchableProxy.Before(sample.Database.ConnectionString);
        await using var source = NpgsqlDataSource.Create(proxy.ConnectionString);
        await using var commits = sample.Open(source, new SampleLogic());
        await commits.CommitAsync(new("s", "m1", "f1", 5), CancellationToken.None);

        proxy.LoseNextCommitAnswer = true;
        var told = await commits.CommitAsync(new("s", "m2", "f2", 2), CancellationToken.None);

        Assert.False(proxy.LoseNextCommitAnswer);
        Assert.Equal(new Told(InboxVerdict.New, Total: 7), told);
        Assert.Equal(["s | 7"], await sample.Database.RowsAsync("select stream_id, total from journal.tally"));
        Assert.Equal(2, await sample.Database.CountAsync("journal.mt_events"));
        Assert.Equal(0, await sample.Database.CountAsync("journal.inbox_repeat"));
        Assert.Equal(InboxVerdict.SameMessage, (await commits.CommitAsync(new("s", "m2", "f2", 2), CancellationToken.None)).Verdict);
    }

    /// <summary>As above, but the process that saw the commit is gone: the next delivery meets the inbox.</summary>
    [Fact]
    public async Task When_the_process_dies_after_its_commit_the_redelivery_is_a_logged_no_op()
    {
        await using var sample = await SampleCommits.CreateAsync();
        await sample.CommitAsync(new("s", "m1", "f1", 5));
        await using var restarted = sample.Open(sample.Database.Source, new SampleLogic());

        Assert.Equal(InboxVerdict.SameMessage, (await restarted.CommitAsync(new("s", "m1", "f1", 5), CancellationToken.None)).Verdict);
        Assert.Equal(["SAME_MESSAGE"], await sample.Database.RowsAsync("select kind from journal.inbox_repeat"));
    }

    [Fact]
    public async Task An_outage_is_sat_out_and_everything_is_committed_afterwards()
    {
        await using var sample = await SampleCommits.CreateAsync();
        await using var proxy = SwitchableProxy.Before(sample.Database.ConnectionString);
        await using var source = NpgsqlDataSource.Create(proxy.ConnectionString);
        await using var commits = sample.Open(source, new SampleLogic());
        var seed = Random.Shared.Next();
        var messages = Messages(new Random(seed), 1_000);

        var work = SubmitAllAsync([commits], messages);
        for (var n = 0; n < 3; n++)
        {
            await Task.Delay(100);
            proxy.SwitchOff();
            await Task.Delay(700);
            proxy.SwitchOn();
        }

        await work.WaitAsync(TimeSpan.FromSeconds(60));
        await AssertExactAsync(sample.Database, messages, seed);
    }

    /// <summary>One in ten is a repeat of an earlier one.</summary>
    static List<Sample> Messages(Random random, int count)
    {
        var messages = new List<Sample>();
        for (var n = 0; n < count; n++)
        {
            messages.Add(n > 0 && random.Next(10) == 0
                ? messages[random.Next(n)]
                : new Sample($"s{random.Next(50)}", $"m{n}", $"f{n}", random.Next(1, 1_000)));
        }

        return messages;
    }

    static async Task SubmitAllAsync(SampleCommit[] commits, List<Sample> messages)
    {
        using var gate = new SemaphoreSlim(150);
        await Task.WhenAll(messages.Select(async (message, n) =>
        {
            await gate.WaitAsync();
            try
            {
                await commits[n % commits.Length].CommitAsync(message, CancellationToken.None);
                await Task.Delay(5);
            }
            finally
            {
                gate.Release();
            }
        }));
    }

    static async Task TerminateUntilAsync(Task work, string connectionString)
    {
        await using var killer = NpgsqlDataSource.Create(TestServers.Postgres);
        var name = new NpgsqlConnectionStringBuilder(connectionString).Database;
        while (!work.IsCompleted)
        {
            await Task.Delay(Random.Shared.Next(60));
            await using var command = killer.CreateCommand(
                $"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{name}'");
            await command.ExecuteNonQueryAsync();
        }
    }

    static async Task AssertExactAsync(EventStoreDatabase database, List<Sample> messages, int seed)
    {
        database.Source.Clear(); // Of sessions that were terminated while they lay in the pool.
        var facts = messages.Distinct().ToList();
        Assert.Equal(facts.Count, await database.CountAsync("journal.mt_events"));
        Assert.Equal(facts.Count, await database.CountAsync("journal.inbox"));
        Assert.Equal(
            facts.GroupBy(fact => fact.Stream).OrderBy(group => group.Key, StringComparer.Ordinal)
                .Select(group => $"{group.Key} | {group.Sum(fact => fact.Amount)} | {group.Count()}"),
            await database.RowsAsync(
                """
                select t.stream_id, t.total, s.version from journal.tally t join journal.mt_streams s on s.id = t.stream_id
                order by t.stream_id collate "C"
                """));
        Assert.Empty(await database.RowsAsync(
            """
            select stream_id from journal.mt_events group by stream_id
            having max(version) <> count(*) or array_agg(version order by seq_id) <> array_agg(version order by version)
            """));
        var verdict = await HashChain.VerifyAsync(database.Source, EventStoreDatabase.Schema, CancellationToken.None);
        Assert.True(verdict.Whole, $"seed {seed}: {verdict.Break}");
    }
}
