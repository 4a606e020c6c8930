using Ledger.EventStore;
using Xunit;

namespace Ledger.Storage.Tests.EventStore;

public sealed class GroupCommits
{
    [Fact]
    public async Task A_message_leaves_event_stream_inbox_entry_and_read_model_in_one_commit()
    {
        await using var sample = await SampleCommits.CreateAsync();
        var told = new List<CommittedEvents>();
        sample.Commits.Committed = told.Add;

        Assert.Equal(new Told(InboxVerdict.New, Total: 5), await sample.CommitAsync(new Sample("s", "m1", "f1", 5)));
        Assert.Equal(new Told(InboxVerdict.New, Total: 7), await sample.CommitAsync(new Sample("s", "m2", "f2", 2)));

        Assert.Equal([(0, 1, 1), (1, 2, 1)], told.Select(commit => (commit.Before, commit.Last, commit.Events.Count)));
        Assert.Equal([1, 2], told.SelectMany(commit => commit.Events).Select(e => e.Position));
        Assert.Equal(["s | 7"], await sample.Database.RowsAsync("select stream_id, total from journal.tally"));
        Assert.Equal(["s | 2"], await sample.Database.RowsAsync("select id, version from journal.mt_streams"));
        Assert.Equal(
            ["1 | s | 1 | {\"A\": \"x\", \"Number\": 5}", "2 | s | 2 | {\"A\": \"x\", \"Number\": 2}"],
            await sample.Database.RowsAsync("select seq_id, stream_id, version, data from journal.mt_events order by seq_id"));
        Assert.Equal(
            ["sample | m1 | s | posted | -", "sample | m2 | s | posted | -"],
            await sample.Database.RowsAsync("select source, source_event_id, stream_id, disposition, reason from journal.inbox order by recorded_at"));
        Assert.Equal(["2 | 2"], await sample.Database.RowsAsync("select position, events from journal.chain_head"));
    }

    /// <summary>R-ID-03, R-ID-05, R-ID-14: every repeat is recognised, named and logged, in one batch as in several.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Repeats_are_recognised_alike_in_one_batch_and_in_several(bool together)
    {
        await using var sample = await SampleCommits.CreateAsync();
        Sample[] messages =
        [
            new("s", "m1", "f1", 5),
            new("s", "m1", "f1", 5), // the same message again
            new("s", "m2", "f1", 5), // another message, same fact
            new("s", "m1", "f1", 6), // key reused with other content
            new("s", "m1", "f1", 6), // … redelivered
            new("s", "m1", "f1", 7), // … with again other content
            new("s", "m3", "f1", 8), // fact contradicted
            new("s", "m3", "f1", 8), // … redelivered
            new("s", "m1", "other", 5), // same message and content under another fact
        ];
        Told[] expected =
        [
            new(InboxVerdict.New, Total: 5),
            new(InboxVerdict.SameMessage, "posted", Total: 5),
            new(InboxVerdict.SameFact, "posted", Total: 5),
            new(InboxVerdict.KeyReused, "posted", false, 5),
            new(InboxVerdict.KeyReused, "posted", true, 5),
            new(InboxVerdict.KeyReused, "posted", false, 5),
            new(InboxVerdict.FactContradicted, "posted", false, 5),
            new(InboxVerdict.FactContradicted, "posted", true, 5),
            new(InboxVerdict.SameMessage, "posted", Total: 5),
        ];

        var told = new List<Told>();
        foreach (var group in together ? [messages] : messages.Select(message => new[] { message }))
        {
            told.AddRange(await Task.WhenAll(await sample.CommitTogetherAsync(group)));
        }

        Assert.Equal(expected, told);
        if (together)
        {
            Assert.Equal([1, messages.Length], sample.Logic.BatchSizes);
        }

        Assert.Equal(1, await sample.Database.CountAsync("journal.inbox where stream_id = 's'"));
        Assert.Equal(
            ["FACT_CONTRADICTED | 2", "KEY_REUSED | 3", "SAME_FACT | 1", "SAME_MESSAGE | 2"],
            await sample.Database.RowsAsync(
                "select kind, count(*) from journal.inbox_repeat where source_event_id <> 'first' group by kind order by kind"));
        Assert.Equal(
            ["exception_raised | 3", "sample_happened | 1"],
            await sample.Database.RowsAsync(
                "select type, count(*) from journal.mt_events where stream_id = 's' group by type order by type"));
    }

