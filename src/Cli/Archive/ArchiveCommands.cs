using System.CommandLine;

namespace Ledger.Cli.Archive;

/// <summary><c>ledger archive</c>: what providers sent, its keys, and how long it is kept.</summary>
static class ArchiveCommands
{
    /// <summary>Builds the command with its subcommands.</summary>
    public static Command Build() => new("archive", "Looks into the archive of deliveries, and keeps its keys.")
    {
        FindCommand.Build(),
        ShowCommand.Build(),
        StatsCommand.Build(),
        KeysCommands.Build(),
        RetentionCommand.Build(),
        HoldCommands.Build(),
        EraseCommand.Build(),
    };
}
