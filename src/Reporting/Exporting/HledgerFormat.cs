using System.Text;
using Ledger.Accounting;

namespace Ledger.Reporting.Exporting;

/// <summary>A journal for hledger; passes <c>hledger check --strict ordereddates uniqueleafnames</c> (seen with 1.25).</summary>
sealed class HledgerFormat : IPlainTextFormat
{
    /// <inheritdoc/>
    public IEnumerable<string> Opening(JournalExtent extent, ChartOfAccounts chart)
    {
        yield return $"; Journal up to position {extent.Position}, chart of accounts {chart.Version}.";
        yield return "; In values of tags, commas, percent signs and control characters are percent-encoded.";
        yield return "decimal-mark .";
        yield return "";
        foreach (var currency in extent.Currencies)
        {
            yield return $"commodity 1000.{new string('0', currency.Exponent)} {currency.Code}";
        }

        yield return "";
        foreach (var (code, account) in extent.Accounts(chart))
        {
            var type = TypeOf(account?.Type);
            yield return $"account {NameOf(code, account)}{(type is null ? "" : $"  ; type: {type}")}";
        }

        yield return "";
    }

    /// <inheritdoc/>
    public IEnumerable<string> Entry(ExportedEntry entry, AccountNames names)
    {
        var body = entry.Entry;
        yield return $"{body.BookingDate:yyyy-MM-dd} * ({body.EntryId}) {Description(body)}";
        foreach (var (name, value) in entry.References())
        {
            yield return $"    ; {name}: {Encoded(value)}";
        }

        foreach (var line in body.Lines)
        {
            yield return $"    {names[line.Account]}  {line.SignedAmount()} {line.Currency.Code}";
        }

        yield return "";
    }

    /// <inheritdoc/>
    public IEnumerable<string> Closing(JournalExtent extent, AccountNames names)
    {
        if (extent.Balances.Count == 0)
        {
            yield break;
        }

        yield return $"{extent.Last:yyyy-MM-dd} * (balances) Balances at position {extent.Position}";
        foreach (var balance in extent.Balances)
        {
            var code = balance.Currency.Code;
            yield return $"    {names[balance.Account]}  {Money.Format(0, balance.Currency.Exponent)} {code} = {balance.Amount} {code}";
        }
    }

    /// <inheritdoc/>
    public string NameOf(string code, Account? account) =>
        $"{RootOf(account?.Type)}:{$"{code} {AccountNames.Words(account?.Name ?? "not in the chart", ' ')}"}";

    static string Description(RecordedFact body) =>
        AccountNames.Words(body.Variant ?? body.Class, '-') + (body.PaymentId is null ? "" : " | " + Plain(body.PaymentId));

    static string RootOf(AccountType? type) => type switch
    {
        AccountType.Asset => "assets",
        AccountType.Liability => "liabilities",
        AccountType.Equity => "equity",
        AccountType.Revenue => "revenues",
        AccountType.Expense => "expenses",
        AccountType.Memo => "memo",
        null => "unknown",
    };

    static string? TypeOf(AccountType? type) => type switch
    {
        AccountType.Asset => "A",
        AccountType.Liability => "L",
        AccountType.Equity => "E",
        AccountType.Revenue => "R",
        AccountType.Expense => "X",
        AccountType.Memo or null => null,
    };

    /// <summary>Text that may stand in a description: no comment sign, nothing that ends the line.</summary>
    static string Plain(string text) =>
        string.Concat(text.Select(c => c is ';' or '|' || char.IsControl(c) ? '_' : c));

    static string Encoded(string value)
    {
        var encoded = new StringBuilder();
        foreach (var c in value)
        {
            encoded.Append(c is ',' or '%' || char.IsControl(c) ? $"%{(int)c:X2}" : c.ToString());
        }

        return encoded.ToString();
    }
}
