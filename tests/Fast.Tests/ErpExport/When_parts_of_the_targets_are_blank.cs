using Ledger.ErpExport.Adapters;
using Ledger.ErpExport.Targets;
using Xunit;

namespace Ledger.Fast.Tests.ErpExport;

/// <summary>A file of targets that is read is whole, and of one that is not every fault has its place.</summary>
public sealed class When_parts_of_the_targets_are_blank
{
    const string Whole =
        """
        targets:
          - name: books
            kind: outside
            prefix: LDG
            mode: summary
            cutSeconds: 900
            closedPeriod: next-open
            startAfter: 17
            mapping: mapping.yaml
            missingHours: 4
            confirmSeconds: 60
            settings: {maxLines: "500", currencies: one}
          - {name: files, kind: csv, prefix: CSV, mode: detail, mapping: mapping.yaml, settings: {folder: out, acknowledgements: in, rowsPerPart: "10"}}
          - {name: odoo, kind: odoo, prefix: O, mapping: mapping.yaml, settings: {url: "http://127.0.0.1", database: d, apiKey: "env:KEY"}}
        """;

    [Fact]
    public void Nothing_is_wrong_with_the_whole() => Assert.Empty(Faults(Whole));

    [Theory]
    [InlineData("null")]
    [InlineData("")]
    [InlineData("\"\"")]
    [InlineData("\" \"")]
    public void A_blank_is_never_taken_for_anything(string blank) => YamlNodes.NoBlankIsTaken(Whole, blank, Faults);

    [Theory]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("[null]")]
    [InlineData("x")]
    [InlineData("-1")]
    [InlineData("99999999999999999999")]
    [InlineData("\"a\\0b\"")]
    [InlineData("\"env:\"")]
    [InlineData("\"file:\"")]
    public void Whatever_stands_somewhere_is_read_or_refused_by_its_place(string other) =>
        Assert.All(YamlNodes.With(Whole, other), changed => ReadOrRefused(changed.Yaml));

    [Fact]
    public void Whatever_is_left_out_is_not_needed_or_missed_by_its_place() =>
        Assert.All(YamlNodes.Without(Whole), changed => ReadOrRefused(changed.Yaml));

    [Theory]
    [InlineData("targets", "targets has no row")]
    [InlineData("targets[1].name", "targets[1].name is missing")]
    [InlineData("targets[1].kind", "targets[1].kind is missing")]
    [InlineData("targets[1].prefix", "targets[1].prefix is missing")]
    [InlineData("targets[1].mapping", "targets[1].mapping is missing")]
    [InlineData("targets[2].settings", "targets[2].settings of 'files': the setting 'folder' is missing")]
    [InlineData("targets[2].settings.folder", "targets[2].settings of 'files': the setting 'folder' is missing")]
    public void What_must_be_there_is_missed(string left, string fault) => YamlNodes.IsMissed(Whole, left, fault, Faults);

    [Fact]
    public void All_faults_are_told_at_once_each_with_its_line()
    {
        var faults = Faults(
            """
            targets:
              - {name: Books, kind: sap, prefix: ledger, mapping: m.yaml}
              - {name: a, kind: outside, prefix: A, mode: hourly, cutSeconds: ten, mapping: m.yaml, settings: {color: red}}
              - null
              - {name: a, kind: csv, prefix: A, mapping: m.yaml, missingHours: 0, folder: x}
            """);

        string[] starts =
        [
            "t.yaml:2: targets[1].name is 'Books'", "t.yaml:2: targets[1].prefix is 'ledger'", "t.yaml:2: targets[1].kind is 'sap'",
            "t.yaml:3: targets[2].mode is 'hourly'", "t.yaml:3: targets[2].cutSeconds must be a whole number, 0 to 86400",
            "t.yaml:3: targets[2].settings of 'a': the setting 'color' is not known", "t.yaml:4: targets[3] is blank",
            "t.yaml:5: targets[4] has the field 'folder'", "t.yaml:5: targets[4].missingHours must be",
            "t.yaml:5: targets[4].settings of 'a': the setting 'folder' is missing", "t.yaml:5: targets[4].name 'a' stands there already",
        ];
        YamlNodes.AreAll(faults, starts);
    }

    static void ReadOrRefused(string yaml)
    {
        IReadOnlyList<ErpTarget> targets;
        try
        {
            targets = TargetsYaml.Parse(yaml, "t.yaml", Variable);
        }
        catch (TargetsRefusedException refused)
        {
            Assert.NotEmpty(refused.Problems);
            Assert.All(refused.Problems, problem => Assert.Matches("^t[.]yaml:[0-9]+: targets", problem));
            return;
        }

        Assert.NotEmpty(targets);
        Assert.All(targets, target => Assert.True(AllErpAdapters.ByKind[target.Kind].Capabilities(target.Settings).MaxLinesPerDocument > 0));
    }

    static IReadOnlyList<string> Faults(string yaml)
    {
        try
        {
            TargetsYaml.Parse(yaml, "t.yaml", Variable);
            return [];
        }
        catch (TargetsRefusedException refused)
        {
            return refused.Problems;
        }
    }

    static string? Variable(string name) => name.Length == 0 ? Environment.GetEnvironmentVariable(name) : name == "KEY" ? "secret" : null;
}
