using Ledger.MessageBus;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Ledger.Cli.Shell;

/// <summary>
/// The consumers of an installation, by the queues that its broker has unless the environment says so: an event must reach each of them,
/// whatever this shell's environment leaves out.
/// </summary>
static class StandingQueues
{
    /// <summary>Asks the broker.</summary>
    /// <exception cref="CliError">The environment says something else than on or off.</exception>
    public static async Task<IReadOnlyList<ConsumerQueue>> OfAsync(CommandContext context, CancellationToken ct)
    {
        var errors = new List<string>();
        var present = await PresentAsync(context, ct);
        var queues = ConsumerQueues.Of(
            name => Environment.GetEnvironmentVariable(name) is { Length: > 0 } said ? said : present.Contains(name) ? "on" : "off",
            errors);
        return errors.Count == 0
            ? queues
            : throw CliError.Missing("SETTING_INVALID", string.Join(" ", errors), "Set it to on or off, or not at all.");
    }

    static async Task<HashSet<string>> PresentAsync(CommandContext context, CancellationToken ct)
    {
        await using var connection = await new ConnectionFactory { Uri = context.Connections.Broker }.CreateConnectionAsync(ct);
        var present = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (setting, queue) in new[]
        {
            (ConsumerQueues.InventorySetting, ConsumerQueues.Inventory), (ConsumerQueues.ConfirmationSetting, ConsumerQueues.Confirmation),
        })
        {
            await using var channel = await connection.CreateChannelAsync(cancellationToken: ct);
            try
            {
                await channel.QueueDeclarePassiveAsync(queue.Name, ct);
                present.Add(setting);
            }
            catch (OperationInterruptedException absent) when (absent.ShutdownReason?.ReplyCode == Constants.NotFound)
            {
                // This installation does without it.
            }
        }

        return present;
    }
}
