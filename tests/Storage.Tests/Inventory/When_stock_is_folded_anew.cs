using Ledger.Inventory.Commands;
using Ledger.PaymentEvents;
using Xunit;

namespace Ledger.Storage.Tests.Inventory;

/// <summary>Every table of the inventory is what its events say; whatever was changed by hand is found and put right.</summary>
public sealed class When_stock_is_folded_anew
{
    [Theory]
    [InlineData("stock_level", "update inventory.stock_level set on_hand = on_hand + 1 where sku = 'TEA'")]
    [InlineData("stock_level", "delete from inventory.stock_level where sku = 'TEA'")]
    [InlineData("stock_movement", "update inventory.stock_movement set position = 1 where sequence = 2")]
    [InlineData("stock_order", "delete from inventory.stock_order where order_ref = 'paid'")]
    [InlineData("stock_payment", "update inventory.stock_payment set order_ref = 'other' where order_ref = 'paid'")]
    [InlineData("stock_reservation", "update inventory.stock_reservation set expires_at = expires_at + interval '1 second'")]
    [InlineData("stock_held_event", "update inventory.stock_held_event set missing = array['nothing']")]
    [InlineData("stock_case", "delete from inventory.stock_case where kind = 'review'")]
    public async Task What_was_changed_by_hand_is_found_and_put_right(string table, string change)
    {
        await using var stock = await SoldAsync();
        Assert.Equal(0, (await stock.CompareAsync()).RowsDiffering);

        await stock.ExecuteAsync(change);

        var found = await stock.CompareAsync();
        Assert.Equal([table], found.Tables.Where(each => each.RowsDiffering > 0).Select(each => each.Table));
        Assert.True((await stock.RebuildAsync()).RowsDiffering > 0);
        Assert.Equal(0, (await stock.CompareAsync()).RowsDiffering);
    }

    // It counts once: the read models stay as they are, and whoever verifies is told where it stands.
    [Fact]
    public async Task A_movement_that_stands_twice_is_found_and_counts_once()
    {
        await using var stock = await SoldAsync();
        var (first, again) = (await stock.RowsAsync("select min(seq_id) from inventory.mt_events where data ->> 'OrderRef' = 'paid'"),
            await stock.RowsAsync("select max(seq_id) + 1 from inventory.mt_events"));

        await stock.ExecuteAsync(
            """
            insert into inventory.mt_events (seq_id, id, stream_id, version, data, type, timestamp, mt_dotnet_type)
            select (select max(seq_id) + 1 from inventory.mt_events), id, stream_id, version + 100, data, type, timestamp, mt_dotnet_type
            from inventory.mt_events where type = 'stock_moved' and data ->> 'OrderRef' = 'paid'
            """);

        var found = await stock.CompareAsync();
        Assert.Equal(("movement 3 of TEA@ZRH", first.Single(), again.Single()), (found.Twice!.Movement, $"{found.Twice.First}", $"{found.Twice.Again}"));
        Assert.Equal((null, 0L), (found.Gap, found.RowsDiffering));
        await stock.ExecuteAsync("delete from inventory.stock_movement where sequence = 3");
        Assert.Equal(1, (await stock.RebuildAsync()).RowsDiffering);
        Assert.Equal(0, (await stock.CompareAsync()).RowsDiffering);
    }

    // A decision that was made ahead over rows that a rebuild has put right is made anew.
    [Fact]
    public async Task A_rebuild_counts_as_a_commit()
    {
        await using var stock = await SoldAsync();
        var before = await stock.RowsAsync("select commits from inventory.chain_head");

        await stock.RebuildAsync();

        Assert.NotEqual(before, await stock.RowsAsync("select commits from inventory.chain_head"));
    }

    static async Task<StockDatabase> SoldAsync()
    {
        var stock = await StockDatabase.CreateAsync();
        await stock.ReceiveAsync("TEA", 10, 2_500);
        await stock.TakeAsync(StockDatabase.Of(EventClass.AuthCreated, "reserved", "TEA", 2));
        await stock.TakeAsync(StockDatabase.Of(EventClass.CaptureSucceeded, "paid", "TEA", 3));
        await stock.TakeAsync(StockDatabase.Of(EventClass.ChargebackOpened, "paid", "TEA") with { ProviderObjectId = "dp_1", EventId = Guid.CreateVersion7() });
        await stock.TakeAsync(StockDatabase.Of(EventClass.CaptureSucceeded, "silent", "TEA") with { OrderLines = [] });
        await stock.DoAsync(new ReserveStock("cart", [new OrderLine("TEA", 1, StockDatabase.Place)]));
        return stock;
    }
}
