using System.CommandLine;
using Ledger.Cli.Shell;

namespace Ledger.Cli.DeadLetters;

/// <summary><c>ledger dead-letters show</c>.</summary>
static class ShowCommand
{
    /// <summary>Builds the command.</summary>
    public static Command Build()
    {
        var choice = new QueueChoice();
        var id = new Argument<string>("message-id") { Description = "Id of the message, as 'list' shows it." };
        var command = new Command("show", "Shows headers and body of one message; card-like numbers are masked.")
        {
            id,
        };
        return choice.AddTo(command).Runs((context, ct) => RunAsync(context, choice, context.Get(id)!, ct));
    }

    static async Task<int> RunAsync(CommandContext context, QueueChoice choice, string id, CancellationToken ct)
    {
        await using var deadLetters = await QueueChoice.OpenAsync(context, ct);
        foreach (var queue in choice.Queues(context))
        {
            if (await deadLetters.FindAsync(queue, id, ct) is not { } found)
            {
                continue;
            }

            if (context.Output.IsJson)
            {
                context.Output.Json(found, DeadLetterJson.Default.DeadLetterContent);
                return ExitCode.Ok;
            }

            context.Output.Heading($"{found.DeadLetter.MessageId} in {queue.Name}");
            foreach (var (name, value) in found.Headers)
            {
                context.Output.Line($"{name}: {value}");
            }

            context.Output.Line();
            context.Output.Line(found.BodyIsBase64 ? $"(no text; base64) {found.Body}" : found.Body);
            return ExitCode.Ok;
        }

        throw CliError.No(
            "DEAD_LETTER_NOT_FOUND",
            $"No message '{id}' is set aside in {string.Join(" or ", choice.Queues(context).Select(q => q.Name))}.",
            "'ledger dead-letters list' shows what is; --skipped looks at messages of unknown type.");
    }
}
