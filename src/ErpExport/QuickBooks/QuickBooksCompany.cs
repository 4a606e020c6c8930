using System.Globalization;
using System.Text.Json;
using Ledger.Accounting;
using Ledger.ErpExport.Adapters;

namespace Ledger.ErpExport.QuickBooks;

/// <summary>What the company's preferences and reports tell: its currency, its closing date, its balances.</summary>
sealed class QuickBooksCompany(QuickBooksClient client)
{
    Currency? _home;

    /// <summary>Whether the books are open on a day; open when the company does not tell.</summary>
    /// <exception cref="ErpAwayException">It cannot be asked.</exception>
    public async Task<PeriodStatus> PeriodAsync(DateOnly date, CancellationToken ct)
    {
        var closing = (await PreferencesAsync(ct)).Find("AccountingInfoPrefs")?.Day("BookCloseDate");
        return closing is { } last && date <= last
            ? new PeriodStatus.Closed(
                $"The books are closed through {last:O}; an administrator of the company can move the closing date "
                + "(Account and settings, Advanced, Accounting).",
                last.AddDays(1))
            : PeriodStatus.Open.Instance;
    }

    /// <summary>The company's own currency; asked once.</summary>
    /// <exception cref="ErpAwayException">It cannot be asked, or does not tell.</exception>
    public async Task<Currency> HomeAsync(CancellationToken ct) => _home ??= Parse(
        (await PreferencesAsync(ct)).Find("CurrencyPrefs")?.Reference("HomeCurrency"));

    /// <summary>Balances of accounts by the trial balance, in the company's own currency; zero for what is not on it.</summary>
    /// <exception cref="ErpAwayException">It cannot be asked.</exception>
    public async Task<IReadOnlyList<ErpBalance>> BalancesAsync(
        IReadOnlyCollection<string> accounts, DateOnly? through, CancellationToken ct)
    {
        var end = (through ?? new DateOnly(2099, 12, 31)).ToString("O", CultureInfo.InvariantCulture);
        var report = (await client.AskAsync(
            $"reports/TrialBalance?accounting_method=Accrual&start_date=1980-01-01&end_date={end}", ct)).Require();
        var home = report.Find("Header")?.Text("Currency") is { } code ? Parse(code) : await HomeAsync(ct);
        var balances = accounts.Distinct(StringComparer.Ordinal)
            .ToDictionary(account => account, _ => Money.Zero(home), StringComparer.Ordinal);
        foreach (var (account, debit, credit) in Rows(report))
        {
            if (balances.TryGetValue(account, out var balance))
            {
                balances[account] = balance + Cell(debit, home, account) - Cell(credit, home, account);
            }
        }

        return [.. balances.Select(pair => new ErpBalance(pair.Key, null, null, pair.Value))];
    }

    async Task<JsonElement> PreferencesAsync(CancellationToken ct) =>
        (await client.AskAsync("preferences", ct)).Require().Find("Preferences")
        ?? throw QuickBooksEntryReader.Unreadable("The answer holds no Preferences.");

    static Currency Parse(string? code) => Currency.TryParse(code, out var currency)
        ? currency
        : throw QuickBooksEntryReader.Unreadable($"'{code}' is no currency of a company.");

    static Money Cell(string? text, Currency home, string account) =>
        text is null ? Money.Zero(home) : QuickBooksEntryReader.Amount(text, home, $"Trial balance, account {account}");

    /// <summary>Rows with an account's id: account, debit, credit; sections hold rows of their own.</summary>
    static IEnumerable<(string Account, string? Debit, string? Credit)> Rows(JsonElement section)
    {
        foreach (var row in section.Find("Rows") is { } rows ? rows.Each("Row") : [])
        {
            JsonElement[] cells = [.. row.Each("ColData")];
            if (cells is [var name, var debit, var credit, ..] && name.Text("id") is { } account)
            {
                yield return (account, debit.Text("value"), credit.Text("value"));
            }

            foreach (var inner in Rows(row))
            {
                yield return inner;
            }
        }
    }
}
