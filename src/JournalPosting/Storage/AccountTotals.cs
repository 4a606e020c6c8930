using Ledger.Accounting;

namespace Ledger.JournalPosting.Storage;

/// <summary>Debits and credits added up per key; 128 bits, so that no batch overflows.</summary>
sealed class AccountTotals<TKey>
    where TKey : notnull
{
    readonly SortedDictionary<TKey, (Int128 Debits, Int128 Credits)> _sums;

    public AccountTotals(IComparer<TKey> order) => _sums = new(order);

    public int Count => _sums.Count;

    public TKey[] Keys => [.. _sums.Keys];

    public decimal[] Debits => [.. _sums.Values.Select(sum => (decimal)sum.Debits)];

    public decimal[] Credits => [.. _sums.Values.Select(sum => (decimal)sum.Credits)];

    public void Add(TKey key, Side side, long minorUnits)
    {
        var (debits, credits) = _sums.GetValueOrDefault(key);
        _sums[key] = side == Side.Debit ? (debits + minorUnits, credits) : (debits, credits + minorUnits);
    }
}
