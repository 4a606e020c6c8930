using Ledger.Inventory;
using Ledger.Inventory.Commands;
using Ledger.Inventory.Storage;
using Ledger.PaymentEvents;
using Xunit;

namespace Ledger.Storage.Tests.Inventory;

/// <summary>What people do about held events stands in every table, and messages that come afterwards are repeats (R-IN-17).</summary>
public sealed class When_held_events_are_decided : IAsyncLifetime
{
    static readonly PaymentEvent Whole = StockDatabase.Of(EventClass.CaptureSucceeded, "order-1", "TEA", 2, minute: 1);
    static readonly PaymentEvent Nameless = Whole with { PaymentId = "" };
    const string Payment = "stripe/acct_1/pi_order-1";

    StockDatabase _stock = null!;

    public async ValueTask InitializeAsync()
    {
        _stock = await StockDatabase.CreateAsync();
        await _stock.ReceiveAsync("TEA", 100);
        await _stock.TakeAsync(StockDatabase.Of(EventClass.AuthCreated, "order-1", "TEA", 2));
        await AssertAsync(Disposition.Held, StockReason.PaymentIdMissing, _stock.TakeAsync(Nameless));
    }

    public ValueTask DisposeAsync() => _stock.DisposeAsync();

    [Fact]
    public async Task A_payment_that_is_supplied_decides_the_event_once_R_IN_30()
    {
        await RefusedAsync(StockReason.PaymentContradicted, "adyen/acct_1/pi_order-1");
        await RefusedAsync(StockReason.PaymentUnknown, "stripe/acct_1/pi_order-2");
        await AssertAsync(Disposition.Moved, null, _stock.DoAsync(Supply(Payment)));
        await RefusedAsync(StockReason.CaseUnknown, Payment);

        await AssertSettledAsync("moved | -");
        Assert.Equal(["100 | 0 | 2"], await _stock.LevelAsync("TEA"));
        Assert.Equal(["payment/" + Payment], await _stock.RowsAsync(
            $"select stream_id from inventory.mt_events where data ->> 'EventId' = '{Whole.EventId}' and type = 'stock_moved'"));
        await AssertAsync(Disposition.Noop, StockReason.DuplicateMessage, _stock.TakeAsync(Nameless));
        await AssertAsync(Disposition.Noop, StockReason.DuplicateMessage, _stock.TakeAsync(Whole));
        await AssertAsync(Disposition.Noop, StockReason.DuplicateFact, _stock.TakeAsync(Whole with { MessageKey = Guid.CreateVersion7() }));
        var other = Whole with { MessageKey = Guid.CreateVersion7(), PaymentId = "pi_order-9", OrderRef = null, OrderLines = [] };
        await AssertAsync(Disposition.Exception, StockReason.FactContradicted, _stock.TakeAsync(other));
        await AssertFoldAgreesAsync();
    }

    [Fact]
    public async Task Another_message_that_names_the_payment_supplies_it_R_IN_17()
    {
        await AssertAsync(Disposition.Moved, null, _stock.TakeAsync(Whole with { MessageKey = Guid.CreateVersion7() }));
        await RefusedAsync(StockReason.CaseUnknown, Payment);

        await AssertSettledAsync("moved | -");
        Assert.Equal(["100 | 0 | 2"], await _stock.LevelAsync("TEA"));
        await AssertFoldAgreesAsync();
    }

    [Fact]
    public async Task What_is_supplied_in_parts_waits_with_its_payment()
    {
        var bare = Nameless with { EventId = Guid.CreateVersion7(), MessageKey = Guid.CreateVersion7(), ProviderObjectId = "ch_2", OrderRef = null, OrderLines = [] };
        await _stock.TakeAsync(bare);
        var supply = new SupplyMissing(bare.StreamId, bare.EventId, "order-2", [], "stripe/acct_1/pi_order-2", NewPayment: true);
        await AssertAsync(Disposition.Held, StockReason.LinesMissing, _stock.DoAsync(supply));
        Assert.Equal(["held | LINES_MISSING"], await _stock.RowsAsync(
            $"select disposition, reason from inventory.inbox where fact_key = '{bare.EventId}'"));
        Assert.Equal(["payment/stripe/acct_1/pi_order-2"], await _stock.RowsAsync(
            $"select stream_id from inventory.stock_held_event where event_id = '{bare.EventId}'"));
        await AssertFoldAgreesAsync();

        await AssertAsync(Disposition.Moved, null, _stock.DoAsync(
            new SupplyMissing("payment/stripe/acct_1/pi_order-2", bare.EventId, null, [new OrderLine("TEA", 3, StockDatabase.Place)])));
        Assert.Equal(["100 | 2 | 3"], await _stock.LevelAsync("TEA"));
        await AssertFoldAgreesAsync();
    }

