using System.CommandLine;

namespace Ledger.Cli.Erp;

/// <summary><c>ledger erp</c>: what finance and operations ask and do about the export to ERPs.</summary>
static class ErpCommands
{
    /// <summary>Builds the command with its subcommands.</summary>
    public static Command Build() => new("erp", "Shows and steers the export of posted entries to ERPs.")
    {
        TargetsCommand.Build(),
        ErpStatusCommand.Build(),
        RunsCommand.Build(),
        DocumentsCommand.Build(),
        ShowCommand.Build(),
        CutCommand.Build(),
        HoldCommand.Build(),
        ResumeCommand.Build(),
        RetryCommand.Build(),
        ConfirmCommand.Build(),
        AcknowledgeCommand.Build(),
        FindingsCommand.Build(),
        TieOutCommand.Build(),
        ReplayCommand.Build(),
        SimulateCommand.Build(),
    };
}
