using System.Text.RegularExpressions;
using Xunit;

namespace Ledger.Architecture.Tests;

public sealed partial class Documented_reasons
{
    const string Page = "docs/errors.md";

    [Theory]
    [InlineData("RefusalReason")]
    [InlineData("PostingReason")]
    public void Every_reason_has_a_row_in_the_page_of_errors(string name)
    {
        var members = MembersOf(name);
        var documented = RowsOf(Page);
        var missing = members.Where(member => !documented.Contains(member.WireName)).ToList();
        Assert.True(
            missing.Count == 0,
            $"{Page} lacks rows for {name}; add, with what an operator does about it:\n" +
            string.Join('\n', missing.Select(member => $"| `{member.WireName}` | {member.Sentence} | |")));
    }

    [Fact]
    public void Every_row_in_the_page_of_errors_is_a_reason()
    {
        var known = MembersOf("RefusalReason").Concat(MembersOf("PostingReason")).Select(member => member.WireName);
        Assert.Empty(RowsOf(Page).Except(known, StringComparer.Ordinal));
    }

    [Fact]
    public void The_journals_rows_say_what_the_code_says()
    {
        var rows = JournalRow().Matches(WorkingCopy.Read(Page)).ToDictionary(
            match => match.Groups["name"].Value,
            match => $"{match.Groups["becomes"]}: {match.Groups["means"]} {match.Groups["act"]}",
            StringComparer.Ordinal);
        var differing = MembersOf("PostingReason")
            .Where(member => !rows.GetValueOrDefault(member.WireName, "").Equals(
                member.Sentence, StringComparison.OrdinalIgnoreCase))
            .Select(member => $"{member.WireName}: {member.Sentence}").ToList();
        Assert.True(
            differing.Count == 0, $"{Page} says something else than the code:\n{string.Join('\n', differing)}");
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

    static HashSet<string> RowsOf(string page) =>
        [.. Row().Matches(WorkingCopy.Read(page)).Select(match => match.Groups["name"].Value)];

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
    private static partial Regex JournalRow();

    [GeneratedRegex(@"(?<=[a-z0-9])(?=[A-Z])", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Capital();

    [GeneratedRegex(@"\s+", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Blank();
}
