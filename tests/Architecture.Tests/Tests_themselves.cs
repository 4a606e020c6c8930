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
    public void Every_public_class_of_a_suite_contains_tests() => WorkingCopy.Report(
        from suite in Suites
        from file in WorkingCopy.Find($"tests/{suite}/", ".cs")
        let text = WorkingCopy.Read(file)
        where PublicClass().IsMatch(text) && !HasTests(file) && !Fixture().IsMatch(text)
        select file,
        "A public class without [Fact] or [Theory] is a test that nobody runs; what is no test is not public:");

    [Fact]
    public void No_test_is_switched_off_in_the_source() => WorkingCopy.Report(
        from suite in Suites
        from file in WorkingCopy.Find($"tests/{suite}/", ".cs")
        from line in WorkingCopy.Lines(file)
        where SwitchedOff().IsMatch(line.Text)
        select $"{file}:{line.Number}",
        "Skip at run time with a reason that the run shows (Assert.SkipUnless), or delete the test:");

    static bool HasTests(string file) => TestMethod().IsMatch(WorkingCopy.Read(file));

    [GeneratedRegex(
        "^public (sealed )?(partial )?class ", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex PublicClass();

    // What tests share is made and disposed of by the runner, which needs it to be public.
    [GeneratedRegex(
        @"^public sealed class \w+[^{]*:[^{]*\b(IAsyncLifetime|IAsyncDisposable|IDisposable)\b",
        RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex Fixture();

    [GeneratedRegex(@"^\s*\[(Fact|Theory)\b", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex TestMethod();

    [GeneratedRegex(@"\[(Fact|Theory)\(.*\bSkip\s*=", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex SwitchedOff();
}
