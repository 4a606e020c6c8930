using Ledger.Accounting;
using Ledger.PaymentEvents;
using Xunit;
using static Ledger.Fast.Tests.JournalPosting.PaymentSample;

namespace Ledger.Storage.Tests.JournalPosting;

/// <summary>More of a journal whose inbox has lost rows, and what it must not lead to: a fact that is refused for ever, or posted twice (R-ID-07).</summary>
public sealed class When_the_inbox_was_lost_again : IAsyncLifetime
{
    JournalDatabase _journal = null!;

    public async ValueTask InitializeAsync() => _journal = await JournalDatabase.CreateAsync();

    public ValueTask DisposeAsync() => _journal.DisposeAsync();

    Task LoseAsync() => _journal.Store.ExecuteAsync("delete from journal.inbox");

    [Fact]
    public async Task A_fact_on_hold_is_a_repeat_and_no_dead_letter()
    {
        var refund = Event(EventClass.RefundPosted, Eur(300), objectId: "re_1", minute: 1);
        Assert.Equal("held", (await _journal.PostAsync(refund)).Disposition);
        await LoseAsync();
        var told = await _journal.PostAsync(refund);
        Assert.NotEqual("posted", told.Disposition);
        await _journal.PostAsync(Event(EventClass.CaptureSucceeded, Eur(1000)));
        Assert.Equal(["1100 | EUR | -1000", "1150 | EUR | 700", "4100 | EUR | 300"], await _journal.BalancesAsync());
    }

    [Fact]
    public async Task A_fee_told_again_after_its_capture_failed_does_not_kill_the_next_capture()
    {
        await _journal.PostAsync(Event(EventClass.CaptureSucceeded, Eur(1000), objectId: "ch_1"));
        var fee = Event(EventClass.FeePosted, Eur(30), objectId: "fe_1", minute: 1);
        Assert.Equal("posted", (await _journal.PostAsync(fee)).Disposition);
        await _journal.PostAsync(Event(EventClass.CaptureFailed, Eur(1000), objectId: "ch_1", minute: 2));
        await LoseAsync();
        await _journal.PostAsync(fee); // held: no capture stands
        var again = await _journal.PostAsync(Event(EventClass.CaptureSucceeded, Eur(1000), objectId: "ch_2", minute: 3));
        Assert.Equal("posted", again.Disposition);
    }

    [Fact]
    public async Task A_conversion_of_another_settled_amount_is_a_contradiction()
    {
        await _journal.PostAsync(Event(EventClass.CaptureSucceeded, Eur(1000), objectId: "ch_1"));
        var fx = Event(EventClass.FxConverted, Eur(1000), objectId: "ch_1", minute: 1) with
        {
            Amounts = new PaymentAmounts(Eur(1000), Settled: new Money(900, Currency.Parse("USD"))),
        };
        Assert.Equal("posted", (await _journal.PostAsync(fx)).Disposition);
        var other = fx with
        {
            MessageKey = DeterministicId.Of("message", "other"),
            Amounts = new PaymentAmounts(Eur(1000), Settled: new Money(9000, Currency.Parse("USD"))),
        };
        Assert.Equal("exception", (await _journal.PostAsync(other)).Disposition);
    }

    [Fact]
    public async Task Looked_ahead_batches_restore_rows_once()
    {
        var day = TradingDay.Of(payments: 200);
        await TradingDay.SubmitAsync(_journal.Writer, day);
        var before = await _journal.BalancesAsync();
        var inbox = await _journal.Store.CountAsync("journal.inbox");
        await LoseAsync();
        await _journal.Store.ExecuteAsync("truncate journal.inbox_repeat");
        var twice = day.Concat(day).ToList();
        var told = await Task.WhenAll(twice.Select(_journal.PostAsync));
        Assert.DoesNotContain(told, outcome => outcome.Disposition == "posted");
        Assert.Equal(before, await _journal.BalancesAsync());
        Assert.Equal(inbox, await _journal.Store.CountAsync("journal.inbox"));
        Assert.Equal(before, await _journal.BalancesOfLinesAsync());
    }

    [Fact]
    public async Task Two_writers_that_are_told_a_whole_day_again_post_nothing()
    {
        var day = TradingDay.Of(payments: 60);
        await TradingDay.SubmitAsync(_journal.Writer, day);
        var before = await _journal.BalancesAsync();
        await LoseAsync();
        await using var other = _journal.OpenWriter();
        var told = await Task.WhenAll(
            day.Select(e => _journal.PostAsync(e)).Concat(day.Select(e => other.PostAsync(e, CancellationToken.None))));
        Assert.DoesNotContain(told, outcome => outcome.Disposition == "posted");
        Assert.Equal(before, await _journal.BalancesAsync());
    }
}
