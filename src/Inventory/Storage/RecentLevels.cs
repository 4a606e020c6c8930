using Ledger.EventStore;
using Ledger.Inventory.Stock;

namespace Ledger.Inventory.Storage;

/// <summary>
/// The levels this writer has seen last, good for as long as nobody else has written: every commit moves the chain's end, a repair of the
/// read models too. What sells often is so not read again for each batch. For use under the lock only.
/// </summary>
sealed class RecentLevels
{
    /// <summary>So many are kept, some six megabytes; then it begins anew.</summary>
    const int Most = 20_000;

    readonly Dictionary<StockKey, StockLevel> _levels = [];
    ChainHead _end;

    /// <summary>Forgets everything unless it is still so.</summary>
    /// <param name="end">The chain's end, as the lock has shown it.</param>
    public void Keep(ChainHead end)
    {
        if (!_end.IsStill(end))
        {
            _levels.Clear();
            _end = end;
        }
    }

    /// <summary>Those of some stocks whose levels are known.</summary>
    public Dictionary<StockKey, StockLevel> Of(IReadOnlyCollection<StockKey> stocks)
    {
        var known = new Dictionary<StockKey, StockLevel>(stocks.Count);
        foreach (var stock in stocks)
        {
            if (_levels.TryGetValue(stock, out var level))
            {
                known.Add(stock, level);
            }
        }

        return known;
    }

    /// <summary>Takes over what was read.</summary>
    public void Add(StockKey key, StockLevel level)
    {
        if (_levels.Count >= Most)
        {
            _levels.Clear();
        }

        _levels[key] = level;
    }

    /// <summary>Takes over what was committed.</summary>
    /// <param name="before">The chain's end before.</param>
    /// <param name="end">The end that it has left.</param>
    /// <param name="levels">What it wrote.</param>
    public void Move(ChainHead before, ChainHead end, IEnumerable<KeyValuePair<StockKey, StockLevel>> levels)
    {
        Keep(before);
        foreach (var (key, level) in levels)
        {
            Add(key, level);
        }

        _end = end;
    }
}
