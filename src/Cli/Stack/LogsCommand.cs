using System.CommandLine;
using System.Text.Json.Serialization;
using Ledger.Cli.Shell;
using Ledger.LocalStack;
using Ledger.LocalStack.Processes;

namespace Ledger.Cli.Stack;

/// <summary><c>ledger logs</c>: what the parts of the local stack have written.</summary>
static class LogsCommand
{
    static readonly string[] Parts = ["worker", "gateway", "providers", "quickbooks", "odoo", "postgres", "rabbitmq", "tryton"];

    static readonly Argument<string?> Part = new("role")
    {
        Description = $"One of {string.Join(", ", Parts)}; worker and gateway when left out.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    static readonly Option<bool> Follow = new("--follow", "-f") { Description = "Go on with what is written from now on, until Ctrl-C." };

    static readonly Option<int> Lines = new("--lines", "-n")
    {
        Description = "How many lines of the past.",
        DefaultValueFactory = _ => 50,
    };

    /// <summary>Builds the command.</summary>
    public static Command Build()
    {
        Part.AcceptOnlyFromAmong(Parts);
        return new Command("logs", "Show the logs of the local stack.") { Part, Follow, Lines }.Runs(RunAsync);
    }

    static async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var folder = StackFolder.OfThisProgram();
        string[] shown = context.Get(Part) is { } one ? [one] : ["worker", "gateway"];
        var lines = Math.Max(0, context.Get(Lines));
        if (!context.Get(Follow))
        {
            Print(context.Output, [.. shown.SelectMany(part => Read(folder, part, lines))], prefixed: shown.Length > 1);
            return ExitCode.Ok;
        }

        if (context.Output.IsJson)
        {
            throw CliError.WrongUsage("--json prints one value, --follow never ends: they do not go together.", "Leave one out.");
        }

        var progress = new ProgressWriter(Console.Out);
        await Task.WhenAll(shown.Select(part => LogTail.FollowAsync(
            PathOf(folder, part), lines,
            line => progress.Report(shown.Length > 1 ? $"{part,-10}| {line}" : line), cancellationToken)));
        return ExitCode.Ok;
    }

    static void Print(Output output, IReadOnlyList<LogLine> lines, bool prefixed)
    {
        if (output.IsJson)
        {
            output.Json(lines, LogLineJson.Default.IReadOnlyListLogLine);
        }

        foreach (var line in lines)
        {
            output.Line(prefixed ? $"{line.Role,-10}| {line.Text}" : line.Text);
        }
    }

    static IEnumerable<LogLine> Read(StackFolder folder, string part, int lines) =>
        LogTail.Read(PathOf(folder, part), lines).Select(text => new LogLine(part, text));

    static string PathOf(StackFolder folder, string part) => part switch
    {
        "postgres" => Path.Combine(folder.Postgres, "server.log"),
        "tryton" => Path.Combine(folder.Tryton, "server.log"),
        "rabbitmq" => Path.Combine(folder.RabbitMq, "server.log"),
        _ => folder.LogOf(part),
    };
}

/// <summary>A line of a log, as <c>ledger logs --json</c> prints it.</summary>
sealed record LogLine(string Role, string Text);

/// <summary>Source-generated JSON of it.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(IReadOnlyList<LogLine>))]
sealed partial class LogLineJson : JsonSerializerContext;
