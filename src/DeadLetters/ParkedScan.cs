using System.Runtime.CompilerServices;
using System.Threading.Channels;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;

namespace Ledger.DeadLetters;

/// <summary>
/// Reads a parking queue in order. What is not acknowledged goes back to its place when the scan is disposed, or when
/// the process dies. Two scans at once see different messages.
/// </summary>
sealed class ParkedScan : IAsyncDisposable
{
    /// <summary>So long nothing comes when somebody else holds the messages that were counted.</summary>
    static readonly TimeSpan Idle = TimeSpan.FromSeconds(2);

    readonly IChannel _channel;
    readonly Channel<ParkedMessage> _received = Channel.CreateUnbounded<ParkedMessage>();

    ParkedScan(IChannel channel, long count)
    {
        _channel = channel;
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
    /// <param name="inHandMax">Messages that may be read and not yet acknowledged; 0 for all.</param>
    public static async Task<ParkedScan> OpenAsync(
        IConnection connection, string queue, ushort inHandMax, CancellationToken ct)
    {
        var channel = await connection.CreateChannelAsync(options: null, ct);
        try
        {
            var scan = new ParkedScan(channel, await CountAsync(channel, queue, ct));
            if (scan.Count > 0)
            {
                await channel.BasicQosAsync(0, inHandMax, global: false, ct);
                await channel.BasicConsumeAsync(queue, autoAck: false, scan.Receiver(), ct);
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
    public ValueTask AcknowledgeAsync(ParkedMessage message, CancellationToken ct) =>
        _channel.BasicAckAsync(message.Tag, multiple: false, ct);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_channel.IsOpen)
        {
            await _channel.CloseAsync(CancellationToken.None);
        }

        await _channel.DisposeAsync();
    }

    AsyncEventingBasicConsumer Receiver()
    {
        var receiver = new AsyncEventingBasicConsumer(_channel);
        receiver.ReceivedAsync += (_, delivery) =>
        {
            // The client takes the body's memory back when this returns.
            _received.Writer.TryWrite(new ParkedMessage(
                delivery.DeliveryTag, new BasicProperties(delivery.BasicProperties), delivery.Body.ToArray()));
            return Task.CompletedTask;
        };
        return receiver;
    }
}
