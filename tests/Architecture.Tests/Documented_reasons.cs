using System.Text.RegularExpressions;
using Xunit;

namespace Ledger.Architecture.Tests;

public sealed partial class Documented_reasons
{
    const string Page = "docs/errors.md";

    [Theory]
    [InlineData("RefusalReason", "At the gateway")]
    [InlineData("PostingReason", "At the journal")]
    [InlineData("StockReason", "At the inventory")]
    [InlineData("StockApiReason", "At the stock API")]
    [InlineData("ErpApiReason", "At the ERP API")]
    [InlineData("AcknowledgementReason", "In an acknowledgement of a document")]
    [InlineData("ReconcileCode", "In a stock reconciliation")]
    [InlineData("ErpReason", "At the ERP export")]
    [InlineData("ErpCommandReason", "At the ERP commands")]
    [InlineData("BackfillReason", "At the backfill")]
    [InlineData("RowReason", "In a file of a backfill")]
    public void Every_reason_has_a_row_and_every_row_is_a_reason(string name, string section)
    {
        var members = MembersOf(name);
        var documented = Row().Matches(Section(section)).Select(match => match.Groups["name"].Value).ToList();
        var missing = members.Where(member => !documented.Contains(member.WireName, StringComparer.Ordinal)).ToList();
        Assert.True(
            missing.Count == 0,
            $"{Page}, {section}, lacks rows for {name}; add, with what an operator does about it:\n" +
            string.Join('\n', missing.Select(member => $"| `{member.WireName}` | {member.Sentence} | |")));
        Assert.Empty(documented.Except(members.Select(member => member.WireName), StringComparer.Ordinal));
        Assert.Equal(documented.Count, documented.Distinct(StringComparer.Ordinal).Count());
    }

    [Theory]
    [InlineData("PostingReason", "At the journal", true)]
    [InlineData("StockReason", "At the inventory", false)]
    [InlineData("StockApiReason", "At the stock API", false)]
    [InlineData("ErpApiReason", "At the ERP API", false)]
    [InlineData("AcknowledgementReason", "In an acknowledgement of a document", false)]
    [InlineData("ReconcileCode", "In a stock reconciliation", false)]
    public void The_rows_say_what_the_code_says(string name, string section, bool saysWhatToDo)
    {
        var rows = WholeRow().Matches(Section(section)).ToDictionary(
            match => match.Groups["name"].Value,
            match => $"{match.Groups["becomes"]}: {match.Groups["means"]}{(saysWhatToDo ? $" {match.Groups["act"]}" : "")}",
            StringComparer.Ordinal);
        var differing = MembersOf(name)
            .Where(member => !rows.GetValueOrDefault(member.WireName, "").Equals(
                member.Sentence, StringComparison.OrdinalIgnoreCase))
            .Select(member => $"{member.WireName}: {member.Sentence}").ToList();
        Assert.True(
            differing.Count == 0, $"{Page}, {section}, says something else than the code:\n{string.Join('\n', differing)}");
    }

    [Theory]
    [InlineData("ErpReason", "At the ERP export")]
    [InlineData("ErpCommandReason", "At the ERP commands")]
    [InlineData("BackfillReason", "At the backfill")]
    [InlineData("RowReason", "In a file of a backfill")]
    public void The_rows_explain_as_the_code_does_and_say_what_to_do(string name, string section)
    {
        var rows = Section(section).Split('\n').Where(line => line.StartsWith("| `", StringComparison.Ordinal))
            .Select(line => line.Trim('|', ' ').Split(" | ")).ToDictionary(cells => cells[0].Trim('`'), StringComparer.Ordinal);
        var differing = MembersOf(name).Where(member => rows[member.WireName][^2] != member.Sentence)
            .Select(member => $"{member.WireName}: {member.Sentence}").ToList();
        Assert.True(
            differing.Count == 0, $"{Page}, {section}, says something else than the code:\n{string.Join('\n', differing)}");
        Assert.All(rows, row => Assert.InRange(row.Value[^1].Length, 5, 200));
    }