    [Fact]
    public async Task A_discarded_event_waits_no_longer_and_moves_nothing()
    {
        var discard = new DiscardEvent(Nameless.StreamId, Nameless.EventId, "a test of the provider");
        await AssertAsync(Disposition.Refused, StockReason.CommandIncomplete, _stock.DoAsync(discard with { Note = " " }));
        await AssertAsync(Disposition.Noop, StockReason.EventDiscarded, _stock.DoAsync(discard));
        await AssertAsync(Disposition.Refused, StockReason.CaseUnknown, _stock.DoAsync(discard));

        await AssertSettledAsync("noop | EVENT_DISCARDED");
        await AssertAsync(Disposition.Noop, StockReason.DuplicateMessage, _stock.TakeAsync(Nameless));
        await AssertAsync(Disposition.Noop, StockReason.DuplicateFact, _stock.TakeAsync(Whole with
        {
            MessageKey = Guid.CreateVersion7(),
            OrderLines = [new OrderLine("TEA", 9, StockDatabase.Place)],
        }));
        Assert.Equal(["100 | 2 | 0"], await _stock.LevelAsync("TEA"));
        await AssertFoldAgreesAsync();
    }

    // Batch by batch: the person is faster than the batch that holds is written.
    [Fact]
    public async Task Payments_are_supplied_while_the_holds_are_being_written()
    {
        var events = Enumerable.Range(0, 200).Select(n => StockDatabase.Of(EventClass.CaptureSucceeded, $"o-{n}", "TEA") with
        {
            PaymentId = "",
            OrderLines = [new OrderLine($"o-{n}", 1, StockDatabase.Place)],
            EventId = DeterministicId.Of("nameless", $"{n}"),
        }).ToList();
        await Task.WhenAll(events.Select(e => _stock.ReceiveAsync(e.OrderRef!, 1)));

        var blocks = events.Chunk(20).SelectMany(chunk => chunk.Select(_stock.TakeAsync).Concat(chunk.Select(e => _stock.DoAsync(
            new SupplyMissing(e.StreamId, e.EventId, null, [], $"stripe/acct_1/pi_{e.OrderRef}", NewPayment: true)))).ToList());
        await Task.WhenAll(blocks);

        Assert.Equal(["200 | 200"], await _stock.RowsAsync(
            "select sum(on_hand), sum(committed) from inventory.stock_level where sku like 'o-%'"));
        Assert.Equal([$"{Nameless.EventId}"], await _stock.RowsAsync("select event_id::text from inventory.stock_held_event"));
        await AssertFoldAgreesAsync();
    }

    static SupplyMissing Supply(string payment) => new(Nameless.StreamId, Nameless.EventId, null, [], payment);

    Task RefusedAsync(StockReason reason, string payment) => AssertAsync(Disposition.Refused, reason, _stock.DoAsync(Supply(payment)));

    static async Task AssertAsync(string disposition, StockReason? reason, Task<StockOutcome> outcome) =>
        Assert.Equal((disposition, reason), ((await outcome).Disposition, (await outcome).Reason));

    async Task AssertSettledAsync(string row)
    {
        Assert.Equal([row], await _stock.RowsAsync($"select disposition, coalesce(reason, '-') from inventory.inbox where fact_key = '{Whole.EventId}'"));
        Assert.Empty(await _stock.RowsAsync("select 1 from inventory.stock_held_event"));
    }

    async Task AssertFoldAgreesAsync()
    {
        var comparison = await _stock.CompareAsync();
        Assert.Equal((null, null, 0L), (comparison.Gap, comparison.Twice, comparison.RowsDiffering));
    }
}
