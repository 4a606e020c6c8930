using Ledger.Accounting;

namespace Ledger.JournalPosting.Matrix;

/// <summary>Reads the chart of accounts (R-JR-40).</summary>
public static class ChartYaml
{
    static readonly Dictionary<string, AccountType> Types = Enum.GetValues<AccountType>()
        .ToDictionary(type => type.ToString().ToLowerInvariant(), StringComparer.Ordinal);

    static readonly Dictionary<string, Side> Sides = new(StringComparer.Ordinal)
    {
        ["debit"] = Side.Debit,
        ["credit"] = Side.Credit,
    };

    static readonly Dictionary<string, string> CashFlowClasses = new[]
    {
        "operating", "investing", "financing", "cash", "none",
    }.ToDictionary(name => name, StringComparer.Ordinal);

    /// <summary>Reads a chart.</summary>
    /// <param name="path">A file; null for the one that comes with the product.</param>
    /// <exception cref="MatrixRefusedException">It is not valid; all problems are listed with their lines.</exception>
    public static ChartOfAccounts Load(string? path) => Parse(RuleFile.Read(path, "chart.yaml"), path ?? "chart.yaml");

    /// <summary>Reads a chart from its text.</summary>
    /// <exception cref="MatrixRefusedException">It is not valid; all problems are listed with their lines.</exception>
    public static ChartOfAccounts Parse(string yaml, string name)
    {
        var problems = new Problems(name);
        var root = YamlFields.Root(yaml, problems);
        problems.ThrowIfAny();
        var fields = new YamlFields(root!, "the chart", problems);
        var version = fields.Text("version");
        var accounts = fields.Nodes("accounts")
            .Select(node => ReadAccount(new YamlFields(node, "an account", problems), problems))
            .ToList();
        fields.ReportUnknown();
        foreach (var twice in accounts.GroupBy(a => a.Account.Code).Where(group => group.Count() > 1))
        {
            problems.Add(twice.Last().Line, $"Account {twice.Key} stands twice in the chart.");
        }

        problems.ThrowIfAny();
        return new ChartOfAccounts(version, accounts.Select(a => a.Account));
    }

    static (Account Account, long Line) ReadAccount(YamlFields fields, Problems problems)
    {
        var account = new Account(
            fields.Text("code"), fields.Text("name"), fields.OneOf("type", Types, AccountType.Asset),
            fields.OneOf("normalBalance", Sides, Side.Debit), fields.Text("statementLine"),
            fields.OneOf("cashFlowClass", CashFlowClasses, "none"), fields.Text("currencyRule"));
        if (account.CurrencyRule is not ("" or "any") && !Currency.TryParse(account.CurrencyRule, out _))
        {
            problems.Add(fields.Line, $"currencyRule of account {account.Code} must be any or a currency.");
        }

        fields.ReportUnknown();
        return (account, fields.Line);
    }
}