    [Fact]
    public async Task A_decision_that_throws_fails_its_message_alone_and_leaves_no_trace()
    {
        await using var sample = await SampleCommits.CreateAsync();

        var tasks = await sample.CommitTogetherAsync(
            new("s", "m1", "f1", 1), new("s", "m2", "f2", 10, "throw"), new("s", "m3", "f3", 100));

        Assert.Equal(1, (await tasks[0]).Total);
        await Assert.ThrowsAsync<FormatException>(() => tasks[1]);
        Assert.Equal(101, (await tasks[2]).Total);
        Assert.Equal(0, await sample.Database.CountAsync("journal.inbox where source_event_id = 'm2'"));
        Assert.Equal(new Told(InboxVerdict.New, Total: 111), await sample.CommitAsync(new("s", "m2", "f2", 10)));
    }

    [Theory]
    [InlineData("nul")] // PostgreSQL refuses U+0000 in jsonb
    [InlineData("stray")] // an event for a stream that was not loaded
    public async Task What_makes_the_whole_batch_fail_is_found_and_fails_alone(string does)
    {
        await using var sample = await SampleCommits.CreateAsync();

        var tasks = await sample.CommitTogetherAsync(
            new("s", "m1", "f1", 1), new("s", "m2", "f2", 10, does), new("s", "m3", "f3", 100), new("s", "m1", "f1", 1));

        await Assert.ThrowsAnyAsync<Exception>(() => tasks[1]);
        Assert.Equal(101, (await tasks[2]).Total);
        Assert.Equal(InboxVerdict.SameMessage, (await tasks[3]).Verdict);
        Assert.Equal(["s | 101"], await sample.Database.RowsAsync("select stream_id, total from journal.tally where stream_id = 's'"));
        Assert.Equal(["1", "2"], await sample.Database.RowsAsync("select version from journal.mt_events where stream_id = 's' order by seq_id"));
    }

    [Fact]
    public async Task A_settlement_changes_the_earlier_entry_in_the_tables_and_in_the_same_batch()
    {
        await using var sample = await SampleCommits.CreateAsync();
        await sample.CommitAsync(new("s", "m1", "f1"));

        var tasks = await sample.CommitTogetherAsync(
            new("s", "m2", "f2"), new("s", "m3", "f3", Settles: "f1"), new("s", "m4", "f4", Settles: "f2"), new("s", "m2", "f2"),
            new("s", "m1", "f1"));

        Assert.Equal("settled", (await tasks[3]).Prior);
        Assert.Equal("settled", (await tasks[4]).Prior);
        Assert.Equal(
            ["m1 | settled | by m3 | -", "m2 | settled | by m4 | -"],
            await sample.Database.RowsAsync(
                "select source_event_id, disposition, reason, outcome_id from journal.inbox where disposition = 'settled' order by 1"));
    }

    [Fact]
    public async Task A_message_without_claim_is_decided_and_leaves_no_inbox_entry()
    {
        await using var sample = await SampleCommits.CreateAsync();

        Assert.Equal(new Told(InboxVerdict.New, Total: 3), await sample.CommitAsync(new("s", null, "", 3)));
        Assert.Equal(new Told(InboxVerdict.New, Total: 6), await sample.CommitAsync(new("s", null, "", 3)));
        Assert.Equal(0, await sample.Database.CountAsync("journal.inbox"));
    }

