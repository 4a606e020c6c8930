using Ledger.Inventory.Commands;
using Ledger.Inventory.Deciding;
using Ledger.Inventory.Orders;
using Ledger.Inventory.Stock;
using Xunit;

namespace Ledger.Fast.Tests.Inventory;

public sealed class When_stock_is_decided_ahead
{
    static readonly DateTimeOffset Now = new(2026, 11, 29, 12, 0, 0, TimeSpan.Zero);
    static readonly StockKey Tea = new("TEA", "ZRH");

    // The order was refused when there was no tea; the batch before receives the first, and knows nothing of the order.
    [Fact]
    public void What_the_batch_before_receives_counts_for_orders_that_it_does_not_know()
    {
        var before = new StockStates(Now, [Tea.StreamId]).Draft();
        before.Set(Tea, StockLevel.None with { Balance = new StockBalance { OnHand = 5 }, Sequence = 1 });
        var looked = new StockStates(Now, [OrderStream.Of("order-1")]);
        looked.Set("order-1", new OrderState { Lines = [new OrderLineState(Tea.Sku, Tea.Location, 2)] });
        looked.Know(Tea.StreamId);

        var states = looked.After(before, [OrderStream.Of("order-1")]);

        Assert.Equal(5, states.Level(Tea).Available);
    }

    // Whatever the look says about it is older.
    [Fact]
    public void What_the_batch_before_made_of_an_order_and_its_stock_is_what_counts()
    {
        var before = new StockStates(Now, [OrderStream.Of("order-1"), Tea.StreamId]).Draft();
        before.Set(Tea, StockLevel.None with { Balance = new StockBalance { OnHand = 5, Reserved = 2 }, Sequence = 2 });
        before.Set("order-1", new OrderState { Lines = [new OrderLineState(Tea.Sku, Tea.Location, 2) { Reserved = 2 }] });
        var looked = new StockStates(Now, [OrderStream.Of("order-1"), Tea.StreamId]);
        looked.Set(Tea, StockLevel.None with { Balance = new StockBalance { OnHand = 5 }, Sequence = 1 });

        var states = looked.After(before, [OrderStream.Of("order-1")]);

        Assert.Equal((3, 2), (states.Level(Tea).Available, states.Order("order-1").Lines[0].Reserved));
    }
}
