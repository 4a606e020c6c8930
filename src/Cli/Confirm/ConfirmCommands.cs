using System.CommandLine;

namespace Ledger.Cli.Confirm;

/// <summary><c>ledger confirm</c>: what the providers' APIs said about messages, and what a person decides about it.</summary>
static class ConfirmCommands
{
    /// <summary>Builds the command with its subcommands.</summary>
    public static Command Build() => new("confirm", "Shows what was confirmed at the providers, and decides what was not.")
    {
        ConfirmStatusCommand.Build(),
        ConfirmListCommand.Build(),
        ConfirmShowCommand.Build(),
        DecideCommands.Accept(),
        DecideCommands.Dismiss(),
        DecideCommands.Retry(),
        SimulateProvidersCommand.Build(),
    };
}
