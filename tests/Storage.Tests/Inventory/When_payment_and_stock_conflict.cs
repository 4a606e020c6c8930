using Ledger.Inventory;
using Ledger.Inventory.Queries;
using Ledger.PaymentEvents;
using Xunit;

namespace Ledger.Storage.Tests.Inventory;

/// <summary>Whoever decides a conflict finds the event, the channel and the stocks as they were attached to it (R-IN-20).</summary>
public sealed class When_payment_and_stock_conflict : IAsyncLifetime
{
    static readonly PaymentEvent Whole = StockDatabase.Of(EventClass.AuthCreated, "order-1", "TEA", 2);

    StockDatabase _stock = null!;

    public async ValueTask InitializeAsync()
    {
        _stock = await StockDatabase.CreateAsync();
        await _stock.ReceiveAsync("TEA", 100, 1_000);
        await _stock.ReceiveAsync("MUG", 7, 700);
        await _stock.TakeAsync(Whole);
    }

    public ValueTask DisposeAsync() => _stock.DisposeAsync();

    [Fact]
    public async Task A_reused_key_shows_the_stocks_of_the_event_and_of_its_order_R_IN_20()
    {
        var other = Whole with { OrderLines = [new OrderLine("MUG", 3, StockDatabase.Place), new OrderLine("NEW", 1, StockDatabase.Place)] };
        Assert.Equal(StockReason.KeyReused, (await _stock.TakeAsync(other)).Reason);

        var conflict = await ConflictAsync("KEY_REUSED");
        Assert.Equal(["MUG 7 of 7", "NEW 0 of 0", "TEA 98 of 100"], Shown(conflict));
        Assert.Equal("shop", conflict.Channel);
        Assert.Equal(
            (other.EventId, other.DeliveryId, other.BodySha256, other.ProviderEventId, other.PaymentId, other.ProviderObjectId),
            (conflict.EventId, conflict.DeliveryId, conflict.BodySha256, conflict.ProviderEventId, conflict.PaymentId,
                conflict.ProviderObjectId));
    }

    [Fact]
    public async Task A_contradicted_fact_shows_the_stocks_of_both_orders_R_IN_20()
    {
        await _stock.TakeAsync(StockDatabase.Of(EventClass.AuthCreated, "order-2", "MUG", 5));
        var other = Whole with { MessageKey = Guid.CreateVersion7(), OrderRef = "order-2", OrderLines = [] };
        Assert.Equal(StockReason.FactContradicted, (await _stock.TakeAsync(other)).Reason);

        var conflict = await ConflictAsync("FACT_CONTRADICTED");
        Assert.Equal(["MUG 2 of 7", "TEA 98 of 100"], Shown(conflict));
        Assert.Equal("shop", conflict.Channel);
        Assert.Equal(0, (await _stock.CompareAsync()).RowsDiffering);
    }

    [Theory]
    [InlineData("order-9", "MUG", 1, "ORDER_CONTRADICTED", "MUG 7 of 7, TEA 98 of 100")]
    [InlineData("order-1", "MUG", 99, "STOCK_SHORT", "MUG 7 of 7")]
    public async Task What_the_rules_find_shows_channel_and_stocks_as_well_R_IN_20(
        string order, string sku, int units, string reason, string stocks)
    {
        await _stock.TakeAsync(Whole with
        {
            Class = EventClass.CaptureSucceeded,
            EventId = Guid.CreateVersion7(),
            MessageKey = Guid.CreateVersion7(),
            OrderRef = order,
            OrderLines = [new OrderLine(sku, units, StockDatabase.Place)],
        });

        var conflict = await ConflictAsync(reason);
        Assert.Equal(stocks, string.Join(", ", Shown(conflict)));
        Assert.Equal("shop", conflict.Channel);
    }

    [Fact]
    public async Task A_case_of_a_build_that_kept_neither_is_shown_without_them()
    {
        await _stock.TakeAsync(Whole with { OrderLines = [new OrderLine("MUG", 3, StockDatabase.Place)] });
        await _stock.ExecuteAsync("update inventory.stock_case set content = content - 'Channel' - 'Snapshot'");

        var conflict = await ConflictAsync("KEY_REUSED");
        Assert.Null(conflict.Channel);
        Assert.Empty(conflict.Snapshot);
        Assert.Equal(Whole.EventId, conflict.EventId);
    }

    static IEnumerable<string> Shown(StockConflict conflict) =>
        conflict.Snapshot.Select(stock => $"{stock.Sku} {stock.Available} of {stock.Balance.OnHand}");

    async Task<StockConflict> ConflictAsync(string reason)
    {
        var found = Assert.Single(await new StockWork(_stock.Source, StockDatabase.Schema).CasesAsync(null, CancellationToken.None));
        Assert.Equal(reason, found.Reason);
        return found.Conflict!;
    }
}
