using Ledger.ErpExport.Mapping;
using Ledger.ErpExport.Runs;
using Xunit;

namespace Ledger.Fast.Tests.ErpExport;

/// <summary>A mapping that is read is whole, and of one that is not every fault has its place (R-ERP-22).</summary>
public sealed class When_parts_of_a_mapping_are_blank
{
    const string Whole =
        """
        version: "7"
        companies:
          - {provider: stripe, account: acct_1, company: C1, home: EUR, from: 2026-01-01}
          - {company: C2, home: EUR}
        journals: [{class: fee-posted, journal: FEE, from: 2026-02-01}, {journal: LDG}]
        accounts:
          - {ledger: "*", account: "X{code}", party: P1, owned: true}
          - {ledger: "9000", exclude: true, from: 2026-01-01}
        currencies: [{currency: USD, home: EUR, rate: 0.9173, from: 2026-01-01}, {currency: JPY, rate: 0.0061}, {currency: "*"}]
        dimensions: [{name: Channel, field: provider, values: {stripe: S}, default: other, accounts: ["6100"], from: 2026-01-01}]
        rounding: {account: ROUND, cap: 1000}
        """;

    public static TheoryData<string> Blanks => ["null", "", "\"\"", "\" \"", "[]", "{}", "x", "\"a\\0b\""];

    [Fact]
    public void Nothing_is_wrong_with_the_whole() => Assert.Empty(Faults(Whole));

    [Theory]
    [InlineData("null")]
    [InlineData("")]
    [InlineData("~")]
    [InlineData("\"\"")]
    [InlineData("\" \"")]
    public void A_blank_is_never_taken_for_anything(string blank) => YamlNodes.NoBlankIsTaken(Whole, blank, Faults);

    [Theory]
    [MemberData(nameof(Blanks))]
    public void Whatever_stands_somewhere_is_read_or_refused_by_its_place(string other) =>
        Assert.All(YamlNodes.With(Whole, other), changed => ReadOrRefused(changed.Yaml));

    [Fact]
    public void Whatever_is_left_out_is_not_needed_or_missed_by_its_place() =>
        Assert.All(YamlNodes.Without(Whole), changed => ReadOrRefused(changed.Yaml));

    [Theory]
    [InlineData("version", "version is missing")]
    [InlineData("companies[2].company", "companies[2].company is missing")]
    [InlineData("companies[2].home", "companies[2].home is missing")]
    [InlineData("journals", "journals has no row")]
    [InlineData("journals[2].journal", "journals[2].journal is missing")]
    [InlineData("accounts", "accounts has no row")]
    [InlineData("accounts[1].ledger", "accounts[1].ledger is missing")]
    [InlineData("accounts[1].account", "accounts[1].account of *: a row needs either 'account' or 'exclude: true'")]
    [InlineData("accounts[2].exclude", "accounts[2].account of 9000: a row needs either 'account' or 'exclude: true'")]
    [InlineData("currencies[1].currency", "currencies[1].currency is missing")]
    [InlineData("dimensions[1].name", "dimensions[1].name is missing")]
    [InlineData("dimensions[1].field", "dimensions[1].field is missing")]
    [InlineData("rounding.account", "rounding.account is missing")]
    public void What_must_be_there_is_missed(string left, string fault) => YamlNodes.IsMissed(Whole, left, fault, Faults);

    [Theory]
    [InlineData("")]
    [InlineData("just a text")]
    [InlineData("[1, 2]")]
    [InlineData("version: [")]
    [InlineData("version: 1\nversion: 2")]
    [InlineData("? [a, b]\n: c")]
    [InlineData("--- a\n--- b")]
    public void What_is_no_mapping_is_refused(string yaml) => Assert.NotEmpty(Faults(yaml));

    [Fact]
    public void All_faults_are_told_at_once_each_with_its_line()
    {
        var faults = Faults(
            """
            companies: [{company: C1, home: EURO}]
            journals:
            accounts:
              - {ledger: "1000", account: ""}
              - {ledger: "1000", account: "2", owned: yes}
              - {ledger: "1050", acount: "2"}
            currencies: [{currency: "*", rate: 2}, {currency: USD, rate: -1, from: 2026-13-01}, {currency: JPY, rate: 1e9}, {currency: GBP, rate: 1000000001}]
            dimensions: [{name: D, field: color, values: {a: [1]}}]
            rounding: {account: R, cap: 1001}
            """);

        string[] starts =
        [
            "m.yaml:1: version is missing", "m.yaml:1: companies[1].home is 'EURO'", "m.yaml:2: journals is blank",
            "m.yaml:4: accounts[1].account is blank", "m.yaml:5: accounts[2].owned is 'yes'",
            "m.yaml:5: accounts[2].ledger 1000 has two rows", "m.yaml:6: accounts[3] has the field 'acount'",
            "m.yaml:6: accounts[3].account of 1050: a row needs", "m.yaml:7: currencies[1].rate stands beside",
            "m.yaml:7: currencies[2].rate is '-1'", "m.yaml:7: currencies[2].from is '2026-13-01'",
            "m.yaml:7: currencies[3].rate is '1e9'", "m.yaml:7: currencies[4].rate is '1000000001'",
            "m.yaml:8: dimensions[1].field is 'color'", "m.yaml:8: dimensions[1].values.a must be one value",
            "m.yaml:9: rounding.cap must be",
        ];
        YamlNodes.AreAll(faults, starts);
    }

    static void ReadOrRefused(string yaml)
    {
        ErpMapping mapping;
        try
        {
            mapping = MappingYaml.Parse(yaml, "m.yaml");
        }
        catch (MappingRefusedException refused)
        {
            Assert.NotEmpty(refused.Problems);
            Assert.All(refused.Problems, problem => Assert.Matches("^m[.]yaml:[0-9]+: ", problem));
            return;
        }

        // What is read can be used, and excludes nothing: no entry has a memo account.
        var built = new DocumentBuilder(EntrySample.Target(), mapping, EntrySample.Can()).Build(EntrySample.Run(), EntrySample.Random(5, 20));
        Assert.Empty(built.Excluded);
        Assert.Empty(built.ExcludedAccounts);
        _ = mapping.Owns("X1150");
    }

    static IReadOnlyList<string> Faults(string yaml)
    {
        try
        {
            MappingYaml.Parse(yaml, "m.yaml");
            return [];
        }
        catch (MappingRefusedException refused)
        {
            return refused.Problems;
        }
    }
}
