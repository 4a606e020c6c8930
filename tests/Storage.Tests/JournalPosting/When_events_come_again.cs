using Ledger.Accounting;
using Ledger.JournalPosting;
using Ledger.JournalPosting.Storage;
using Ledger.PaymentEvents;
using Xunit;
using static Ledger.Fast.Tests.JournalPosting.PaymentSample;

namespace Ledger.Storage.Tests.JournalPosting;

public sealed class When_events_come_again : IAsyncLifetime
{
    JournalDatabase _journal = null!;

    public async ValueTask InitializeAsync() => _journal = await JournalDatabase.CreateAsync();

    public ValueTask DisposeAsync() => _journal.DisposeAsync();

    // R-ID-05
    [Fact]
    public async Task The_same_request_three_times_makes_one_entry_and_its_key_with_another_amount_is_refused()
    {
        var capture = Event(EventClass.CaptureSucceeded, Eur(1000));
        var outcomes = new List<PostingOutcome>();
        for (var n = 0; n < 3; n++)
        {
            outcomes.Add(await _journal.PostAsync(capture));
        }

        Assert.Equal(["posted", "noop", "noop"], outcomes.Select(o => o.Disposition));
        Assert.Equal(PostingReason.DuplicateMessage, outcomes[1].Reason);
        Assert.Single(outcomes.Select(o => o.OutcomeId).Distinct());
        Assert.Equal(1, await _journal.EntriesAsync());

        var reused = capture with { Amounts = new PaymentAmounts(Gross: Eur(9999)) };
        Assert.Equal(("exception", PostingReason.KeyReused), Told(await _journal.PostAsync(reused)));
        Assert.Equal(("noop", PostingReason.KeyReused), Told(await _journal.PostAsync(reused)));
        Assert.Equal(1, await _journal.EntriesAsync());
        Assert.Equal(1, await _journal.CountAsync("journal.mt_events where type = 'exception_raised'"));
        Assert.Equal(["1100 | EUR | -1000", "1150 | EUR | 1000"], await _journal.BalancesAsync());
    }

    [Fact]
    public async Task Another_message_about_a_known_fact_does_nothing_unless_it_contradicts()
    {
        var capture = Event(EventClass.CaptureSucceeded, Eur(1000), message: "evt_1");
        await _journal.PostAsync(capture);
        var same = capture with { MessageKey = DeterministicId.Of("evt_2") };
        Assert.Equal(("noop", PostingReason.DuplicateFact), Told(await _journal.PostAsync(same)));
        var thin = same with
        {
            MessageKey = DeterministicId.Of("evt_3"),
            Amounts = new(),
            Completeness = Completeness.NeedsRead,
        };
        Assert.Equal(("noop", PostingReason.DuplicateFact), Told(await _journal.PostAsync(thin)));
        var other = capture with
        {
            MessageKey = DeterministicId.Of("evt_4"),
            Amounts = new PaymentAmounts(Gross: Eur(1001)),
        };
        Assert.Equal(("exception", PostingReason.FactContradicted), Told(await _journal.PostAsync(other)));
        Assert.Equal(("noop", PostingReason.FactContradicted), Told(await _journal.PostAsync(other)));
        Assert.Equal(1, await _journal.EntriesAsync());
    }

    // R-ID-07, R-ID-09
    [Fact]
    public async Task A_batch_replayed_gives_noops_only_and_changes_nothing()
    {
        var day = TradingDay.Of(payments: 40);
        await TradingDay.SubmitAsync(_journal.Writer, day);
        var before = await SnapshotAsync();
        Assert.Equal(await _journal.BalancesAsync(), await _journal.BalancesOfLinesAsync());
        var again = await TradingDay.SubmitAsync(_journal.Writer, day);
        Assert.All(again, outcome => Assert.Equal(("noop", PostingReason.DuplicateMessage), Told(outcome)));
        Assert.Equal(before, await SnapshotAsync());
        Assert.Equal(day.Count, await _journal.CountAsync("journal.inbox_repeat where kind = 'SAME_MESSAGE'"));
    }

