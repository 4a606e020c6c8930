using Ledger.MessageBus;
using RabbitMQ.Client;

namespace Ledger.Faults.Checking;

/// <summary>An outage may put nothing into the queues of dead and of skipped messages.</summary>
static class ParkedCheck
{
    /// <summary>Every such queue that is not empty, in words.</summary>
    public static async Task<IReadOnlyList<string>> RunAsync(Uri broker, CancellationToken ct)
    {
        await using var connection = await new ConnectionFactory { Uri = broker }.CreateConnectionAsync(ct);
        await using var channel = await connection.CreateChannelAsync(options: null, ct);
        var found = new List<string>();
        foreach (var name in ConsumerQueues.Standard.SelectMany(queue => (string[])[queue.DeadLetterName, queue.SkippedName]))
        {
            var queue = await channel.QueueDeclarePassiveAsync(name, ct);
            if (queue.MessageCount > 0)
            {
                var first = await channel.BasicGetAsync(name, autoAck: false, ct);
                found.Add($"queue {name} holds {queue.MessageCount} messages; the first: {Describe(first)}");
            }
        }

        return found;
    }

    static string Describe(BasicGetResult? message) => string.Join(", ", (message?.BasicProperties.Headers ?? new Dictionary<string, object?>())
        .Where(header => !header.Key.StartsWith("cloudEvents", StringComparison.Ordinal))
        .Select(header => $"{header.Key}={(header.Value is byte[] text ? System.Text.Encoding.UTF8.GetString(text) : header.Value)}"));
}
