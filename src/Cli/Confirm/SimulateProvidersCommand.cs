using System.CommandLine;
using Ledger.Cli.Shell;
using Ledger.LocalStack.Product;
using Ledger.ProviderSimulators;

namespace Ledger.Cli.Confirm;

/// <summary><c>ledger confirm simulate</c>: stands in for the providers' APIs until it is stopped. The local stack runs one.</summary>
static class SimulateProvidersCommand
{
    /// <summary>Builds the command.</summary>
    public static Command Build()
    {
        var folder = new Option<string>("--folder")
        {
            Description = "Where its key is; made when it is not there.",
            Required = true,
        };
        return new Command(
            "simulate", "Stands in for the providers' APIs, with what it is told that they sent; Ctrl-C stops it.") { folder }
            .Runs((context, ct) => RunAsync(context, Path.GetFullPath(context.Get(folder)!), ct));
    }

    static async Task<int> RunAsync(CommandContext context, string folder, CancellationToken ct)
    {
        var url = Environment.GetEnvironmentVariable(ProductRole.Providers.UrlSetting) is { Length: > 0 } set ? set : "http://127.0.0.1:0";
        try
        {
            await using var running = await RunningProviders.StartAsync(DemoProviders.ApiKey(folder), url, context.Time, ct);
            context.Output.Progress.WriteLine($"Listens at {running.Address}; each provider is below its name.");
            await Task.Delay(Timeout.InfiniteTimeSpan, context.Time, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return ExitCode.Ok;
        }
        catch (Exception unusable) when (unusable is IOException or UnauthorizedAccessException)
        {
            throw CliError.Missing(
                "SIMULATOR_UNUSABLE", $"The simulators cannot be started: {unusable.Message}",
                "Stop what has their address or their folder, or begin anew with an empty folder.");
        }
    }
}
