using System.Text.RegularExpressions;
using Xunit;

namespace Ledger.Architecture.Tests;

/// <summary>A command that a page or an answer tells a person to give is one that is taken.</summary>
public sealed partial class Printed_commands
{
    [Fact]
    public void A_redrive_of_a_queue_says_which_of_its_messages() => WorkingCopy.Report(
        from file in WorkingCopy.Find("", ".md").Concat(WorkingCopy.Find("src/", ".cs"))
        from line in WorkingCopy.Lines(file)
        where RedriveOfNothing().IsMatch(line.Text)
        select $"{file}:{line.Number}: {line.Text.Trim()}",
        "'ledger dead-letters redrive --queue' is refused without ids or --all:");

    [GeneratedRegex(@"dead-letters redrive --queue [a-z-]+[`'""]", RegexOptions.NonBacktracking)]
    private static partial Regex RedriveOfNothing();
}