    [Fact]
    public void Every_name_with_which_a_command_stops_stands_on_the_page()
    {
        var page = Section("At the command line");
        var names = WorkingCopy.Find("src/Cli/", ".cs").SelectMany(file => CliName().Matches(WorkingCopy.Read(file)))
            .Select(match => match.Groups["name"].Value).Distinct(StringComparer.Ordinal).ToList();

        Assert.InRange(names.Count, 25, 60);
        var text = WorkingCopy.Read(Page);
        var missing = names.Where(name => !text.Contains($"`{name}`", StringComparison.Ordinal)).ToList();
        Assert.True(missing.Count == 0, $"{Page} lacks {string.Join(", ", missing)}.");
        Assert.Contains("`STOPPED`", page, StringComparison.Ordinal);
    }

    // Not all that the gateway answers is a member of RefusalReason: what is no delivery is none.
    [Fact]
    public void Every_reason_that_the_gateway_writes_by_itself_stands_on_the_page()
    {
        var names = WorkingCopy.Find("src/Gateway/", ".cs").SelectMany(file => WrittenReason().Matches(WorkingCopy.Read(file)))
            .Select(match => match.Groups["name"].Value).Distinct(StringComparer.Ordinal).ToList();
        var page = Section("At the gateway");

        Assert.Contains("UNKNOWN_ADDRESS", names);
        Assert.All(names, name => Assert.Contains($"`{name}`", page, StringComparison.Ordinal));
    }

    static List<(string WireName, string Sentence)> MembersOf(string name)
    {
        var file = WorkingCopy.Find("src/", $"/{name}.cs").SingleOrDefault();
        Assert.True(file is not null, $"There is no src/**/{name}.cs.");
        var text = WorkingCopy.Read(file);
        var members = Member().Matches(text[text.IndexOf('{', StringComparison.Ordinal)..]).Select(match => (
            WireName(match.Groups["name"].Value),
            Blank().Replace(match.Groups["text"].Value.Replace("///", "", StringComparison.Ordinal), " ").Trim()));
        return [.. members];
    }

    /// <summary>The part of the page below a heading.</summary>
    static string Section(string heading)
    {
        var page = WorkingCopy.Read(Page);
        var begins = page.IndexOf($"\n## {heading}\n", StringComparison.Ordinal);
        Assert.True(begins >= 0, $"{Page} has no part '{heading}'.");
        var ends = page.IndexOf("\n## ", begins + 1, StringComparison.Ordinal);
        return ends < 0 ? page[begins..] : page[begins..ends];
    }

    static string WireName(string member) => Capital().Replace(member, "_").ToUpperInvariant();

    [GeneratedRegex(
        @"/// <summary>(?<text>[^<]*(<(?!/summary)[^<]*)*)</summary>\s*(///[^\n]*\s*)*(\[[^\]]*\]\s*)*" +
        @"(?<name>[A-Z]\w*)\s*(=\s*\d+)?,",
        RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Member();

    [GeneratedRegex(@"^\| `(?<name>[A-Z0-9_]+)` \|", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex Row();

    [GeneratedRegex(
        @"^\| `(?<name>[A-Z0-9_]+)` \| (?<becomes>[^|\n]+) \| (?<means>[^|\n]+) \| (?<act>[^|\n]+) \|$",
        RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex WholeRow();

    [GeneratedRegex(@"(?<=[a-z0-9])(?=[A-Z])", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Capital();

    [GeneratedRegex(@"""?reason""?[,:]\s*""(?<name>[A-Z_]+)""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex WrittenReason();

    [GeneratedRegex(@"\s+", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Blank();

    [GeneratedRegex(
        @"(?:CliError\.(?:No|Missing|Unreachable)|new CliError)\(\s*(?:ExitCode\.\w+,\s*)?""(?<name>[A-Z_]+)""",
        RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex CliName();
}
