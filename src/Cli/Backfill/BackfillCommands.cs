using System.CommandLine;
using Ledger.Providers;

namespace Ledger.Cli.Backfill;

/// <summary><c>ledger backfill</c>: takes in what was missed.</summary>
static class BackfillCommands
{
    /// <summary>Builds the commands: one for each provider that lists its events, one for files, and what to see of them.</summary>
    public static Command Build()
    {
        var backfill = new Command(
            "backfill", "Takes in missed events from the provider's own list or from files; what is here has no second effect.")
        {
            FileCommand.Build(),
            BackfillStatusCommand.Build(),
            RunsCommand.Build(),
            AcknowledgeGapCommand.Build(),
        };
        foreach (var provider in AllProviders.List.Where(each => each.Api?.Events is not null))
        {
            backfill.Subcommands.Add(ListCommand.Build(provider));
        }

        return backfill;
    }
}
