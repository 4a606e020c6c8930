using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;

namespace Ledger.Cli.Shell;

/// <summary>Runs the command line and turns whatever stops it into a message and an exit code.</summary>
static class CommandLine
{
    // After Ctrl-C: 'ledger up' stops two hosts and two servers in order.
    static readonly TimeSpan TimeToStop = TimeSpan.FromSeconds(120);

    /// <summary>Says what a command does when it is called; its result is the exit code.</summary>
    public static Command Runs(this Command command, Func<CommandContext, CancellationToken, Task<int>> run)
    {
        command.SetAction(async (parsed, ct) =>
        {
            // Ctrl-C is only listened to once the action has returned its task: let it, before anything is started.
            await Task.Yield();
            return await run(new CommandContext(parsed), ct);
        });
        return command;
    }

    /// <summary>Parses and runs; returns the exit code.</summary>
    public static async Task<int> InvokeAsync(Command root, string[] args, CancellationToken ct)
    {
        root.Options.Add(new HelpOption());
        root.Options.Add(new VersionOption());
        root.Options.Add(RootOptions.Json);
        var parsed = root.Parse(args);
        var output = Output.ForProcess(parsed.GetValue(RootOptions.Json));
        if (parsed.Errors.Count > 0)
        {
            return Failures.Print(output, CliError.WrongUsage(
                string.Join(" ", parsed.Errors.Select(UsageText.Of)),
                $"See '{Path(parsed.CommandResult)} --help'."));
        }

        try
        {
            var quiet = new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = TimeToStop,
            };
            return await parsed.InvokeAsync(quiet, ct);
        }
        catch (Exception exception) when (Failures.Explain(exception) is { } error)
        {
            return Failures.Print(output, error);
        }
#pragma warning disable CA1031 // The last place that can still answer; the whole exception is printed.
        catch (Exception bug)
#pragma warning restore CA1031
        {
            await Console.Error.WriteLineAsync(bug.ToString());
            return Failures.Print(output, Failures.Bug(bug));
        }
    }

    static string Path(CommandResult command) =>
        command.Parent is CommandResult parent
            ? $"{Path(parent)} {command.Command.Name}"
            : "ledger";
}
