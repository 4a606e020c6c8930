using Ledger.Cli.Demo;
using Ledger.Cli.Demo.Stock;
using Ledger.Faults.Checking;
using Xunit;

namespace Ledger.Faults.Tests;

/// <summary>What is said of stock is spoilt in each way that a run must find.</summary>
public sealed class Shelves
{
    static readonly Guid Receipt = SampleRun.Id(31);
    static readonly StockFigure Tally = new("TEA", 5, 1, 0, 0, 0, 4, 500);

    static readonly StockFacts Stock = new()
    {
        Inbox =
        [
            new(SampleRun.CaptureFact, SampleRun.Stream, "moved", ""), new(SampleRun.FeeFact, SampleRun.Stream, "noop", "NO_STOCK_EFFECT"),
            new(Receipt, "stock/TEA@MAIN", "moved", ""),
        ],
        Levels = [new("TEA", "MAIN", 5, 1, 0, 0, 0, 500, 2)],
        Moves =
        [
            new(SampleRun.Id(41), 1, Receipt, "TEA", "MAIN", 1, "stock/TEA@MAIN"),
            new(SampleRun.Id(42), 2, SampleRun.CaptureFact, "TEA", "MAIN", 2, SampleRun.Stream),
        ],
        LastPosition = 2,
        RelayPosition = 2,
    };

    static readonly string[] Heard = ["sku+location+sequence TEA MAIN 1", "sku+location+sequence TEA MAIN 2"];

    [Fact]
    public void Shelves_that_agree_pass() => Assert.Empty(Check(Stock));

    [Fact]
    public void A_lost_unit_is_found() =>
        Found(Stock with { Levels = [Stock.Levels[0] with { OnHand = 4 }] }, "stock of TEA: the tally says");

    [Fact]
    public void A_unit_sold_twice_is_found() =>
        Found(Stock with { Levels = [Stock.Levels[0] with { Committed = 5 }] }, "stock of TEA is sold twice");

    [Fact]
    public void A_lost_outcome_is_found() => Found(Stock with { Inbox = [.. Stock.Inbox.Skip(1)] }, $"stock: {SampleRun.CaptureFact} has 0 outcomes");

    [Fact]
    public void A_lost_command_is_found() => Found(Stock with { Inbox = [.. Stock.Inbox.SkipLast(1)] }, $"stock: {Receipt} has 0 outcomes");

    [Fact]
    public void A_second_outcome_is_found() =>
        Found(Stock with { Inbox = [.. Stock.Inbox, Stock.Inbox[0]] }, $"stock: {SampleRun.CaptureFact} has 2 outcomes");

    [Fact]
    public void What_a_person_must_look_at_is_found() => Found(
        Stock with { Inbox = [Stock.Inbox[0] with { Disposition = "exception" }, .. Stock.Inbox.Skip(1)] },
        $"stock: {SampleRun.CaptureFact} of {SampleRun.Stream} ended as 'exception'");

    [Fact]
    public void A_cause_that_moved_twice_is_found() => Found(
        Stock with { Moves = [.. Stock.Moves, Stock.Moves[1] with { Position = 3, Sequence = 3 }] },
        $"stock: {SampleRun.CaptureFact} moved units 2 times");

    [Fact]
    public void A_missing_number_is_found() => Found(Stock with { Moves = [Stock.Moves[1]] }, "stock of TEA stands at movement 2; the events have 1");

    [Fact]
    public void A_channel_that_lags_is_found() => Assert.Contains(
        StockCheck.Run([Tally], 0, [Receipt], Stock, SampleRun.Facts, Heard[..1]),
        found => found.StartsWith("stock of TEA stands at movement 2; a channel heard of 1", StringComparison.Ordinal));

    [Fact]
    public void A_refusal_too_many_is_found() => Found(
        Stock with { Inbox = [.. Stock.Inbox.SkipLast(1), Stock.Inbox[2] with { Reason = "OUT_OF_STOCK" }] }, "stock: 1 orders were refused");

    [Fact]
    public void A_relay_that_is_behind_is_found() => Found(Stock with { RelayPosition = 1 }, "stock: the relay stands at 1");

    [Fact]
    public void Goods_that_were_booked_otherwise_are_found()
    {
        var sold = new ExpectedFact("shipped", new ExpectedEntry("5000", "1200", 500, "EUR"));
        var booked = SampleRun.Facts with
        {
            Lines = [.. SampleRun.Entry(SampleRun.Id(51), "5000", "1200", 500).Select(line => line with { StreamId = "goods/inventory/MAIN/o" })],
        };
        Assert.Empty(StockCheck.Goods([sold], booked));
        Assert.NotEmpty(StockCheck.Goods([], booked));
        Assert.NotEmpty(StockCheck.Goods([sold], SampleRun.Facts));
    }

    static void Found(StockFacts stock, string expected) =>
        Assert.Contains(Check(stock), found => found.StartsWith(expected, StringComparison.Ordinal));

    static IEnumerable<string> Check(StockFacts stock) => StockCheck.Run([Tally], 0, [Receipt], stock, SampleRun.Facts, Heard);
}
