using Ledger.EventStore;
using Xunit;

namespace Ledger.Storage.Tests.EventStore;

/// <summary>A full batch is written while the next one, which waits behind it, is decided on a second connection.</summary>
public sealed class When_a_batch_is_decided_ahead
{
    const int Full = 100; // As the sample's limit says.

    [Fact]
    public async Task It_knows_what_the_batch_before_it_adds_settles_and_leaves()
    {
        await using var sample = await SampleCommits.CreateAsync();
        Sample[] ahead = [.. Posts(Full), .. Posts(Full - 3, from: Full), Post(7), new("s", "again", "f8"), Settling(9)];

        var told = await Task.WhenAll(await sample.CommitTogetherAsync(ahead));

        Assert.Equal([1, Full, Full], sample.Logic.BatchSizes);
        Assert.Equal(2, sample.Logic.Connections.Distinct().Count());
        Assert.Equal(3, sample.Logic.Connections.Count);
        Assert.Equal(InboxVerdict.SameMessage, told[^3].Verdict);
        Assert.Equal(InboxVerdict.SameFact, told[^2].Verdict);
        Assert.Equal((Full * 2) - 2, told[^1].Total);
        await StandsAsync(sample, effects: (Full * 2) - 2);
        Assert.Equal(
            ["settled | by settling"],
            await sample.Database.RowsAsync("select disposition, reason from journal.inbox where source_event_id = 'm9'"));
    }

    [Fact]
    public async Task It_is_decided_anew_when_somebody_else_has_written_in_between()
    {
        await using var sample = await SampleCommits.CreateAsync();
        var theirs = Task.FromResult(new Told(InboxVerdict.New));
        var loads = 0;
        var others = new SampleLogic();
        var other = sample.Open(sample.Database.Source, others);
        sample.Logic.Looking = async () =>
        {
            // The third load is the look ahead: they come behind the batch that is being written and before the next.
            if (++loads == 3)
            {
                theirs = other.CommitAsync(Post(Full + 5), CancellationToken.None);
                await theirs;
            }
        };

        var told = await Task.WhenAll(await sample.CommitTogetherAsync([.. Posts(Full * 2)]));

        Assert.Equal(InboxVerdict.New, (await theirs).Verdict);
        Assert.Equal(InboxVerdict.SameMessage, told[Full + 5].Verdict);
        Assert.Equal(4, sample.Logic.Connections.Count);
        await StandsAsync(sample, effects: Full * 2);
    }

    [Fact]
    public async Task A_look_that_fails_costs_nothing_but_time()
    {
        await using var sample = await SampleCommits.CreateAsync();
        var loads = 0;
        sample.Logic.Looking = () => ++loads == 3 ? throw new TimeoutException("the look takes too long") : Task.CompletedTask;

        await Task.WhenAll(await sample.CommitTogetherAsync([.. Posts(Full * 2)]));

        Assert.Equal(4, sample.Logic.Connections.Count);
        await StandsAsync(sample, effects: Full * 2);
    }

    [Fact]
    public async Task Every_commit_is_counted_one_of_repeats_too()
    {
        await using var sample = await SampleCommits.CreateAsync();
        await sample.CommitAsync(Post(1));
        await sample.CommitAsync(Post(1));

        Assert.Equal(["1 | 2"], await sample.Database.RowsAsync("select events, commits from journal.chain_head"));
    }

    static async Task StandsAsync(SampleCommits sample, int effects)
    {
        Assert.Equal(
            [$"s | {effects}"], await sample.Database.RowsAsync("select stream_id, total from journal.tally where stream_id = 's'"));
        Assert.Equal(
            [$"{effects} | {effects} | {effects}"],
            await sample.Database.RowsAsync(
                """
                select count(*), count(distinct version), max(version) from journal.mt_events where stream_id = 's'
                """));
        Assert.Equal(effects, await sample.Database.CountAsync("journal.inbox where stream_id = 's'"));
        var chain = await HashChain.VerifyAsync(sample.Database.Source, EventStoreDatabase.Schema, CancellationToken.None);
        Assert.True(chain.Whole, chain.ToString());
    }

    static Sample Post(int n) => new("s", $"m{n}", $"f{n}");

    static IEnumerable<Sample> Posts(int count, int from = 0) => Enumerable.Range(from, count).Select(Post);

    static Sample Settling(int n) => new("s", "settling", "settling", Settles: $"f{n}");
}
