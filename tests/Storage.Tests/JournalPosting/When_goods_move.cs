using Ledger.JournalPosting;
using Ledger.JournalPosting.Storage;
using Ledger.PaymentEvents;
using Xunit;
using static Ledger.Fast.Tests.JournalPosting.PaymentSample;

namespace Ledger.Storage.Tests.JournalPosting;

/// <summary>
/// R-IN-07, R-IN-21, R-IN-26 and rows M-29 to M-32: the goods of one order through the journal, at cost. The first two
/// of three units come back; one may be sold again, one is lost; a count finds one too few, and later one too many.
/// </summary>
public sealed class When_goods_move : IAsyncLifetime
{
    static readonly PaymentEvent[] Life =
    [
        Goods(EventClass.ShipmentSent, 3000, "mv-1"),
        Goods(EventClass.ReturnReceived, 2000, "mv-2", minute: 1),
        Goods(EventClass.ReturnGraded, 1000, "mv-3", EventVariant.Resale, minute: 2),
        Goods(EventClass.ReturnGraded, 1000, "mv-4", EventVariant.WriteOff, "damaged", minute: 2),
        Goods(EventClass.StockCorrected, 700, "mv-5", reason: "count", minute: 3),
        Goods(EventClass.StockCorrected, 300, "mv-6", EventVariant.Increase, "count", minute: 4),
    ];

    JournalDatabase _journal = null!;

    public async ValueTask InitializeAsync() => _journal = await JournalDatabase.CreateAsync();

    public async ValueTask DisposeAsync() => await _journal.DisposeAsync();

    [Fact]
    public async Task Each_posts_one_balanced_entry_at_cost()
    {
        await PostAllAsync();

        Assert.Equal(
            [
                "M-31 | D 5000 3000 | C 1200 3000", "M-29 | D 1210 2000 | C 5000 2000",
                "M-30.resale | D 1200 1000 | C 1210 1000", "M-30.write-off | D 5100 1000 | C 1210 1000",
                "M-32 | D 5100 700 | C 1200 700", "M-32.increase | D 1200 300 | C 5100 300",
            ],
            await _journal.RowsAsync(
                """
                select e.data ->> 'Row', string_agg(concat_ws(' ', l.side, l.account, l.minor_units), ' | ' order by l.line_no)
                from journal.mt_events e join journal.journal_line l on l.position = e.seq_id
                group by e.seq_id, e.data order by e.seq_id
                """));
    }

    [Fact]
    public async Task Stock_cost_and_loss_come_out_right_and_nothing_stays_under_inspection()
    {
        await PostAllAsync();

        Assert.Equal(["1200 | EUR | -2400", "5000 | EUR | 1000", "5100 | EUR | 1400"], await _journal.BalancesAsync());
        Assert.Equal(await _journal.BalancesAsync(), await _journal.BalancesOfLinesAsync());
        Assert.Equal(
            ["goods/inventory/ZRH/TEA-1 | CORRECTED | 2", "goods/inventory/ZRH/order-7 | GRADED | 4"],
            await _journal.RowsAsync(
                "select stream_id, status, version from journal.payment_state order by stream_id collate \"C\""));
    }

    [Fact]
    public async Task The_same_facts_again_move_nothing()
    {
        await PostAllAsync();
        var before = await _journal.BalancesAsync();

        foreach (var e in Life)
        {
            Assert.Equal(PostingReason.DuplicateMessage, (await _journal.PostAsync(e)).Reason);
            var told = e with { MessageKey = DeterministicId.Of("again", e.ProviderEventId) };
            Assert.Equal(PostingReason.DuplicateFact, (await _journal.PostAsync(told)).Reason);
        }

        Assert.Equal(Life.Length, await _journal.EntriesAsync());
        Assert.Equal(before, await _journal.BalancesAsync());
    }

    [Fact]
    public async Task The_same_fact_at_another_cost_is_kept_for_a_person()
    {
        await PostAllAsync();
        var other = Life[0] with
        {
            MessageKey = DeterministicId.Of("other"),
            Amounts = new PaymentAmounts(Eur(3001)),
        };

        Assert.Equal(PostingReason.FactContradicted, (await _journal.PostAsync(other)).Reason);
        Assert.Equal(Life.Length, await _journal.EntriesAsync());
    }

    [Fact]
    public async Task A_payment_and_its_goods_are_found_by_their_order_and_stand_apart()
    {
        await _journal.PostAsync(
            Event(EventClass.CaptureSucceeded, Eur(5000), objectId: "ch_1") with { OrderRef = "order-7" });
        await PostAllAsync();

        Assert.Equal(
            ["goods/inventory/ZRH/order-7", "payment/stripe/acct_1/pi_1"],
            await _journal.RowsAsync(
                "select stream_id from journal.trace_key where value = 'order-7' order by stream_id collate \"C\""));
        Assert.Equal(
            ["1100 | EUR | -5000", "1150 | EUR | 5000", "1200 | EUR | -2400", "5000 | EUR | 1000", "5100 | EUR | 1400"],
            await _journal.BalancesAsync());
    }

    [Fact]
    public async Task A_rebuild_finds_goods_as_they_are()
    {
        await PostAllAsync();

        var report = await _journal.RebuildAsync(apply: false);

        Assert.Equal((6, 0), (report.Events, report.RowsDiffering));
    }

    async Task PostAllAsync()
    {
        foreach (var e in Life)
        {
            Assert.Equal((Disposition.Posted, null), Told(await _journal.PostAsync(e)));
        }
    }

    static (string, PostingReason?) Told(PostingOutcome outcome) => (outcome.Disposition, outcome.Reason);
}
