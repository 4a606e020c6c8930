using System.Reflection;
using Ledger.ErpExport.Mapping;
using Ledger.ErpExport.Targets;
using Ledger.JournalPosting.Matrix;
using Ledger.TestKit;
using Xunit;

namespace Ledger.Storage.Tests.ErpExport;

/// <summary>What docs/erp.md says of the two files is what the code reads.</summary>
public sealed class Samples_of_docs
{
    static readonly string Folder = Path.Combine(Repository.Root, "docs", "samples", "erp");

    [Fact]
    public void The_sample_target_has_the_sample_mapping()
    {
        var target = Assert.Single(TargetsYaml.Load(Path.Combine(Folder, "targets.yaml"), _ => null));

        Assert.Equal(Path.Combine(Folder, "mapping.yaml"), target.MappingPath);
        Assert.Equal("2026-11", MappingYaml.Load(target.MappingPath).Version);
    }

    [Fact]
    public void The_sample_mapping_maps_every_account_of_the_chart_and_excludes_memo_accounts()
    {
        var mapping = MappingYaml.Load(Path.Combine(Folder, "mapping.yaml"));
        var day = new DateOnly(2026, 11, 20);

        Assert.All(ChartYaml.Load(null).Accounts, account => Assert.Equal(
            account.Type == Ledger.Accounting.AccountType.Memo, Assert.IsType<MappedAccount>(mapping.AccountOf(account.Code, day)) == MappedAccount.Excluded));
        Assert.NotNull(mapping.CompanyOf("stripe", "acct_1", day));
        Assert.NotNull(mapping.JournalOf("capture-succeeded", day));
        Assert.Equal(
            [0.92m, 0.91m],
            new[] { day, new DateOnly(2026, 12, 1) }.Select(on => mapping.CurrencyOf(Currency("USD"), Currency("EUR"), on)!.Value.Rate!.Value));
    }

    [Fact]
    public void Every_field_of_both_files_stands_on_the_page()
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "erp.md"));
        Type[] rows = [typeof(MappingFile), typeof(CompanyRow), typeof(JournalRow), typeof(AccountRow), typeof(CurrencyRow), typeof(DimensionRow), typeof(RoundingRow)];

        var fields = rows.SelectMany(row => row.GetProperties(BindingFlags.Public | BindingFlags.Instance))
            .Select(field => char.ToLowerInvariant(field.Name[0]) + field.Name[1..]).Concat(TargetsYaml.Fields).Distinct().ToList();

        Assert.InRange(fields.Count, 30, 60);
        Assert.DoesNotContain(
            fields, field => !page.Contains($"`{field}`", StringComparison.Ordinal) && !page.Contains($"`{field}: ", StringComparison.Ordinal));
    }

    static Ledger.Accounting.Currency Currency(string code) => Ledger.Accounting.Currency.Parse(code);
}
