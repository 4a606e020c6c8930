using Ledger.Inventory;
using Ledger.Inventory.Commands;
using Ledger.PaymentEvents;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Ledger.Storage.Tests.Inventory;

/// <summary>R-IN-10, R-IN-13: checked when it is read as well as swept, so that a late sweep neither sells nor blocks a unit.</summary>
public sealed class When_a_reservation_lapses
{
    static readonly TimeSpan Week = TimeSpan.FromDays(7);

    [Fact]
    public async Task Its_unit_is_sold_before_any_sweep_and_the_sweep_changes_nothing_for_the_buyer()
    {
        await using var stock = await StockDatabase.CreateAsync();
        await stock.ReceiveAsync("TEA", 1);
        Assert.Equal(Disposition.Moved, (await stock.TakeAsync(Authorized("first"))).Disposition);
        Assert.Equal(StockReason.OutOfStock, (await stock.TakeAsync(Authorized("too-early"))).Reason);

        stock.Time.Now += Week;
        var later = Authorized("second") with { OccurredAt = stock.Time.Now };
        Assert.Equal(Disposition.Moved, (await stock.TakeAsync(later)).Disposition);
        Assert.Equal(["1 | 2 | 0"], await stock.LevelAsync("TEA")); // Nominally two: one of them has lapsed.

        Assert.Equal(1, await SweepAsync(stock));
        Assert.Equal(["1 | 1 | 0"], await stock.LevelAsync("TEA"));
        Assert.Equal(["second"], await stock.RowsAsync("select order_ref from inventory.stock_reservation"));
        Assert.Equal(0, await SweepAsync(stock));
        Assert.Equal(0, (await stock.CompareAsync()).RowsDiffering);
    }

    // R-IN-19: late capture after release: reserved anew if there is one, else an exception with the stock as it was.
    [Theory]
    [InlineData(1, Disposition.Exception, StockReason.StockShort, "1 | 1 | 0")]
    [InlineData(2, Disposition.Moved, null, "2 | 1 | 1")]
    public async Task A_capture_that_comes_later_gets_what_is_left(int units, string disposition, StockReason? reason, string level)
    {
        await using var stock = await StockDatabase.CreateAsync();
        await stock.ReceiveAsync("TEA", units);
        await stock.TakeAsync(Authorized("first"));
        stock.Time.Now += Week;
        await stock.TakeAsync(Authorized("second") with { OccurredAt = stock.Time.Now });

        var late = await stock.TakeAsync(StockDatabase.Of(EventClass.CaptureSucceeded, "first", "TEA") with { OccurredAt = stock.Time.Now });

        Assert.Equal((disposition, reason), (late.Disposition, late.Reason));
        Assert.Equal([level], await stock.LevelAsync("TEA"));
        Assert.Equal(
            reason is null ? [] : ["exception | STOCK_SHORT"], await stock.RowsAsync("select kind, reason from inventory.stock_case"));
        Assert.Equal(0, await SweepAsync(stock));
    }

    [Fact]
    public async Task Two_sweepers_at_once_release_it_once()
    {
        await using var stock = await StockDatabase.CreateAsync();
        await stock.ReceiveAsync("TEA", 50);
        await Task.WhenAll(Enumerable.Range(0, 50).Select(n => stock.TakeAsync(Authorized($"order-{n}"))));
        stock.Time.Now += Week;
        await using var other = stock.OpenWriter();

        await Task.WhenAll(SweepAsync(stock), SweepAsync(stock, other));

        Assert.Equal(["50 | 0 | 0"], await stock.LevelAsync("TEA"));
        Assert.Equal(["50"], await stock.RowsAsync("select count(*) from inventory.mt_events where data ->> 'Class' = 'stock.lapse'"));
        Assert.Equal(0, (await stock.CompareAsync()).RowsDiffering);
    }

    // R-IN-32: a cart keeps units before payment; its authorization takes them over, and nothing moves twice.
    [Fact]
    public async Task What_a_cart_holds_is_taken_over_by_its_authorization_and_no_longer_lapses_with_the_cart()
    {
        await using var stock = await StockDatabase.CreateAsync();
        await stock.ReceiveAsync("TEA", 1);
        await stock.DoAsync(new ReserveStock("cart", [new OrderLine("TEA", 1, StockDatabase.Place)], 10));
        Assert.Equal(StockReason.OutOfStock, (await stock.TakeAsync(Authorized("other"))).Reason);

        var taken = await stock.TakeAsync(Authorized("cart"));
        stock.Time.Now += TimeSpan.FromMinutes(11);

        Assert.Equal((Disposition.Noted, StockReason.ReservationTakenOver), (taken.Disposition, taken.Reason));
        Assert.Equal(0, await SweepAsync(stock));
        Assert.Equal(["1 | 1 | 0"], await stock.LevelAsync("TEA"));
    }

    static PaymentEvent Authorized(string order) => StockDatabase.Of(EventClass.AuthCreated, order, "TEA", minute: 60);

    static async Task<int> SweepAsync(StockDatabase stock, InventoryWriter? writer = null)
    {
        using var sweeper = new ReservationSweeper(
            stock.Source, new InventoryOptions(), writer ?? stock.Writer, stock.Time, NullLogger<ReservationSweeper>.Instance);
        return await sweeper.SweepAsync(CancellationToken.None);
    }
}
