using System.Runtime.CompilerServices;
using System.Threading.Channels;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;

namespace Ledger.DeadLetters;

/// <summary>
/// Reads a parking queue in order. What is not acknowledged goes back when the scan is disposed, or when the process
/// dies. Two scans at once see different messages.
/// </summary>
/// <remarks>
/// A quorum queue delivers what was given back first, in the order in which it was given back: a scan that takes the
/// whole queue leaves the order as it was, one that takes only a part of it can turn the queue round (RabbitMQ 3.10).
/// </remarks>
sealed class ParkedScan : IAsyncDisposable
{
    /// <summary>
    /// So long nothing comes when somebody else holds the messages that were counted; longer than a broker is silent
    /// while it waits for its disk.
    /// </summary>
    static readonly TimeSpan Idle = TimeSpan.FromSeconds(5);

    static readonly TimeSpan GiveBackPoll = TimeSpan.FromMilliseconds(10);
    const int GiveBackWaits = 500;

    readonly IChannel _channel;
    readonly Channel<ParkedMessage> _received = Channel.CreateUnbounded<ParkedMessage>();

    readonly IConnection _connection;
    readonly string _queue;
    long _acknowledged;

    ParkedScan(IConnection connection, IChannel channel, string queue, long count)
    {
        _connection = connection;
        _channel = channel;
        _queue = queue;
        Count = count;
        channel.ChannelShutdownAsync += (_, reason) =>
        {
            _received.Writer.TryComplete(new IOException($"RabbitMQ closed the channel: {reason.ReplyText}"));
            return Task.CompletedTask;
        };
    }

    /// <summary>
    /// Messages waiting when the scan began; no more are read, so that a message which fails again and comes back is
    /// not taken twice.
    /// </summary>
    public long Count { get; }

    /// <summary>Begins to read.</summary>
    /// <param name="inHandMax">Of how many there are: how many may be in hand unacknowledged; 0 for all.</param>
    /// <param name="keepBodies">False when only the headers are of interest; bodies are empty then.</param>
    public static async Task<ParkedScan> OpenAsync(
        IConnection connection, string queue, Func<long, ushort> inHandMax, bool keepBodies, CancellationToken ct)
    {
        var channel = await connection.CreateChannelAsync(options: null, ct);
        try
        {
            var scan = new ParkedScan(connection, channel, queue, await CountAsync(channel, queue, ct));
            if (scan.Count > 0)
            {
                await channel.BasicQosAsync(0, inHandMax(scan.Count), global: false, ct);
                await channel.BasicConsumeAsync(queue, autoAck: false, scan.Receiver(keepBodies), ct);
            }

            return scan;
        }
        catch
        {
            await channel.DisposeAsync();
            throw;
        }
    }

    /// <summary>Messages waiting in a queue; 0 when there is no such queue, which closes the channel.</summary>
    public static async Task<long> CountAsync(IChannel channel, string queue, CancellationToken ct)
    {
        try
        {
            return await channel.MessageCountAsync(queue, ct);
        }
        catch (OperationInterruptedException missing) when (missing.ShutdownReason?.ReplyCode == 404)
        {
            return 0;
        }
    }

    /// <summary>The messages in order, at most <paramref name="limit"/> of them.</summary>
    public async IAsyncEnumerable<ParkedMessage> ReadAsync(long limit, [EnumeratorCancellation] CancellationToken ct)
    {
        for (var left = Math.Min(limit, Count); left > 0; left--)
        {
            using var idle = CancellationTokenSource.CreateLinkedTokenSource(ct);
            idle.CancelAfter(Idle);
            ParkedMessage message;
            try
            {
                message = await _received.Reader.ReadAsync(idle.Token);
            }
            catch (OperationCanceledException) when (!ct.IsCancellationRequested)
            {
                yield break;
            }

            yield return message;
        }
    }

    /// <summary>Removes a message for good.</summary>
    public async ValueTask AcknowledgeAsync(ParkedMessage message, CancellationToken ct)
    {
        await _channel.BasicAckAsync(message.Tag, multiple: false, ct);
        Interlocked.Increment(ref _acknowledged);
    }

    /// <summary>
    /// Gives everything else back, by closing the channel. The broker does it some milliseconds later, on a busy
    /// machine seconds; whoever looks next shall find all of it, so we wait for that; not for ever, because somebody
    /// else may be taking it.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        await _channel.DisposeAsync();
        var expected = Count - Interlocked.Read(ref _acknowledged);
        if (expected > 0 && _connection.IsOpen)
        {
            await using var watch = await _connection.CreateChannelAsync();
            var waits = 0;
            while (await CountAsync(watch, _queue, CancellationToken.None) < expected && waits++ < GiveBackWaits)
            {
                await Task.Delay(GiveBackPoll);
            }
        }
    }

    AsyncEventingBasicConsumer Receiver(bool keepBodies)
    {
        var receiver = new AsyncEventingBasicConsumer(_channel);
        receiver.ReceivedAsync += (_, delivery) =>
        {
            // The client takes the body's memory back when this returns.
            _received.Writer.TryWrite(new ParkedMessage(
                delivery.DeliveryTag, new BasicProperties(delivery.BasicProperties),
                keepBodies ? delivery.Body.ToArray() : default));
            return Task.CompletedTask;
        };
        return receiver;
    }
}
