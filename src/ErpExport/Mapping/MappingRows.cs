using Ledger.Accounting;
using Ledger.ErpExport.Yaml;

namespace Ledger.ErpExport.Mapping;

/// <summary>Reads the parts of a mapping row by row. No code may be blank: a blank one would say something without saying what.</summary>
static class MappingRows
{
    const string From = "from";
    const long RoundingCapMax = 1_000;

    static readonly string[] CompanyFields = ["provider", "account", "company", "home", From];
    static readonly string[] JournalFields = ["class", "journal", From];
    static readonly string[] AccountFields = ["ledger", "account", "party", "owned", "exclude", From];
    static readonly string[] CurrencyFields = ["currency", "home", "rate", From];
    static readonly string[] DimensionFields = ["name", "field", "accounts", "values", "default", From];
    static readonly string[] RoundingFields = ["account", "cap"];

    public static IReadOnlyList<CompanyRow> Companies(YamlRow file) => [.. file.NeededRows("companies", CompanyFields).Select(row =>
        new CompanyRow(
            row.Text("provider") ?? "*", row.Text("account") ?? "*", row.Needed("company", "the ERP's code of the company"),
            Home(row, row.Needed("home", "the company's own currency")), row.Day(From)))];

    public static IReadOnlyList<JournalRow> Journals(YamlRow file) => [.. file.NeededRows("journals", JournalFields).Select(row =>
        new JournalRow(row.Text("class") ?? "*", row.Needed("journal", "the ERP's journal"), row.Day(From)))];

    public static IReadOnlyList<AccountRow> Accounts(YamlRow file)
    {
        var rows = new List<AccountRow>();
        var seen = new HashSet<(string, DateOnly)>();
        foreach (var row in file.NeededRows("accounts", AccountFields))
        {
            var account = new AccountRow(
                row.Needed("ledger", "the code of our account, or *"), row.Text("account"), row.Text("party"), row.Flag("owned"),
                row.Flag("exclude"), row.Day(From));
            if (account.Exclude == row.Has("account"))
            {
                row.Tell("account", $"of {account.Ledger}: a row needs either 'account' or 'exclude: true'.");
            }

            NotTwice(row, seen, "ledger", account.Ledger, account.From);
            rows.Add(account);
        }

        return rows;
    }

    public static IReadOnlyList<CurrencyRow> Currencies(YamlRow file)
    {
        var rows = new List<CurrencyRow>();
        var seen = new HashSet<(string, DateOnly)>();
        foreach (var row in file.Rows("currencies", CurrencyFields))
        {
            var currency = new CurrencyRow(
                row.Needed("currency", "a code of ISO 4217, or *"), row.Text("home"), row.Rate("rate"), row.Day(From));
            if (currency.Currency is not ("" or "*"))
            {
                RequireCurrency(row, "currency", currency.Currency);
            }

            if (currency.Home is { } home)
            {
                RequireCurrency(row, "home", home);
            }

            if (currency.Currency == "*" && row.Has("rate"))
            {
                row.Tell("rate", "stands beside the currency \"*\", which cannot have one.");
            }

            var key = currency.Home is null ? currency.Currency : $"{currency.Currency}/{currency.Home}";
            NotTwice(row, seen, "currency", key, currency.From);
            rows.Add(currency);
        }

        return rows;
    }

    public static IReadOnlyList<DimensionRow> Dimensions(YamlRow file) => [.. file.Rows("dimensions", DimensionFields).Select(row =>
    {
        var field = row.Needed("field", "the field of an entry that it is taken from");
        if (field.Length > 0 && !MappingYaml.DimensionFields.Contains(field))
        {
            row.Tell("field", $"is '{field}'; there are {string.Join(", ", MappingYaml.DimensionFields)}.");
        }

        return new DimensionRow(
            row.Needed("name", "the ERP's dimension"), field, row.Texts("accounts"), row.Pairs("values"), row.Text("default"),
            row.Day(From));
    })];

    public static RoundingRow? Rounding(YamlRow file) => file.Row("rounding", RoundingFields) is { } row
        ? new RoundingRow(row.Needed("account", "the ERP's account for differences"), row.Whole("cap", 0, RoundingCapMax, 0))
        : null;

    static Currency Home(YamlRow row, string code)
    {
        RequireCurrency(row, "home", code);
        return Currency.TryParse(code, out var currency) ? currency : default;
    }

    static void RequireCurrency(YamlRow row, string name, string code)
    {
        if (code.Length > 0 && !Currency.TryParse(code, out _))
        {
            row.Tell(name, $"is '{code}', which is not a currency of ISO 4217.");
        }
    }

    static void NotTwice(YamlRow row, HashSet<(string, DateOnly)> seen, string name, string key, DateOnly from)
    {
        if (key.Length > 0 && !seen.Add((key, from)))
        {
            row.Tell(name, $"{key} has two rows from {(from == DateOnly.MinValue ? "the beginning" : $"{from:yyyy-MM-dd}")}.");
        }
    }
}
