using Ledger.ErpExport.Targets;
using Xunit;

namespace Ledger.Fast.Tests.ErpExport;

/// <summary>What a target is by its row in the file.</summary>
public sealed class Targets_file
{
    // What a detail target of files said before it had a calmer pace of its own: four runs a second, each with files of its own.
    [Theory]
    [InlineData("kind: outside, mode: summary", 900)]
    [InlineData("kind: outside, mode: detail", 0)]
    [InlineData("kind: odoo, mode: detail, settings: {url: 'http://h', database: d, apiKey: 'env:KEY'}", 0)]
    [InlineData("kind: csv, mode: summary, settings: {folder: out}", 900)]
    [InlineData("kind: csv, mode: detail, settings: {folder: out}", 60)]
    [InlineData("kind: hledger, mode: detail, settings: {folder: out}", 60)]
    [InlineData("kind: beancount, mode: detail, settings: {folder: out}", 60)]
    [InlineData("kind: csv, mode: detail, cutSeconds: 0, settings: {folder: out}", 0)]
    [InlineData("kind: outside, mode: detail, cutSeconds: 5", 5)]
    public void Entries_wait_for_others_as_long_as_suits_mode_and_kind(string row, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), Assert.Single(Read($"- {{name: a, prefix: A, mapping: m.yaml, {row}}}")).CutEvery);

    [Theory]
    [InlineData("{folder: out}", "{folder: out}")]
    [InlineData("{folder: out}", "{folder: ./out/}")]
    [InlineData("{folder: out}", "{folder: sub/../out}")]
    [InlineData("{folder: /data/books/out}", "{folder: out}")]
    [InlineData("{folder: out}", "{folder: out/deep/er}")]
    [InlineData("{folder: out/deep}", "{folder: out}")]
    [InlineData("{folder: /}", "{folder: out}")]
    [InlineData("{folder: out, acknowledgements: in}", "{folder: in}")]
    [InlineData("{folder: a, acknowledgements: in}", "{folder: b, acknowledgements: in}")]
    public void Two_targets_never_share_a_folder(string one, string other)
    {
        var refused = Assert.Throws<TargetsRefusedException>(() => Two(one, other));

        Assert.Contains("each target needs a folder of its own", Assert.Single(refused.Problems.Take(1)), StringComparison.Ordinal);
        Assert.All(refused.Problems, problem => Assert.StartsWith("/data/books/t.yaml:3: targets[2].settings of 'b':", problem, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("{folder: out}", "{folder: out2}")]
    [InlineData("{folder: out/a}", "{folder: out/b}")]
    [InlineData("{folder: out, acknowledgements: out/in}", "{folder: out-b, acknowledgements: in}")]
    public void Folders_beside_each_other_are_no_hindrance(string one, string other) =>
        Assert.Equal(["/data/books", "/data/books"], Two(one, other).Select(target => target.Settings["folder"][..11]));

    static IReadOnlyList<ErpTarget> Two(string one, string other) => Read(
        $"- {{name: a, kind: csv, prefix: A, mapping: m.yaml, settings: {one}}}",
        $"- {{name: b, kind: csv, prefix: B, mapping: m.yaml, settings: {other}}}");

    static IReadOnlyList<ErpTarget> Read(params string[] rows) => TargetsYaml.Parse(
        $"targets:\n{string.Join('\n', rows)}", "/data/books/t.yaml", name => name == "KEY" ? "secret" : null);
}
