using System.Text.RegularExpressions;
using Xunit;

namespace Ledger.Architecture.Tests;

public sealed partial class Source_files
{
    const int LinesMax = 300;
    const int ColumnsMax = 140; // The aim is 120; tests may hold wide tables.

    static readonly IReadOnlyList<string> Sources =
        [.. WorkingCopy.Find("src/", ".cs"), .. WorkingCopy.Find("tests/", ".cs")];

    [Fact]
    public void Have_at_most_300_lines() => WorkingCopy.Report(
        from file in Sources
        let lines = WorkingCopy.Lines(file).Count()
        where lines > LinesMax + 1
        select $"{file}: {lines} lines",
        "Split what holds more than one idea:");

    [Fact]
    public void Of_the_product_have_lines_of_at_most_140_characters() => WorkingCopy.Report(
        from file in WorkingCopy.Find("src/", ".cs")
        from line in WorkingCopy.Lines(file)
        where line.Text.Length > ColumnsMax
        select $"{file}:{line.Number}: {line.Text.Length} characters",
        "Break the line:");

    [Fact]
    public void Hold_no_leftovers() => WorkingCopy.Report(
        from file in Sources
        from line in WorkingCopy.Lines(file)
        where Leftover().IsMatch(line.Text)
        select $"{file}:{line.Number}: {line.Text.Trim()}",
        "Finish it, or open an issue and link it:");

    [Fact]
    public void Log_only_through_the_list_of_their_project() => WorkingCopy.Report(
        from file in WorkingCopy.Find("src/", ".cs")
        where !file.EndsWith("Log.cs", StringComparison.Ordinal)
        from line in WorkingCopy.Lines(file)
        where line.Text.Contains("[LoggerMessage", StringComparison.Ordinal)
        select $"{file}:{line.Number}",
        "Log messages stand in the project's <Project>Log.cs:");

    [Fact]
    public void Give_each_log_message_an_event_id_of_its_own() => WorkingCopy.Report(
        from file in WorkingCopy.Find("src/", "Log.cs")
        from Match match in EventId().Matches(WorkingCopy.Read(file))
        group file by match.Groups["id"].Value into uses
        where uses.Count() > 1
        select $"{uses.Key}: {string.Join(", ", uses.Distinct())}",
        "An event id names one message:");

    [GeneratedRegex(
        @"\b(TO" + @"DO|FIX" + @"ME|HA" + @"CK)\b|NotImplemented" + "Exception", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Leftover();

    [GeneratedRegex(@"LoggerMessage\s*\(\s*(EventId\s*=\s*)?(?<id>\d+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex EventId();
}