    // R-ID-36
    [Fact]
    public async Task Eight_submitters_with_shuffled_duplicates_on_two_writers_give_the_balances_of_one()
    {
        var day = TradingDay.Of(payments: 60);
        await using var alone = await JournalDatabase.CreateAsync();
        await TradingDay.SubmitAsync(alone.Writer, day);

        await using var second = _journal.OpenWriter();
        var submitters = Enumerable.Range(0, 8).Select(async n =>
        {
            var shuffled = day.Concat(day.Where((_, index) => index % 5 == n % 5)).ToArray();
            new Random(n).Shuffle(shuffled);
            return await TradingDay.SubmitAsync(n % 2 == 0 ? _journal.Writer : second, shuffled);
        });
        var outcomes = (await Task.WhenAll(submitters)).SelectMany(o => o).ToList();

        Assert.DoesNotContain(outcomes, outcome => outcome.Disposition == Disposition.Exception);
        Assert.Equal(await alone.BalancesAsync(), await _journal.BalancesAsync());
        Assert.Equal(await _journal.BalancesAsync(), await _journal.BalancesOfLinesAsync());
        Assert.Equal(0, await _journal.CountAsync("journal.held_event"));
        Assert.Equal(0, await _journal.CountAsync("journal.inbox where disposition = 'held'"));
        Assert.Equal(day.Count, await _journal.CountAsync("journal.inbox"));
        Assert.Equal(0, (await _journal.RebuildAsync(apply: false)).RowsDiffering);
    }

    [Fact]
    public async Task A_read_brings_the_facts_of_an_event_that_was_held_for_them()
    {
        var thin = Event(EventClass.CaptureSucceeded, null, message: "thin") with
        {
            Completeness = Completeness.NeedsRead,
        };
        Assert.Equal(("held", PostingReason.NeedsRead), Told(await _journal.PostAsync(thin)));
        var full = Event(EventClass.CaptureSucceeded, Eur(700), message: "full");
        Assert.Equal(("posted", null), Told(await _journal.PostAsync(full)));
        Assert.Equal(["posted"], await _journal.RowsAsync("select disposition from journal.inbox"));
        Assert.Equal(0, await _journal.CountAsync("journal.held_event"));
        Assert.Equal(("noop", PostingReason.DuplicateMessage), Told(await _journal.PostAsync(thin)));
    }

    [Fact]
    public async Task An_event_that_the_chart_refused_is_posted_once_when_it_comes_again_after_the_chart_is_mended()
    {
        var chart = new ChartOfAccounts("own", JournalDatabase.Rules.Chart.Accounts.Select(account =>
            account.Code == "1150" ? account with { CurrencyRule = "USD" } : account));
        await using var strict = _journal.OpenWriter(JournalDatabase.Rules with { Chart = chart });
        var capture = Event(EventClass.CaptureSucceeded, Eur(700), message: "evt_1");
        var refused = await strict.PostAsync(capture, CancellationToken.None);
        Assert.Equal(("exception", PostingReason.CurrencyNotAllowed), Told(refused));
        var still = await strict.PostAsync(capture, CancellationToken.None);
        Assert.Equal(("noop", PostingReason.DuplicateMessage), Told(still));

        // Both in one batch, and the second under another message id.
        var same = capture with { MessageKey = DeterministicId.Of("evt_2") };
        var outcomes = await TradingDay.SubmitAsync(_journal.Writer, [capture, same, capture]);
        Assert.Equal(1, outcomes.Count(outcome => outcome.Disposition == Disposition.Posted));
        Assert.Equal(["posted"], await _journal.RowsAsync("select disposition from journal.inbox"));
        Assert.Equal(1, await _journal.CountAsync("journal.inbox where reason is null"));
        Assert.Equal(["1100 | EUR | -700", "1150 | EUR | 700"], await _journal.BalancesAsync());
        Assert.Equal(0, (await _journal.RebuildAsync(apply: false)).RowsDiffering);
    }

    [Fact]
    public async Task An_event_of_a_newer_schema_or_with_text_that_cannot_be_stored_is_not_as_documented()
    {
        var e = Event(EventClass.CaptureSucceeded, Eur(700));
        await Assert.ThrowsAsync<FormatException>(() => _journal.PostAsync(e with { SchemaVersion = 2 }));
        await Assert.ThrowsAsync<FormatException>(() => _journal.PostAsync(e with { OrderRef = "a\0b" }));
        Assert.Equal(0, await _journal.CountAsync("journal.inbox"));
    }

    async Task<string[]> SnapshotAsync() =>
    [
        .. await _journal.BalancesAsync(),
        .. await _journal.RowsAsync("select type, count(*) from journal.mt_events group by type order by type"),
        .. await _journal.RowsAsync("select stream_id, status, version from journal.payment_state order by 1"),
    ];

    static (string, PostingReason?) Told(PostingOutcome outcome) => (outcome.Disposition, outcome.Reason);
}