    [Fact]
    public async Task A_message_for_an_archived_stream_fails_alone()
    {
        await using var sample = await SampleCommits.CreateAsync();
        await sample.CommitAsync(new("old", "m1", "f1"));
        await sample.Database.ExecuteAsync("select journal.mt_archive_stream('old')");

        var tasks = await sample.CommitTogetherAsync(new("old", "m2", "f2"), new("s", "m3", "f3"), new("old", "m1", "f1"));

        await Assert.ThrowsAsync<InvalidOperationException>(() => tasks[0]);
        Assert.Equal(InboxVerdict.New, (await tasks[1]).Verdict);
        Assert.Equal(InboxVerdict.SameMessage, (await tasks[2]).Verdict);
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(2, false)]
    public async Task When_another_program_moves_the_stream_it_is_decided_anew_once_then_named_a_conflict(int moves, bool committed)
    {
        await using var sample = await SampleCommits.CreateAsync();
        await sample.CommitAsync(new("s", "m1", "f1", 5));
        sample.Logic.Loading = () => moves-- > 0
            ? sample.Database.ExecuteAsync(
                "select journal.mt_quick_append_events('s', null, '*DEFAULT*', array[gen_random_uuid()], array['x'], array['X, X'], array['{}']::jsonb[], array['a'], array['b'], array['null']::jsonb[])")
            : Task.CompletedTask;

        var commit = sample.CommitAsync(new("s", "m2", "f2", 2));

        if (committed)
        {
            Assert.Equal(7, (await commit).Total);
            Assert.Equal(["s | 3"], await sample.Database.RowsAsync("select id, version from journal.mt_streams"));
        }
        else
        {
            await Assert.ThrowsAsync<StreamConflictException>(() => commit);
            Assert.Equal(7, (await sample.CommitAsync(new("s", "m2", "f2", 2))).Total);
            Assert.Equal(["s | 4"], await sample.Database.RowsAsync("select id, version from journal.mt_streams"));
        }
    }

    [Fact]
    public async Task The_inbox_remembers_across_months_and_makes_its_own_partitions()
    {
        await using var sample = await SampleCommits.CreateAsync();
        var time = new FakeTime(new DateTimeOffset(2026, 11, 30, 23, 59, 59, 999, TimeSpan.Zero));
        var commits = sample.Open(sample.Database.Source, new SampleLogic(), time);
        await commits.CommitAsync(new("s", "m1", "f1"), CancellationToken.None);

        time.Now = new DateTimeOffset(2026, 12, 1, 0, 0, 0, TimeSpan.Zero);
        Assert.Equal(InboxVerdict.SameMessage, (await commits.CommitAsync(new("s", "m1", "f1"), CancellationToken.None)).Verdict);
        Assert.Equal(InboxVerdict.SameFact, (await commits.CommitAsync(new("s", "m2", "f1"), CancellationToken.None)).Verdict);
        Assert.Equal(InboxVerdict.New, (await commits.CommitAsync(new("s", "m3", "f3"), CancellationToken.None)).Verdict);
        time.Now = new DateTimeOffset(2027, 6, 15, 0, 0, 0, TimeSpan.Zero);
        Assert.Equal(InboxVerdict.New, (await commits.CommitAsync(new("s", "m4", "f4"), CancellationToken.None)).Verdict);
        Assert.Equal(InboxVerdict.FactContradicted, (await commits.CommitAsync(new("s", "m5", "f1", 9), CancellationToken.None)).Verdict);

        Assert.Equal(
            ["m1 | journal.inbox_2026_11", "m3 | journal.inbox_2026_12", "m4 | journal.inbox_2027_06"],
            await sample.Database.RowsAsync("select source_event_id, tableoid::regclass::text from journal.inbox order by 1"));
        Assert.Equal(
            ["inbox_2026_11", "inbox_2026_12", "inbox_2027_01", "inbox_2027_06", "inbox_2027_07"],
            await sample.Database.RowsAsync("select inhrelid::regclass::name from pg_inherits where inhparent = 'journal.inbox'::regclass order by 1")
                is var names ? names.Select(name => name.Replace("journal.", "")) : []);
    }
}
