using System.Text.RegularExpressions;
using Xunit;

namespace Ledger.Architecture.Tests;

public sealed partial class Tests_themselves
{
    static readonly IReadOnlyList<string> Suites =
    [
        .. from project in ProjectFile.Under("tests/")
           where project.Name.EndsWith(".Tests", StringComparison.Ordinal)
           select project.Name,
    ];

    [Fact]
    public void Every_suite_has_tests() => Assert.All(
        Suites, suite => Assert.Contains(WorkingCopy.Find($"tests/{suite}/", ".cs"), HasTests));

    [Fact]
    public void Every_method_that_is_named_like_a_test_is_one() => WorkingCopy.Report(
        from suite in Suites
        from file in WorkingCopy.Find($"tests/{suite}/", ".cs")
        from paragraph in Blank().Split(WorkingCopy.Read(file))
        where Sentence().IsMatch(paragraph) && !TestMethod().IsMatch(paragraph)
        select $"{file}: {Sentence().Match(paragraph).Groups["name"].Value}",
        "A sentence with underscores without [Fact] or [Theory] is a test that nobody runs:");

    [Fact]
    public void No_test_is_switched_off_in_the_source() => WorkingCopy.Report(
        from suite in Suites
        from file in WorkingCopy.Find($"tests/{suite}/", ".cs")
        from line in WorkingCopy.Lines(file)
        where SwitchedOff().IsMatch(line.Text)
        select $"{file}:{line.Number}",
        "Skip at run time with a reason that the run shows (Assert.SkipUnless), or delete the test:");

    static bool HasTests(string file) => TestMethod().IsMatch(WorkingCopy.Read(file));

    [GeneratedRegex(@"\n\s*\n", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Blank();

    [GeneratedRegex(
        @"^\s*public (async )?(void|Task|ValueTask) (?<name>[A-Z][a-zA-Z0-9]*_\w+)\(",
        RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex Sentence();

    [GeneratedRegex(@"^\s*\[(Fact|Theory)\b", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex TestMethod();

    [GeneratedRegex(@"\[(Fact|Theory)\(.*\bSkip\s*=", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex SwitchedOff();
}
