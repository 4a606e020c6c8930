using Ledger.Accounting;

namespace Ledger.Reporting.Exporting;

/// <summary>
/// A file for beancount; passes <c>bean-check</c> (seen with 2.3.5). Tolerances are switched off: an entry balances to
/// the last minor unit or not at all. Memo accounts stand under Equity, where the two sides cancel out.
/// </summary>
sealed class BeancountFormat : IPlainTextFormat
{
    /// <inheritdoc/>
    public IEnumerable<string> Opening(JournalExtent extent, ChartOfAccounts chart)
    {
        yield return $"; Journal up to position {extent.Position}, chart of accounts {chart.Version}.";
        yield return "option \"title\" \"Ledger\"";
        yield return "option \"inferred_tolerance_multiplier\" \"0\"";
        foreach (var currency in extent.Currencies)
        {
            yield return $"option \"operating_currency\" \"{currency.Code}\"";
        }

        yield return "";
        foreach (var currency in extent.Currencies)
        {
            yield return $"{extent.First:yyyy-MM-dd} commodity {currency.Code}";
            yield return $"  exponent: {currency.Exponent}";
        }

        yield return "";
        foreach (var (code, account) in extent.Accounts(chart))
        {
            var only = account is { CurrencyRule: not "any" } ? " " + account.CurrencyRule : "";
            yield return $"{extent.First:yyyy-MM-dd} open {NameOf(code, account)}{only}";
            yield return $"  code: {Quoted(code)}";
            yield return $"  name: {Quoted(account?.Name ?? "not in the chart")}";
        }

        yield return "";
    }

    /// <inheritdoc/>
    public IEnumerable<string> Entry(ExportedEntry entry, AccountNames names)
    {
        var body = entry.Entry;
        yield return $"{body.BookingDate:yyyy-MM-dd} * {Quoted(body.PaymentId ?? "")} {Quoted(body.Variant ?? body.Class)} ^{body.EntryId}";
        foreach (var (name, value) in entry.References())
        {
            yield return $"  {name}: {Quoted(value)}";
        }

        foreach (var line in body.Lines)
        {
            yield return $"  {names[line.Account]}  {line.SignedAmount()} {line.Currency.Code}";
        }

        yield return "";
    }

    /// <inheritdoc/>
    public IEnumerable<string> Closing(JournalExtent extent, AccountNames names) =>
        extent.Balances.Select(balance =>
            $"{extent.Last.AddDays(1):yyyy-MM-dd} balance {names[balance.Account]}  {balance.Amount} ~ 0 {balance.Currency.Code}");

    /// <inheritdoc/>
    public string NameOf(string code, Account? account)
    {
        var leaf = AccountNames.Words($"{code} {account?.Name ?? "not in the chart"}", '-');
        return $"{RootOf(account?.Type)}:{char.ToUpperInvariant(leaf[0])}{leaf[1..]}";
    }

    static string RootOf(AccountType? type) => type switch
    {
        AccountType.Asset => "Assets",
        AccountType.Liability => "Liabilities",
        AccountType.Equity or AccountType.Memo or null => "Equity",
        AccountType.Revenue => "Income",
        AccountType.Expense => "Expenses",
    };

    static string Quoted(string text)
    {
        var plain = string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c));
        return $"\"{plain.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
    }
}
