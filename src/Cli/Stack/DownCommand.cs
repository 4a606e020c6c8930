using System.CommandLine;
using System.Text.Json.Serialization;
using Ledger.Cli.Shell;
using Ledger.LocalStack;

namespace Ledger.Cli.Stack;

/// <summary><c>ledger down</c>: stops the local stack.</summary>
static class DownCommand
{
    /// <summary>Builds the command.</summary>
    public static Command Build() =>
        new Command("down", "Stop everything that 'ledger up' has started; data stays in .ledger.").Runs(RunAsync);

    static async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var stack = ProductStack.OfThisProgram(context.Time);
        var stopped = await stack.DownAsync(new ProgressWriter(context.Output.Progress), cancellationToken);
        if (context.Output.IsJson)
        {
            context.Output.Json(new StoppedParts(stopped), StoppedPartsJson.Default.StoppedParts);
        }

        context.Output.Line(stopped.Count == 0 ? "Nothing was running." : $"Stopped: {string.Join(", ", stopped)}.");
        return ExitCode.Ok;
    }
}

/// <summary>What <c>ledger down --json</c> prints.</summary>
sealed record StoppedParts(IReadOnlyList<string> Stopped);

/// <summary>Source-generated JSON of it.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(StoppedParts))]
sealed partial class StoppedPartsJson : JsonSerializerContext;
