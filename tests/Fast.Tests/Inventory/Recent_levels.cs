using Ledger.EventStore;
using Ledger.Inventory.Stock;
using Ledger.Inventory.Storage;
using Xunit;

namespace Ledger.Fast.Tests.Inventory;

public sealed class Recent_levels
{
    static readonly StockKey Tea = new("TEA", "ZRH");
    static readonly StockKey Mug = new("MUG", "ZRH");

    readonly RecentLevels _levels = new();

    [Fact]
    public void Hold_as_long_as_the_chain_ends_where_it_did()
    {
        _levels.Move(End(0), End(1), [new(Tea, Units(4))]);
        _levels.Keep(End(1));
        _levels.Add(Mug, Units(7));
        _levels.Move(End(1), End(2), [new(Tea, Units(3))]);
        _levels.Keep(End(2));

        Assert.Equal([(Mug, 7L), (Tea, 3L)], Known());
    }

    [Theory]
    [InlineData(3, 2)]
    [InlineData(2, 3)]
    public void Are_forgotten_once_somebody_else_has_written(long position, long commits)
    {
        _levels.Move(End(0), End(2), [new(Tea, Units(4))]);

        _levels.Keep(new ChainHead(position, [], 2, commits));

        Assert.Empty(Known());
    }

    // Decided ahead, a batch is committed without having loaded anything here.
    [Fact]
    public void Are_only_what_was_committed_when_somebody_else_has_written_before()
    {
        _levels.Move(End(0), End(1), [new(Tea, Units(4))]);

        _levels.Move(End(5), End(6), [new(Mug, Units(7))]);

        Assert.Equal([(Mug, 7L)], Known());
    }

    [Fact]
    public void Are_not_more_than_memory_is_meant_for()
    {
        _levels.Move(End(0), End(1), Enumerable.Range(0, 20_000).Select(n => new KeyValuePair<StockKey, StockLevel>(new($"S{n}", "ZRH"), Units(n))));
        var known = _levels.Of([Tea, new("S19999", "ZRH")]);

        _levels.Add(Tea, Units(1));

        Assert.Equal(19_999, known.Single().Value.Balance.OnHand);
        Assert.Equal([(Tea, 1L)], Known());
        Assert.Empty(_levels.Of([new("S19999", "ZRH")]));
    }

    IEnumerable<(StockKey, long)> Known() => _levels.Of([Mug, Tea]).Select(pair => (pair.Key, pair.Value.Balance.OnHand)).OrderBy(pair => pair.Key);

    static ChainHead End(long commits) => new(commits, [], commits, commits);

    static StockLevel Units(long onHand) => StockLevel.None with { Balance = new() { OnHand = onHand } };
}
