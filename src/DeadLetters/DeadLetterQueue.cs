using Ledger.MessageBus;
using Ledger.MessageBus.Publishing;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;

namespace Ledger.DeadLetters;

/// <summary>
/// The messages that consumers could not process: to look at, and to send back to the queue they came from, where the
/// ordinary path with its duplicate check processes them (R-DL-01, R-DL-02, R-DL-08).
/// </summary>
public sealed class DeadLetterQueue : IAsyncDisposable
{
    /// <summary>Up to so many messages are taken all to look at some, which keeps their order.</summary>
    const int WholeMax = 10_000;

    readonly IConnection _connection;
    readonly ConfirmedPublisher _publisher;
    readonly TimeProvider _time;
    readonly ILogger _logger;

    DeadLetterQueue(IConnection connection, ConfirmedPublisher publisher, TimeProvider time, ILogger logger)
    {
        _connection = connection;
        _publisher = publisher;
        _time = time;
        _logger = logger;
    }

    /// <summary>Connects to the broker.</summary>
    /// <exception cref="RabbitMQ.Client.Exceptions.BrokerUnreachableException">The broker is away.</exception>
    public static async Task<DeadLetterQueue> OpenAsync(
        BusOptions options, TimeProvider time, ILoggerFactory loggers, CancellationToken ct) =>
        new(
            await BrokerConnection.OpenAsync(options, "ledger dead letters", ct),
            // Only hosts declare: a tool must not bring a deleted queue back, nor argue about its arguments.
            new ConfirmedPublisher(options, time, loggers.CreateLogger<ConfirmedPublisher>())
            {
                DeclaresTopology = false,
            },
            time, loggers.CreateLogger<DeadLetterQueue>());

    /// <summary>How many messages wait in each parking queue.</summary>
    public async Task<IReadOnlyList<(ParkingQueue Queue, long Messages)>> CountAsync(CancellationToken ct)
    {
        var counts = new List<(ParkingQueue Queue, long Messages)>();
        foreach (var queue in ParkingQueue.All)
        {
            await using var channel = await _connection.CreateChannelAsync(options: null, ct);
            counts.Add((queue, await ParkedScan.CountAsync(channel, queue.Name, ct)));
        }

        return counts;
    }

    /// <summary>The oldest messages of a queue, in order; they stay there, in order up to 10,000 of them.</summary>
    /// <param name="limit">At most so many (1 to 10,000).</param>
    public async Task<IReadOnlyList<DeadLetter>> ListAsync(ParkingQueue queue, int limit, CancellationToken ct)
    {
        await using var scan = await ParkedScan.OpenAsync(
            _connection, queue.Name, count => count <= WholeMax ? (ushort)0 : checked((ushort)limit),
            keepBodies: false, ct);
        var list = new List<DeadLetter>();
        await foreach (var message in scan.ReadAsync(scan.Count <= WholeMax ? scan.Count : limit, ct))
        {
            if (list.Count < limit)
            {
                list.Add(DeadLetter.Of(queue, message.Properties));
            }
        }

        return list;
    }

    /// <summary>One message with its content, or null when the queue does not hold it; it stays there.</summary>
    public async Task<DeadLetterContent?> FindAsync(ParkingQueue queue, string messageId, CancellationToken ct)
    {
        var selection = new RedriveSelection([messageId], Limit: 1);
        DeadLetterContent? found = null;
        await using var scan = await ParkedScan.OpenAsync(_connection, queue.Name, _ => 0, keepBodies: true, ct);
        await foreach (var message in scan.ReadAsync(long.MaxValue, ct))
        {
            if (selection.Takes(message.Properties.MessageId))
            {
                found ??= DeadLetterContent.Of(queue, message.Properties, message.Body);
            }
        }

        return found;
    }

    /// <summary>
    /// Sends messages back to their queue with the same id, body and headers: confirmed there first, removed here
    /// afterwards. A crash in between leaves both, which the consumer's inbox absorbs; never none. Stops at the first
    /// message the broker does not take.
    /// </summary>
    public async Task<RedriveOutcome> RedriveAsync(
        ParkingQueue queue, RedriveSelection selection, IProgress<RedriveProgress> progress, CancellationToken ct)
    {
        await using var run = await RedriveRun.OpenAsync(_connection, _publisher, queue, selection, _time, ct);
        var outcome = await run.RunAsync(progress, ct);
        _logger.Redriven(outcome.Redriven, queue.Name, queue.Origin.Name);
        return outcome;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _publisher.DisposeAsync();
        await _connection.DisposeAsync();
    }
}
