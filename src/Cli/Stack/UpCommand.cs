using System.CommandLine;
using Ledger.Cli.Shell;
using Ledger.LocalStack;
using Ledger.LocalStack.Processes;
using Ledger.LocalStack.Product;

namespace Ledger.Cli.Stack;

/// <summary><c>ledger up</c>: starts the local stack.</summary>
static class UpCommand
{
    static readonly TimeSpan Watch = TimeSpan.FromSeconds(1);

    static readonly Option<bool> Detach = new("--detach", "-d")
    {
        Description = "Leave everything running and return; stop it with 'ledger down'.",
    };

    /// <summary>Builds the command.</summary>
    public static Command Build() =>
        new Command("up", "Start PostgreSQL, RabbitMQ, simulated ERPs, worker and gateway on this machine; Ctrl-C stops them.")
        {
            Detach, LocalErps.Tryton,
        }.Runs(RunAsync);

    static async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var stack = LocalErps.StackOf(context);
        var progress = new ProgressWriter(context.Output.Progress);
        await stack.EnsureUpAsync(progress, cancellationToken);
        try
        {
            StatusCommand.Print(context.Output, await stack.StatusAsync(cancellationToken));
            if (context.Get(Detach))
            {
                return ExitCode.Ok;
            }

            progress.Report("Ctrl-C stops everything.");
            return await FollowAsync(stack, progress, cancellationToken);
        }
        finally
        {
            if (!context.Get(Detach))
            {
                await stack.DownAsync(progress, CancellationToken.None);
            }
        }
    }

    static async Task<int> FollowAsync(ProductStack stack, ProgressWriter progress, CancellationToken cancellationToken)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var roles = ProductRole.All.Select(role => ProductProcess.FindRunning(stack.Folder, role)).OfType<ProductProcess>().ToList();
        var logs = Task.WhenAll(roles.Select(role => LogTail.FollowAsync(
            role.LogFile, lines: 5, line => progress.Report($"{role.Role.Name,-10}| {line}"), ended.Token)));
        while (!cancellationToken.IsCancellationRequested)
        {
            if (roles.Find(role => !role.Process.IsAlive) is { } dead)
            {
                await ended.CancelAsync();
                await logs;
                throw new StackStartException($"The {dead.Role.Name} has ended by itself; its log is {dead.LogFile}.");
            }

            await Task.Delay(Watch, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await logs;
        return ExitCode.Ok;
    }
}
