using Ledger.Accounting;

namespace Ledger.JournalPosting.Storage;

/// <summary>Debits and credits added up per key; 128 bits, so that no batch overflows. They come out in order of the keys.</summary>
sealed class AccountTotals<TKey>(IComparer<TKey> order)
    where TKey : notnull
{
    readonly Dictionary<TKey, (Int128 Debits, Int128 Credits)> _sums = [];

    public int Count => _sums.Count;

    public TKey[] Keys => [.. _sums.Keys.Order(order)];

    public decimal[] Debits => [.. Keys.Select(key => (decimal)_sums[key].Debits)];

    public decimal[] Credits => [.. Keys.Select(key => (decimal)_sums[key].Credits)];

    public void Add(TKey key, Side side, long minorUnits)
    {
        var (debits, credits) = _sums.GetValueOrDefault(key);
        _sums[key] = side == Side.Debit ? (debits + minorUnits, credits) : (debits, credits + minorUnits);
    }
}
