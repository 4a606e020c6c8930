using Ledger.JournalPosting;
using Ledger.PaymentEvents;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;
using static Ledger.Fast.Tests.JournalPosting.PaymentSample;

namespace Ledger.Storage.Tests.JournalPosting;

public sealed class Journal_holds : IAsyncLifetime
{
    JournalDatabase _journal = null!;

    public async ValueTask InitializeAsync() => _journal = await JournalDatabase.CreateAsync();

    public ValueTask DisposeAsync() => _journal.DisposeAsync();

    // R-ID-25
    [Fact]
    public async Task A_hold_becomes_an_exception_at_its_deadline_once_and_is_released_when_the_predecessor_comes()
    {
        var refund = Event(EventClass.RefundPosted, Eur(400), objectId: "re_1", minute: 5);
        await _journal.PostAsync(refund);
        using var sweeper = new HoldSweeper(
            _journal.Store.Source, new JournalPostingOptions(), _journal.Writer, _journal.Time,
            NullLogger<HoldSweeper>.Instance);
        _journal.Time.Now += TimeSpan.FromHours(72) - TimeSpan.FromSeconds(1);
        Assert.Equal(0, await sweeper.SweepAsync(default));
        _journal.Time.Now += TimeSpan.FromSeconds(1);
        Assert.Equal(1, await sweeper.SweepAsync(default));
        Assert.Equal(0, await sweeper.SweepAsync(default));
        Assert.Equal(
            ["PREDECESSOR_MISSING | true"],
            await _journal.RowsAsync(
                """
                select data->>'Reason', data->>'Overdue' from journal.mt_events where type = 'exception_raised'
                """));
        Assert.Equal(["held"], await _journal.RowsAsync("select disposition from journal.inbox"));
        Assert.Equal(["True"], await _journal.RowsAsync("select overdue from journal.held_event"));

        var capture = Event(EventClass.CaptureSucceeded, Eur(1000), objectId: "ch_1");
        var outcome = await _journal.PostAsync(capture);
        Assert.Equal(refund.EventId, Assert.Single(outcome.Released).EventId);
        Assert.Equal(
            ["1100 | EUR | -1000", "1150 | EUR | 600", "4100 | EUR | 400"], await _journal.BalancesAsync());
        Assert.Equal(0, await _journal.CountAsync("journal.held_event"));
        Assert.Equal(
            [$"posted | {DeterministicId.Of("entry", refund.EventId.ToString(), "0")}"],
            await _journal.RowsAsync(
                $"select disposition, outcome_id from journal.inbox where fact_key = '{refund.EventId}'"));
        Assert.Equal(0, (await _journal.RebuildAsync(apply: false)).RowsDiffering);
    }

    [Fact]
    public async Task Events_that_arrive_backwards_in_one_batch_are_held_and_released_in_one_commit()
    {
        var events = new[]
        {
            Event(EventClass.ChargebackWon, Eur(1000), objectId: "dp_1", minute: 3),
            Event(EventClass.ChargebackOpened, Eur(1000), objectId: "dp_1", minute: 2),
            Event(EventClass.CaptureSucceeded, Eur(1000), objectId: "ch_1", minute: 1),
        };
        var outcomes = await TradingDay.SubmitAsync(_journal.Writer, events);
        Assert.Equal(["held", "held", "posted"], outcomes.Select(o => o.Disposition));
        Assert.Equal(["chargeback-opened", "chargeback-won"], outcomes[2].Released.Select(hold => hold.Class));
        Assert.Equal(["posted", "posted", "posted"], await _journal.RowsAsync("select disposition from journal.inbox"));
        Assert.Equal(
            ["DISPUTE_WON | 5"], await _journal.RowsAsync("select status, version from journal.payment_state"));
    }
}
