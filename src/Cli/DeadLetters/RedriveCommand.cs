using System.CommandLine;
using Ledger.Cli.Shell;
using Ledger.DeadLetters;

namespace Ledger.Cli.DeadLetters;

/// <summary><c>ledger dead-letters redrive</c>.</summary>
static class RedriveCommand
{
    /// <summary>Builds the command.</summary>
    public static Command Build()
    {
        var choice = new QueueChoice();
        var ids = new Argument<string[]>("message-id")
        {
            Description = "Ids of the messages, as 'list' shows them.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var all = new Option<bool>("--all") { Description = "All that wait when the command begins." };
        var limit = new Option<long?>("--limit")
        {
            Description = "With --all: at most so many per queue, the oldest first.",
        };
        var command = new Command(
            "redrive", "Sends messages back to the queue they came from under the same id, then removes them.")
        {
            ids, all, limit,
        };
        return choice.AddTo(command).Runs((context, ct) =>
        {
            var wanted = context.Get(ids) ?? [];
            var (everything, most) = (context.Get(all), context.Get(limit));
            if (everything == (wanted.Length > 0) || (most is not null && !everything) || most < 1)
            {
                throw CliError.WrongUsage(
                    "Say which messages: ids, or --all, which may have a --limit of 1 or more.",
                    "'ledger dead-letters list' shows the ids.");
            }

            var selection = everything
                ? new RedriveSelection(MessageIds: null, most ?? long.MaxValue)
                : new RedriveSelection(wanted, long.MaxValue);
            return RunAsync(context, choice.Queues(context), selection, ct);
        });
    }

    static async Task<int> RunAsync(
        CommandContext context, IReadOnlyList<ParkingQueue> queues, RedriveSelection selection, CancellationToken ct)
    {
        await using var deadLetters = await QueueChoice.OpenAsync(context, ct);
        var outcomes = new List<RedriveOutcome>();
        foreach (var queue in queues)
        {
            outcomes.Add(await deadLetters.RedriveAsync(queue, selection, new Lines(context.Output), ct));
        }

        var done = outcomes.SelectMany(o => o.MessageIds).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var notFound = selection.MessageIds?.Where(id => !done.Contains(id)).ToList() ?? [];
        var printed = new PrintedRedrive(outcomes.Sum(o => o.Redriven), outcomes, notFound);
        if (context.Output.IsJson)
        {
            context.Output.Json(printed, DeadLetterJson.Default.PrintedRedrive);
        }

        foreach (var outcome in outcomes.Where(o => o.Redriven > 0 || o.Failure is not null))
        {
            context.Output.Line($"{outcome.Redriven} sent back to {outcome.Queue}.");
        }

        foreach (var failed in outcomes.Where(o => o.Failure is not null))
        {
            context.Output.Verdict(
                good: false, $"Stopped at {failed.Queue}; what was not sent back stays set aside. {failed.Failure}");
        }

        foreach (var id in notFound)
        {
            context.Output.Verdict(
                good: false, $"{id} was not sent back: it is not set aside here, or the redrive stopped before it.");
        }

        if (printed.Redriven == 0 && notFound.Count == 0 && outcomes.TrueForAll(o => o.Failure is null))
        {
            context.Output.Line("Nothing is set aside.");
        }

        return notFound.Count == 0 && outcomes.TrueForAll(o => o.Failure is null) ? ExitCode.Ok : ExitCode.No;
    }

    // Progress<T> reports on another thread and may come after the result.
    sealed class Lines(Output output) : IProgress<RedriveProgress>
    {
        public void Report(RedriveProgress value)
        {
            if (value.Total > 0)
            {
                output.Progress.WriteLine(
                    $"{value.Queue}: {value.Read} of {value.Total} looked at, {value.Redriven} sent back");
            }
        }
    }
}
