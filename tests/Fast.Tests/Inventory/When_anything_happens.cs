using FsCheck;
using FsCheck.Fluent;
using Ledger.Inventory.Events;
using Ledger.Inventory.Stock;
using Xunit;

namespace Ledger.Fast.Tests.Inventory;

/// <summary>What holds after every step of a shop that does anything in any order.</summary>
public sealed class When_anything_happens
{
    const int Steps = 300;
    const string Oversold = "TIN";

    [Fact]
    public void No_unit_is_sold_twice_no_cost_is_lost_and_the_facts_tell_it_all()
    {
        var kinds = new HashSet<string>(StringComparer.Ordinal);
        for (var seed = 1; seed <= 100; seed++)
        {
            var (book, shop) = (new StockBook { IsOneBatch = seed % 2 == 0 }, new RandomShop(seed));
            for (var step = 1; step <= Steps; step++)
            {
                shop.Step(book);
                AssertHolds(book, $"seed {seed}, step {step}");
            }

            AssertNoCostIsLost(book, $"seed {seed}");
            book.AssertFoldAgrees();
            kinds.UnionWith(Movements(book).Select(movement => movement.Kind));
        }

        // The shop must have done everything; a run that refuses all proves nothing.
        Assert.Equal(MovementKind.All.Except([MovementKind.Expected]).Order(StringComparer.Ordinal), kinds.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_shares_of_any_split_add_up_to_the_whole() => Prop.ForAll(
        Gen.Choose(0, 1_000_000).SelectMany(cost => Gen.Choose(1, 20).ArrayOf().Select(parts => (cost, parts))).ToArbitrary(),
        split =>
        {
            var (cost, units) = ((long)split.cost, split.parts.Sum(part => (long)part));
            foreach (var part in split.parts)
            {
                var share = StockBalance.Share(cost, part, units);
                // Nearest to the exact share, and never more than there is.
                Assert.InRange(share, 0, cost);
                Assert.True(Math.Abs((share * units) - (cost * part)) * 2 <= units);
                (cost, units) = (cost - share, units - part);
            }

            return units == 0 && (split.parts.Length == 0 || cost == 0);
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(5, 1, 2, 2)]
    [InlineData(7, 1, 2, 4)]
    [InlineData(100, 1, 3, 33)]
    [InlineData(100, 2, 3, 67)]
    [InlineData(9_000_000_000_000_000, 999_999_999, 1_000_000_000, 8_999_999_991_000_000)]
    public void A_share_is_rounded_half_to_even(long cost, long quantity, long of, long share) =>
        Assert.Equal(share, StockBalance.Share(cost, quantity, of));

    static void AssertHolds(StockBook book, string at)
    {
        var orders = book.States.Orders.Values.ToList();
        foreach (var (key, level) in book.States.Levels)
        {
            var b = level.Balance;
            var lines = orders.SelectMany(order => order.Lines).Where(line => line.Key == key).ToList();
            var lapsed = orders.Where(order => order.HasLapsed(book.States.AsOf)).Sum(order => order.LineOf(key)?.Reserved ?? 0);
            Assert.True(level.Lapsed == orders.Sum(order => order.LapsedOf(key, level.LapsedAsOf)), $"{at}: {key} counts {level.Lapsed} lapsed");
            var promised = b.Reserved - lapsed + b.Committed;
            Assert.True(promised >= 0 && (key.Sku == Oversold || promised <= b.OnHand), $"{at}: {key} promises {promised} of {b}");
            Assert.True(
                (b.Reserved, b.Committed) == (lines.Sum(line => line.Reserved), lines.Sum(line => line.Committed)), $"{at}: {key} {b}");
            Assert.True(
                b.InInspection == orders.SelectMany(order => order.Returns).Where(back => back.Key == key).Sum(back => back.Quantity),
                $"{at}: {key} inspects {b.InInspection}");
            Assert.True(b.OnHand > 0 || b.OnHandCost == 0, $"{at}: {key} has cost without units: {b}");
            Assert.True(b.InInspection > 0 || b.InspectionCost == 0, $"{at}: {key} has cost without units: {b}");
            Assert.All(lines, line => Assert.True(
                line.Reserved >= 0 && line.Committed >= 0 && line.Returned <= line.Shipped && line.ReturnedCost <= line.ShippedCost, $"{at}: {line}"));
        }
    }

    /// <summary>What came in is on hand, being inspected, out with customers or written off, to the minor unit.</summary>
    static void AssertNoCostIsLost(StockBook book, string at)
    {
        var levels = book.States.Levels.Values.Select(level => level.Balance).ToList();
        var there = levels.Sum(b => b.OnHandCost + b.InspectionCost);
        var away = book.States.Orders.Values.SelectMany(order => order.Lines).Sum(line => line.ShippedCost - line.ReturnedCost);
        var came = Movements(book).Sum(movement => movement.Kind switch
        {
            MovementKind.Received => movement.Cost,
            MovementKind.WrittenOff => -movement.Cost,
            MovementKind.Adjusted or MovementKind.Corrected =>
                movement.After.OnHand > movement.Before.OnHand ? movement.Cost : -movement.Cost,
            _ => 0,
        });
        Assert.True(came == there + away, $"{at}: {came} came in; {there} are there and {away} away");
    }

    static IEnumerable<StockMovement> Movements(StockBook book) =>
        book.Facts.Select(placed => placed.Fact).OfType<StockMoved>().SelectMany(moved => moved.Movements);
}
