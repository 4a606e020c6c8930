using System.CommandLine;
using Ledger.Cli.Shell;
using Ledger.DeadLetters;
using Ledger.MessageBus;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ledger.Cli.DeadLetters;

/// <summary>Which queues a command looks at, and the connection to them.</summary>
sealed class QueueChoice
{
    static readonly string Names = string.Join(", ", ConsumerQueues.All.Select(queue => queue.Name));

    readonly Option<string?> _queue = new("--queue")
    {
        Description = $"Only this consumer's: {Names}. Without it all.",
    };

    readonly Option<bool> _skipped = new("--skipped")
    {
        Description = "The messages whose type the consumer did not know, instead of those it could not process.",
    };

    /// <summary>Adds the options to a command.</summary>
    public Command AddTo(Command command)
    {
        command.Options.Add(_queue);
        command.Options.Add(_skipped);
        return command;
    }

    /// <summary>The chosen queues.</summary>
    public IReadOnlyList<ParkingQueue> Queues(CommandContext context)
    {
        var name = context.Get(_queue);
        var chosen = ParkingQueue.All
            .Where(q => q.Skipped == context.Get(_skipped) && (name is null || q.Origin.Name == name)).ToList();
        return chosen.Count > 0 ? chosen : throw CliError.WrongUsage(
            $"There is no consumer '{name}'.", $"Consumers are {Names}.");
    }

    /// <summary>Connects.</summary>
    public static Task<DeadLetterQueue> OpenAsync(CommandContext context, CancellationToken ct) =>
        DeadLetterQueue.OpenAsync(
            new BusOptions { Broker = context.Connections.Broker }, context.Time, NullLoggerFactory.Instance, ct);
}
