using System.CommandLine;
using Ledger.Cli.Shell;
using Ledger.DeadLetters;

namespace Ledger.Cli.DeadLetters;

/// <summary><c>ledger dead-letters list</c>.</summary>
static class ListCommand
{
    const int LimitMax = 10_000;

    /// <summary>Builds the command.</summary>
    public static Command Build()
    {
        var choice = new QueueChoice();
        var limit = new Option<int>("--limit")
        {
            Description = $"At most so many messages per queue, the oldest first (0 to {LimitMax}; 0 counts only).",
            DefaultValueFactory = _ => 50,
        };
        var command = new Command("list", "Counts the messages set aside and lists the oldest; they stay there.")
        {
            limit,
        };
        return choice.AddTo(command).Runs(async (context, ct) =>
        {
            var most = context.Get(limit);
            if (most is < 0 or > LimitMax)
            {
                throw CliError.WrongUsage($"--limit {most} is out of range.", $"Give a number from 0 to {LimitMax}.");
            }

            return await RunAsync(context, choice.Queues(context), most, ct);
        });
    }

    static async Task<int> RunAsync(
        CommandContext context, IReadOnlyList<ParkingQueue> queues, int limit, CancellationToken ct)
    {
        await using var deadLetters = await QueueChoice.OpenAsync(context, ct);
        // All queues are counted, whichever are listed: what is set aside elsewhere must not go unseen.
        var counts = await deadLetters.CountAsync(ct);
        var listed = new List<DeadLetter>();
        foreach (var queue in queues.Where(_ => limit > 0))
        {
            listed.AddRange(await deadLetters.ListAsync(queue, limit, ct));
        }

        if (context.Output.IsJson)
        {
            var printed = counts.Select(
                c => new PrintedCount(c.Queue.Origin.Name, c.Queue.Name, c.Queue.Skipped, c.Messages));
            context.Output.Json(new PrintedList([.. printed], listed), DeadLetterJson.Default.PrintedList);
            return ExitCode.Ok;
        }

        var table = new TextTable("Set aside in", ">Messages");
        foreach (var (queue, messages) in counts)
        {
            table.Row(queue.Name, messages.ToString());
        }

        context.Output.Table(table);
        if (listed.Count > 0)
        {
            context.Output.Line();
            context.Output.Table(Table(listed));
        }

        return ExitCode.Ok;
    }

    static TextTable Table(IReadOnlyList<DeadLetter> letters)
    {
        var table = new TextTable(
            "Message id", "Queue", "Failed at (UTC)", "Reason", ">Attempts", ">Redriven", "Type", "Subject", "What");
        foreach (var letter in letters)
        {
            table.Row(
                letter.MessageId, letter.Queue, letter.FailedAt?.ToString("yyyy-MM-dd HH:mm:ss"), letter.Reason,
                letter.Attempts?.ToString(), letter.RedriveCount.ToString(), letter.Type, letter.Subject,
                FirstLine(letter.Message));
        }

        return table;
    }

    static string? FirstLine(string? text)
    {
        const int Most = 100;
        var line = text?.Split('\n')[0];
        return line?.Length > Most ? string.Concat(line.AsSpan(0, Most), "…") : line;
    }
}
