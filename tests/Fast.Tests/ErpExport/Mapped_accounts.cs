using Ledger.ErpExport.Mapping;
using Ledger.ErpExport.Outside;
using Ledger.ErpExport.Targets;
using Xunit;

namespace Ledger.Fast.Tests.ErpExport;

/// <summary>Accounts of the ERP by a mapping, there and back.</summary>
public sealed class Mapped_accounts
{
    [Theory]
    [InlineData("{ledger: '1150', account: '1460', owned: true}", "1460", true)]
    [InlineData("{ledger: '1150', account: '1460', owned: true}", "1150", false)]
    [InlineData("{ledger: '1150', account: 'X{code}', owned: true}", "X1150", true)]
    [InlineData("{ledger: '1150', account: 'X{code}', owned: true}", "X1160", false)]
    [InlineData("{ledger: '*', account: 'X{code}', owned: true}", "X1150", true)]
    [InlineData("{ledger: '*', account: 'X{code}-{code}.00', owned: true}", "X1150-1150.00", true)]
    [InlineData("{ledger: '*', account: 'X{code}-{code}.00', owned: true}", "X1150-1151.00", false)]
    [InlineData("{ledger: '*', account: 'X{code}', owned: true}", "Y1150", false)]
    [InlineData("{ledger: '*', account: 'X{code}', owned: true}", "X", false)]
    [InlineData("{ledger: '*', account: 'X{code}', owned: true}", "", false)]
    [InlineData("{ledger: '*', account: 'X{code}'}", "X1150", false)]
    [InlineData("{ledger: '*', account: '9999', owned: true}", "9999", true)]
    [InlineData("{ledger: '*', account: 'X{code}', owned: true}, {ledger: '1150', account: '1460'}", "X1150", false)]
    [InlineData("{ledger: '*', account: 'X{code}', owned: true}, {ledger: '1150', exclude: true}", "X1150", false)]
    [InlineData("{ledger: '*', account: 'X{code}', owned: true}, {ledger: '1150', account: '1460', from: 2026-07-01}", "X1150", true)]
    [InlineData("{ledger: '*', account: 'X{code}', owned: true}, {ledger: '1150', account: 'X1150'}", "X1150", false)]
    public void An_owned_account_is_known_by_its_pattern(string rows, string account, bool owned) =>
        Assert.Equal(owned, Mapping(rows).Owns(account));

    [Fact]
    public void What_a_row_for_all_accounts_owns_is_what_it_maps()
    {
        var mapping = Mapping("{ledger: '*', account: 'PSP/{code}', owned: true}, {ledger: '4000', account: '8400'}");
        var day = new DateOnly(2026, 3, 15);

        Assert.All(["1000", "1150", "4000", "x"], code => Assert.Equal(code != "4000", mapping.Owns(mapping.AccountOf(code, day)!.Code)));
    }

    [Fact]
    public void Others_speak_for_configured_targets_whose_adapter_is_outside_alone()
    {
        ErpTarget[] targets = [EntrySample.Target(), EntrySample.Target() with { Name = "files", Kind = "csv" }];

        Assert.Null(OutsideTargets.Fault(targets, "books"));
        Assert.Contains("adapter of the export's own", OutsideTargets.Fault(targets, "files"), StringComparison.Ordinal);
        Assert.Contains("not among the configured", OutsideTargets.Fault(targets, "boks"), StringComparison.Ordinal);
    }

    static ErpMapping Mapping(string rows) => MappingYaml.Parse(
        $"{{version: v, companies: [{{company: C, home: EUR}}], journals: [{{journal: J}}], accounts: [{rows}]}}", "m.yaml");
}
