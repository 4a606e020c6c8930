using Ledger.Inventory;
using Ledger.Inventory.Storage;
using Ledger.PaymentEvents;
using Xunit;

namespace Ledger.Storage.Tests.Inventory;

/// <summary>R-IN-18: nothing is sold twice, whoever asks and however many at once.</summary>
public sealed class When_many_want_the_same_units
{
    [Fact]
    public async Task Of_64_writers_that_want_one_unit_one_gets_it()
    {
        await using var stock = await StockDatabase.CreateAsync();
        await stock.ReceiveAsync("LAST", 1);
        var writers = Enumerable.Range(0, 64).Select(_ => stock.OpenWriter()).ToList();

        var outcomes = await Task.WhenAll(writers.Select((writer, n) => writer.TakeAsync(
            StockDatabase.Of(EventClass.AuthCreated, $"order-{n}", "LAST"), CancellationToken.None)));

        Assert.Single(outcomes, outcome => outcome.Disposition == Disposition.Moved);
        Assert.Equal(63, outcomes.Count(outcome => outcome is { Disposition: Disposition.Refused, Reason: StockReason.OutOfStock }));
        Assert.Equal(["1 | 1 | 0"], await stock.LevelAsync("LAST"));
        await DisposeAsync(writers);
    }

    // R-IN-26: whatever comes again, in whatever order and through whatever writer, moves nothing.
    [Fact]
    public async Task Of_10_000_orders_for_1_000_units_over_8_writers_1_000_are_reserved_and_every_other_one_is_refused_by_name()
    {
        await using var stock = await StockDatabase.CreateAsync(maxBatch: 200);
        await stock.ReceiveAsync("SALE", 1_000, cost: 250_000);
        var orders = Enumerable.Range(0, 10_000).Select(n => StockDatabase.Of(EventClass.AuthCreated, $"order-{n}", "SALE")).ToList();

        var first = await TakeAllAsync(stock, orders);

        Assert.Equal(1_000, first.Count(outcome => outcome.Disposition == Disposition.Moved));
        Assert.Equal(9_000, first.Count(outcome => outcome is { Disposition: Disposition.Refused, Reason: StockReason.OutOfStock }));
        Assert.Equal(["1000 | 1000 | 0"], await stock.LevelAsync("SALE"));
        Assert.Equal(["1000 | 1000"], await stock.RowsAsync("select count(*), sum(quantity) from inventory.stock_reservation"));

        var again = await TakeAllAsync(stock, [.. orders.AsEnumerable().Reverse()]);

        Assert.All(again, outcome => Assert.Equal((Disposition.Noop, StockReason.DuplicateMessage), (outcome.Disposition, outcome.Reason)));
        Assert.Equal(["1000 | 1000 | 0"], await stock.LevelAsync("SALE"));
        var comparison = await stock.CompareAsync();
        Assert.Equal((null, 0L), (comparison.Gap, comparison.RowsDiffering));
        Assert.Equal(10_001, comparison.Events);
    }

    // Both halves of a payment in neighbouring batches: the second is decided ahead, over what the first leaves.
    [Fact]
    public async Task Captures_right_behind_their_authorizations_find_what_these_reserved()
    {
        await using var stock = await StockDatabase.CreateAsync(maxBatch: 50);
        await stock.ReceiveAsync("TEA", 1_000);
        var events = Enumerable.Range(0, 20).SelectMany(block => new[] { EventClass.AuthCreated, EventClass.CaptureSucceeded }
            .SelectMany(step => Enumerable.Range(block * 50, 50).Select(n => StockDatabase.Of(step, $"order-{n}", "TEA", minute: n / 50))));

        var outcomes = await Task.WhenAll(events.Select(stock.TakeAsync));

        Assert.All(outcomes, outcome => Assert.Equal(Disposition.Moved, outcome.Disposition));
        Assert.Equal(["1000 | 0 | 1000"], await stock.LevelAsync("TEA"));
        Assert.Equal(0, (await stock.CompareAsync()).RowsDiffering);
    }

    static async Task<IReadOnlyList<StockOutcome>> TakeAllAsync(StockDatabase stock, IReadOnlyList<PaymentEvent> events)
    {
        var writers = Enumerable.Range(0, 8).Select(_ => stock.OpenWriter()).ToList();
        var outcomes = await Task.WhenAll(events.Select((e, n) => writers[n % 8].TakeAsync(e, CancellationToken.None)));
        await DisposeAsync(writers);
        return outcomes;
    }

    static async Task DisposeAsync(List<InventoryWriter> writers)
    {
        foreach (var writer in writers)
        {
            await writer.DisposeAsync();
        }
    }
}
