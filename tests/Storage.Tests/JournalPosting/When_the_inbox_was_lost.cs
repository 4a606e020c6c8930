using Ledger.JournalPosting;
using Ledger.JournalPosting.Storage;
using Ledger.PaymentEvents;
using Xunit;
using static Ledger.Fast.Tests.JournalPosting.PaymentSample;

namespace Ledger.Storage.Tests.JournalPosting;

/// <summary>
/// A journal whose entries stand while rows of its inbox are gone, as after a restore in part (R-ID-07): what is told again is a repeat, and
/// what stands is protected as before.
/// </summary>
public sealed class When_the_inbox_was_lost : IAsyncLifetime
{
    JournalDatabase _journal = null!;

    public async ValueTask InitializeAsync() => _journal = await JournalDatabase.CreateAsync();

    public ValueTask DisposeAsync() => _journal.DisposeAsync();

    [Fact]
    public async Task What_was_posted_is_a_repeat_and_the_inbox_has_it_again()
    {
        PaymentEvent[] facts =
        [
            Event(EventClass.CaptureSucceeded, Eur(1000)),
            Event(EventClass.RefundPosted, Eur(300), objectId: "re_1", minute: 1),
            Event(EventClass.ChargebackOpened, Eur(200), objectId: "dp_1", minute: 2),
        ];
        foreach (var fact in facts)
        {
            Assert.Equal("posted", (await _journal.PostAsync(fact)).Disposition);
        }

        var before = await SnapshotAsync();
        var inbox = await _journal.RowsAsync(Inbox);
        await LoseAsync();

        foreach (var fact in facts)
        {
            Assert.Equal(("noop", PostingReason.DuplicateFact), Told(await _journal.PostAsync(fact)));
        }

        Assert.Equal(before, await SnapshotAsync());
        Assert.Equal(inbox, await _journal.RowsAsync(Inbox));
        foreach (var fact in facts)
        {
            Assert.Equal(("noop", PostingReason.DuplicateMessage), Told(await _journal.PostAsync(fact)));
        }
    }

    [Fact]
    public async Task Another_content_of_what_was_posted_is_an_exception_once_and_posts_nothing()
    {
        var capture = Event(EventClass.CaptureSucceeded, Eur(1000));
        await _journal.PostAsync(capture);
        await LoseAsync();
        var other = capture with { Amounts = new PaymentAmounts(Gross: Eur(1001)) };

        Assert.Equal(("exception", PostingReason.FactContradicted), Told(await _journal.PostAsync(other)));
        Assert.Equal(("noop", PostingReason.FactContradicted), Told(await _journal.PostAsync(other)));

        Assert.Equal(1, await _journal.EntriesAsync());
        Assert.Equal(["1100 | EUR | -1000", "1150 | EUR | 1000"], await _journal.BalancesAsync());
        Assert.Equal(("noop", PostingReason.DuplicateFact), Told(await _journal.PostAsync(capture)));
    }

    [Fact]
    public async Task A_refund_that_was_posted_under_another_fact_stays_an_exception()
    {
        await _journal.PostAsync(Event(EventClass.CaptureSucceeded, Eur(1000)));
        await _journal.PostAsync(Event(EventClass.RefundPosted, Eur(300), objectId: "re_1", minute: 1));

        var other = Event(EventClass.RefundPosted, Eur(300), objectId: "re_1", minute: 1, message: "evt_2", fact: "another fact");

        Assert.Equal(("exception", PostingReason.RefundAlreadyPosted), Told(await _journal.PostAsync(other)));
    }

    /// <summary>Some of a batch stand, others are new, and each ends as what it is.</summary>
    [Fact]
    public async Task A_day_told_again_with_new_payments_among_it_posts_the_new_ones_alone()
    {
        var day = TradingDay.Of(payments: 40);
        await TradingDay.SubmitAsync(_journal.Writer, day);
        var entries = await _journal.EntriesAsync();
        var balances = await _journal.BalancesAsync();
        await LoseAsync();
        await _journal.Store.ExecuteAsync("truncate journal.inbox_repeat");
        var fresh = Enumerable.Range(0, 30).Select(n => Event(EventClass.CaptureSucceeded, Eur(100), payment: $"pi_new_{n}")).ToList();

        var told = await Task.WhenAll(day.Concat(fresh).Select(_journal.PostAsync));

        Assert.DoesNotContain(told.Take(day.Count), outcome => outcome.Disposition == "posted");
        Assert.All(told.Skip(day.Count), outcome => Assert.Equal("posted", outcome.Disposition));
        Assert.Equal(entries + 30, await _journal.EntriesAsync());
        Assert.Equal(balances.Length, (await _journal.BalancesAsync()).Length);
        Assert.Equal(await _journal.BalancesAsync(), await _journal.BalancesOfLinesAsync());
    }

    const string Inbox =
        "select message_key, fact_key, encode(fingerprint, 'hex'), disposition, reason, outcome_id from journal.inbox order by message_key";

    Task LoseAsync() => _journal.Store.ExecuteAsync("delete from journal.inbox");

    async Task<string[]> SnapshotAsync() =>
    [
        .. await _journal.BalancesAsync(),
        .. await _journal.RowsAsync("select seq_id, id, type from journal.mt_events order by seq_id"),
        .. await _journal.RowsAsync("select position, encode(hash, 'hex'), events from journal.chain_head"),
    ];

    static (string Disposition, PostingReason? Reason) Told(PostingOutcome outcome) => (outcome.Disposition, outcome.Reason);
}
