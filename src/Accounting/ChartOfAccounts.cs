using System.Diagnostics.CodeAnalysis;

namespace Ledger.Accounting;

/// <summary>The full list of accounts that entries may post to, in order of their codes.</summary>
public sealed class ChartOfAccounts
{
    readonly SortedDictionary<string, Account> _accounts = new(StringComparer.Ordinal);

    /// <summary>Builds a chart.</summary>
    /// <param name="version">Version of the chart, stored with what is posted under it.</param>
    /// <param name="accounts">The accounts; codes must be unique.</param>
    /// <exception cref="FormatException">A code occurs twice.</exception>
    public ChartOfAccounts(string version, IEnumerable<Account> accounts)
    {
        Version = version;
        foreach (var account in accounts)
        {
            if (!_accounts.TryAdd(account.Code, account))
            {
                throw new FormatException($"Account {account.Code} stands twice in the chart of accounts.");
            }
        }
    }

    /// <summary>Version of the chart.</summary>
    public string Version { get; }

    /// <summary>All accounts in order of their codes.</summary>
    public IReadOnlyCollection<Account> Accounts => _accounts.Values;

    /// <summary>Finds an account by its code.</summary>
    public bool TryFind(string code, [NotNullWhen(true)] out Account? account) =>
        _accounts.TryGetValue(code, out account);
}
