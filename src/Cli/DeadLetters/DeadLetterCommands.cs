using System.CommandLine;

namespace Ledger.Cli.DeadLetters;

/// <summary><c>ledger dead-letters</c>: what consumers could not process, and the way back.</summary>
static class DeadLetterCommands
{
    /// <summary>Builds the command with its subcommands.</summary>
    public static Command Build() => new(
        "dead-letters", "Shows messages that could not be processed, and sends them back.")
    {
        ListCommand.Build(), ShowCommand.Build(), RedriveCommand.Build(),
    };
}
