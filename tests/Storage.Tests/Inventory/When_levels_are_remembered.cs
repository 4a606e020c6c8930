using Ledger.Inventory;
using Ledger.PaymentEvents;
using Xunit;

namespace Ledger.Storage.Tests.Inventory;

/// <summary>A writer goes by the levels it has committed, for as long as nobody else has written (R-IN-18).</summary>
public sealed class When_levels_are_remembered
{
    [Fact]
    public async Task Writers_that_take_turns_sell_what_the_other_has_left()
    {
        await using var stock = await StockDatabase.CreateAsync();
        await stock.ReceiveAsync("TEA", 4);
        await using var other = stock.OpenWriter();

        var sold = new List<string>();
        foreach (var (writer, order) in new[] { stock.Writer, other, stock.Writer, other, stock.Writer, other }.Select((writer, n) => (writer, n)))
        {
            var outcome = await writer.TakeAsync(
                StockDatabase.Of(EventClass.CaptureSucceeded, $"order-{order}", "TEA"), CancellationToken.None);
            sold.Add($"{outcome.Disposition} {(await stock.LevelAsync("TEA")).Single()}");
        }

        Assert.Equal(
            ["moved 4 | 0 | 1", "moved 4 | 0 | 2", "moved 4 | 0 | 3", "moved 4 | 0 | 4", "exception 4 | 0 | 4", "exception 4 | 0 | 4"], sold);
        Assert.Equal(0, (await stock.CompareAsync()).RowsDiffering);
    }

    [Fact]
    public async Task What_a_repair_has_put_right_is_read_anew()
    {
        await using var stock = await StockDatabase.CreateAsync();
        await stock.ReceiveAsync("TEA", 4);
        await stock.ExecuteAsync("update inventory.stock_level set on_hand = 9");
        await using var late = stock.OpenWriter();
        var refused = await late.TakeAsync(StockDatabase.Of(EventClass.AuthCreated, "first", "TEA", units: 100), CancellationToken.None);
        Assert.Equal(StockReason.OutOfStock, refused.Reason);

        Assert.Equal(1, (await stock.RebuildAsync()).RowsDiffering);
        await late.TakeAsync(StockDatabase.Of(EventClass.CaptureSucceeded, "second", "TEA"), CancellationToken.None);

        Assert.Equal(["4 | 0 | 1"], await stock.LevelAsync("TEA"));
        Assert.Equal(0, (await stock.CompareAsync()).RowsDiffering);
    }

    // A row that somebody has changed by hand is written as it must be with the next movement; without one, verify finds it.
    [Theory]
    [InlineData("update inventory.stock_level set on_hand = 0")]
    [InlineData("delete from inventory.stock_level")]
    public async Task What_was_changed_by_hand_meanwhile_is_not_gone_by(string change)
    {
        await using var stock = await StockDatabase.CreateAsync();
        await stock.ReceiveAsync("TEA", 4);
        await stock.ExecuteAsync(change);
        Assert.Equal(1, (await stock.CompareAsync()).RowsDiffering);

        var outcome = await stock.TakeAsync(StockDatabase.Of(EventClass.CaptureSucceeded, "order", "TEA"));

        Assert.Equal(Disposition.Moved, outcome.Disposition);
        Assert.Equal(["4 | 0 | 1"], await stock.LevelAsync("TEA"));
        Assert.Equal(0, (await stock.CompareAsync()).RowsDiffering);
    }
}
