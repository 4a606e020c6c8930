using System.CommandLine;
using Ledger.Cli.Shell;
using Ledger.Confirmation;

namespace Ledger.Cli.Confirm;

/// <summary><c>ledger confirm list</c>.</summary>
static class ConfirmListCommand
{
    const int LimitMax = 100_000;

    static readonly Dictionary<string, string[]> States = new(StringComparer.Ordinal)
    {
        ["open"] = [ReadState.Held, ReadState.Failed],
        ["waiting"] = [ReadState.Waiting, ReadState.Decided, ReadState.Expired],
        ["released"] = [ReadState.Released],
        ["dismissed"] = [ReadState.Dismissed],
        ["all"] =
        [
            ReadState.Waiting, ReadState.Decided, ReadState.Released, ReadState.Held, ReadState.Expired, ReadState.Failed,
            ReadState.Dismissed,
        ],
    };

    /// <summary>Builds the command.</summary>
    public static Command Build()
    {
        var state = new Option<string>("--state")
        {
            Description = "open (held, or failed: they need a person), waiting, released, dismissed or all.",
            DefaultValueFactory = _ => "open",
        };
        state.AcceptOnlyFromAmong([.. States.Keys]);
        var outcome = new Option<string?>("--outcome") { Description = "Only one outcome, such as contradicted." };
        var provider = new Option<string?>("--provider") { Description = "Only one provider's." };
        var limit = new Option<int>("--limit") { Description = $"At most so many (1 to {LimitMax}).", DefaultValueFactory = _ => 50 };
        return new Command("list", "Lists messages by what the provider's API said about them, the oldest first.")
        {
            state, outcome, provider, limit,
        }.Runs((context, ct) => context.Get(limit) is < 1 or > LimitMax
            ? throw CliError.WrongUsage("--limit is out of range.", $"Give a number from 1 to {LimitMax}.")
            : RunAsync(
                context, States[context.Get(state)!], context.Get(outcome), ProviderName.Known(context.Get(provider)), context.Get(limit),
                ct));
    }

    static async Task<int> RunAsync(
        CommandContext context, string[] states, string? outcome, string? provider, int limit, CancellationToken ct)
    {
        await using var books = new ConfirmBooks(context);
        var found = await books.Queries.ListAsync(states, outcome, provider, limit + 1, ct);
        var printed = new PrintedReads([.. found.Take(limit)], found.Count > limit);
        if (context.Output.IsJson)
        {
            context.Output.Json(printed, ConfirmJson.Default.PrintedReads);
            return ExitCode.Ok;
        }

        if (printed.Reads.Count == 0)
        {
            context.Output.Line(await NoneAsync(books, states, outcome, provider, ct));
            return ExitCode.Ok;
        }

        var table = new TextTable("Received (UTC)", "Provider", "Event", "Type", "State", "Outcome", "Object", ">Reads", "What was found");
        foreach (var read in printed.Reads)
        {
            table.Row(
                ConfirmText.Time(read.ReceivedAt), read.Provider, read.ProviderEventId, read.ProviderEventType, read.State, read.Outcome,
                read.ObjectState, read.Tries.ToString(), read.Detail);
        }

        context.Output.Table(table);
        if (printed.More)
        {
            context.Output.Line($"There are more than {limit}: --limit shows them.");
        }

        return ExitCode.Ok;
    }

    /// <summary>Nothing to show; what is open leaves out what waits by itself, and then says so.</summary>
    static async Task<string> NoneAsync(
        ConfirmBooks books, string[] states, string? outcome, string? provider, CancellationToken ct)
    {
        if (states != States["open"] || outcome is not null)
        {
            return "There is none.";
        }

        var counts = await books.Queries.CountAsync(ct);
        var waiting = counts.Where(count => States["waiting"].Contains(count.State) && (provider ?? count.Provider) == count.Provider)
            .Sum(count => count.Reports);
        return waiting == 0 ? "None is open, and none waits for a read."
            : $"None is open; {waiting} {(waiting == 1 ? "waits" : "wait")} for a read: 'ledger confirm list --state waiting' shows them.";
    }
}
