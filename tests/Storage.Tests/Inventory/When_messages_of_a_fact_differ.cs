using Ledger.Inventory;
using Ledger.Inventory.Commands;
using Ledger.PaymentEvents;
using Xunit;
using static Ledger.Fast.Tests.JournalPosting.PaymentSample;

namespace Ledger.Storage.Tests.Inventory;

/// <summary>What a person supplied for an event is no longer believed when the provider says something else (R-IN-17, R-IN-19).</summary>
public sealed class When_messages_of_a_fact_differ : IAsyncLifetime
{
    StockDatabase _stock = null!;

    public async ValueTask InitializeAsync()
    {
        _stock = await StockDatabase.CreateAsync();
        await _stock.ReceiveAsync("TEA", 100);
    }

    public ValueTask DisposeAsync() => _stock.DisposeAsync();

    [Fact]
    public async Task Another_payment_than_the_supplied_one_is_an_exception_and_the_supplied_one_a_repeat()
    {
        var whole = StockDatabase.Of(EventClass.CaptureSucceeded, "order-2", "TEA", 2, minute: 1) with { OrderRef = null, OrderLines = [] };
        var nameless = whole with { PaymentId = "" };
        await _stock.TakeAsync(StockDatabase.Of(EventClass.AuthCreated, "order-1", "TEA", 2));
        await _stock.TakeAsync(StockDatabase.Of(EventClass.AuthCreated, "order-2", "TEA", 3));
        Assert.Equal(Disposition.Held, (await _stock.TakeAsync(nameless)).Disposition);
        var supplied = await _stock.DoAsync(
            new SupplyMissing(nameless.StreamId, nameless.EventId, null, [], "stripe/acct_1/pi_order-1"));
        Assert.Equal(Disposition.Moved, supplied.Disposition);

        var other = await _stock.TakeAsync(whole with { MessageKey = Guid.CreateVersion7() });
        var same = await _stock.TakeAsync(whole with { MessageKey = Guid.CreateVersion7(), PaymentId = "pi_order-1" });

        Assert.Equal((Disposition.Exception, StockReason.FactContradicted), (other.Disposition, other.Reason!.Value));
        Assert.Equal((Disposition.Noop, StockReason.DuplicateFact), (same.Disposition, same.Reason!.Value));
        Assert.Equal(0, (await _stock.CompareAsync()).RowsDiffering);
    }

    [Fact]
    public async Task Another_order_than_the_supplied_one_is_an_exception_while_the_event_waits_for_its_payment()
    {
        var whole = StockDatabase.Of(EventClass.CaptureSucceeded, "order-2", "TEA", 3, minute: 1);
        var nameless = whole with { PaymentId = "", OrderRef = null, OrderLines = [] };
        await _stock.TakeAsync(StockDatabase.Of(EventClass.AuthCreated, "order-2", "TEA", 3));
        Assert.Equal(Disposition.Held, (await _stock.TakeAsync(nameless)).Disposition);
        Assert.Equal(
            Disposition.Held, (await _stock.DoAsync(new SupplyMissing(nameless.StreamId, nameless.EventId, "order-1", []))).Disposition);

        var told = await _stock.TakeAsync(whole with { MessageKey = Guid.CreateVersion7() });

        Assert.Equal((Disposition.Exception, StockReason.FactContradicted), (told.Disposition, told.Reason!.Value));
    }

    // Open, closed and open again while nobody looks: within a batch the case is the one that was opened first, over two batches a
    // new one, and a rebuild says the same as what was written. Batches are told apart by the time of their commit.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_review_that_ends_and_begins_again_is_the_same_when_folded_anew(bool atOnce)
    {
        _stock.Time.Step = TimeSpan.FromMicroseconds(1);
        PaymentEvent Of(string @class, string id, long amount, int minute) =>
            Event(@class, Eur(amount), "pi_order-1", id, minute: minute) with { OrderRef = "order-1" };
        await _stock.TakeAsync(StockDatabase.Of(EventClass.CaptureSucceeded, "order-1", "TEA", 2));
        await _stock.TakeAsync(Of(EventClass.RefundPosted, "re_1", 1_000, 1));
        Assert.Equal(["re_1"], await _stock.RowsAsync("select case_id from inventory.stock_case"));

        _stock.Time.Now = _stock.Time.Now.AddMinutes(1);
        Func<Task>[] steps =
        [
            () => _stock.ReceiveAsync("X", 1),
            () => _stock.TakeAsync(Of(EventClass.CaptureSucceeded, "ch_2", 500, 2)),
            () => _stock.TakeAsync(Of(EventClass.CaptureFailed, "ch_2", 500, 3)),
        ];
        foreach (var together in atOnce ? [steps] : steps.Chunk(1))
        {
            await Task.WhenAll(together.Select(step => step()));
        }

        var comparison = await _stock.CompareAsync();
        Assert.True(
            comparison.RowsDiffering == 0, string.Join("; ", comparison.Tables.SelectMany(table => table.Examples)));
    }
}
