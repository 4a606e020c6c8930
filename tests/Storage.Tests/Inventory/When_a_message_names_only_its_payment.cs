using Ledger.Inventory;
using Ledger.PaymentEvents;
using Xunit;

namespace Ledger.Storage.Tests.Inventory;

/// <summary>A payment leads to its order and an order to its stocks, which are asked for only where nobody has named them.</summary>
public sealed class When_a_message_names_only_its_payment : IAsyncLifetime
{
    StockDatabase _stock = null!;

    public async ValueTask InitializeAsync()
    {
        _stock = await StockDatabase.CreateAsync();
        await _stock.ReceiveAsync("TEA", 10);
        await _stock.ReceiveAsync("CUP", 10);
        await _stock.TakeAsync(StockDatabase.Of(EventClass.AuthCreated, "order-1", "TEA", 3) with
        {
            OrderLines = [new OrderLine("TEA", 3, StockDatabase.Place), new OrderLine("CUP", 2, StockDatabase.Place)],
        });
    }

    public ValueTask DisposeAsync() => _stock.DisposeAsync();

    [Fact]
    public async Task It_leads_to_the_order_and_all_its_stocks()
    {
        var voided = await _stock.TakeAsync(Bare(EventClass.AuthVoided));

        Assert.Equal(Disposition.Moved, voided.Disposition);
        Assert.Equal(["10 | 0 | 0", "10 | 0 | 0"], [.. await _stock.LevelAsync("TEA"), .. await _stock.LevelAsync("CUP")]);
        Assert.Equal(0, (await _stock.CompareAsync()).RowsDiffering);
    }

    // Some of what it leads to is named by others of its batch, and some by nobody.
    [Fact]
    public async Task Beside_others_that_name_the_same_stock_each_is_decided_over_what_the_one_before_left()
    {
        var outcomes = await Task.WhenAll(
            _stock.TakeAsync(StockDatabase.Of(EventClass.AuthCreated, "order-2", "TEA", 7)),
            _stock.TakeAsync(Bare(EventClass.CaptureSucceeded)),
            _stock.TakeAsync(StockDatabase.Of(EventClass.AuthCreated, "order-3", "TEA")),
            _stock.TakeAsync(StockDatabase.Of(EventClass.CaptureSucceeded, "order-2", "TEA", 7, minute: 1)));

        Assert.Equal(
            [Disposition.Moved, Disposition.Moved, Disposition.Refused, Disposition.Moved], outcomes.Select(outcome => outcome.Disposition));
        Assert.Equal(["10 | 0 | 10", "10 | 0 | 2"], [.. await _stock.LevelAsync("TEA"), .. await _stock.LevelAsync("CUP")]);
        Assert.Equal(0, (await _stock.CompareAsync()).RowsDiffering);
    }

    static PaymentEvent Bare(string eventClass) =>
        StockDatabase.Of(eventClass, "order-1", "TEA", minute: 1) with { OrderRef = null, OrderLines = [] };
}
