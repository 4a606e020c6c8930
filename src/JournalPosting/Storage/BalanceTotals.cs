using Ledger.JournalPosting.Events;

namespace Ledger.JournalPosting.Storage;

/// <summary>What entries add to the balances of accounts and to those of their days.</summary>
sealed class BalanceTotals
{
    static readonly Comparer<(string Account, string Currency)> ByAccount = Comparer<(string Account, string Currency)>
        .Create((a, b) => string.CompareOrdinal(a.Account, b.Account) is var byAccount and not 0
            ? byAccount
            : string.CompareOrdinal(a.Currency, b.Currency));

    static readonly Comparer<(DateOnly Day, string Account, string Currency)> ByDay =
        Comparer<(DateOnly Day, string Account, string Currency)>.Create((a, b) => a.Day != b.Day
            ? a.Day.CompareTo(b.Day)
            : ByAccount.Compare((a.Account, a.Currency), (b.Account, b.Currency)));

    public AccountTotals<(string Account, string Currency)> Accounts { get; } = new(ByAccount);

    public AccountTotals<(DateOnly Day, string Account, string Currency)> Days { get; } = new(ByDay);

    public void Add(JournalFact fact)
    {
        if (fact is not JournalEntryPosted entry)
        {
            return;
        }

        foreach (var line in entry.Lines)
        {
            Accounts.Add((line.Account, line.Currency), line.Side, line.MinorUnits);
            Days.Add((entry.BookingDate, line.Account, line.Currency), line.Side, line.MinorUnits);
        }
    }
}
