using System.CommandLine;
using Ledger.Cli.Shell;
using Ledger.LocalStack;

namespace Ledger.Cli.Stack;

/// <summary><c>ledger status</c>: what runs, and whether it is ready.</summary>
static class StatusCommand
{
    /// <summary>Builds the command.</summary>
    public static Command Build() =>
        new Command("status", "Show each part of the local stack; exit code 1 when one is not ready.").Runs(RunAsync);

    /// <summary>Prints a status.</summary>
    public static void Print(Output output, StackStatus status)
    {
        if (output.IsJson)
        {
            output.Json(status, StackStatusJson.Default.StackStatus);
            return;
        }

        var table = new TextTable("part", "state", ">pid", "address", ">rss MB", ">up", "version");
        foreach (var part in status.Parts)
        {
            table.Row(
                part.Name, part.State, part.Configured ? "configured" : part.Pid?.ToString(), part.Address,
                part.RssMb?.ToString(), Duration(part.UptimeSeconds), part.Version);
        }

        output.Table(table);
    }

    static async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var status = await ProductStack.OfThisProgram(context.Time).StatusAsync(cancellationToken);
        Print(context.Output, status);
        return status.Up ? ExitCode.Ok : ExitCode.No;
    }

    static string? Duration(long? seconds) => seconds switch
    {
        null => null,
        < 120 => $"{seconds} s",
        < 7200 => $"{seconds / 60} min",
        _ => $"{seconds / 3600} h",
    };
}
