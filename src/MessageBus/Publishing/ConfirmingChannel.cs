using System.Diagnostics;
using System.Threading.Channels;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Ledger.MessageBus.Publishing;

/// <summary>
/// One AMQP channel in confirm mode with its connection. One writer numbers and sends the messages; confirmations
/// and returns are matched to them here. Once the channel is closed, all that was under way has failed.
/// </summary>
/// <remarks>
/// The client's own tracking of confirmations is not used: it adds a header (<c>x-dotnet-pub-seq-no</c>) to every
/// message on the wire, and it walks all outstanding messages on every cumulative confirmation.
/// </remarks>
sealed class ConfirmingChannel : IAsyncDisposable
{
    const int WaitingMax = 10_000;
    static readonly TimeSpan LostWithin = TimeSpan.FromSeconds(1);

    readonly IConnection _connection;
    readonly IChannel _channel;
    readonly Channel<PendingPublish> _waiting = Channel.CreateBounded<PendingPublish>(
        new BoundedChannelOptions(WaitingMax) { SingleReader = true });
    readonly UnconfirmedPublishes _unconfirmed = new();
    readonly TaskCompletionSource<string> _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    long _answers;

    ConfirmingChannel(IConnection connection, IChannel channel)
    {
        _connection = connection;
        _channel = channel;
        channel.BasicAcksAsync += (_, ack) => Answer(ack.DeliveryTag, ack.Multiple, static p => p.Confirm());
        channel.BasicNacksAsync += (_, nack) => Answer(nack.DeliveryTag, nack.Multiple, static p => p.Fail(
            new PublishFailedException("The broker refused to store the message (basic.nack).", innerException: null)));
        channel.BasicReturnAsync += OnReturned;
        channel.ChannelShutdownAsync += (_, reason) => OnClosed(reason);
        connection.ConnectionShutdownAsync += (_, reason) => OnClosed(reason);
        _ = Task.Run(WriteAllAsync);
    }

    /// <summary>Ends with the reason when the channel is no longer usable.</summary>
    public Task<string> Closed => _closed.Task;

    /// <summary>Answers of the broker so far.</summary>
    public long Answers => Interlocked.Read(ref _answers);

    /// <summary>Opens a connection, prepares it, and puts a channel on it into confirm mode.</summary>
    public static async Task<ConfirmingChannel> OpenAsync(
        BusOptions options, string role, Func<IConnection, CancellationToken, Task> prepare, CancellationToken ct)
    {
        var connection = await BrokerConnection.OpenAsync(options, role, ct);
        try
        {
            await prepare(connection, ct);
            var channel = await connection.CreateChannelAsync(
                new CreateChannelOptions(
                    publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: false), ct);
            return new ConfirmingChannel(connection, channel);
        }
        catch
        {
            _ = Task.Run(() => AbandonAsync(connection), CancellationToken.None);
            throw;
        }
    }

    /// <summary>Hands a message to the writer, waiting while too many are waiting already; false once closed.</summary>
    public async ValueTask<bool> SendAsync(PendingPublish pending, CancellationToken ct)
    {
        while (await _waiting.Writer.WaitToWriteAsync(ct))
        {
            if (_waiting.Writer.TryWrite(pending))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// Gives the channel up if the broker has not answered anything since there were <paramref name="answers"/>. A network
    /// that loses packets tells nobody; heartbeats would notice it only after four of them.
    /// </summary>
    public void CloseIfSilentSince(long answers)
    {
        if (Answers == answers)
        {
            Close("nothing was answered any more");
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_closed.Task.IsCompleted)
        {
            _ = Task.Run(() => AbandonAsync(_connection)); // Its end may wait long for answers that never come; the next one need not.
            return;
        }

        Close("the publisher stopped");
        await _channel.DisposeAsync();
        await _connection.DisposeAsync();
    }

    static async Task AbandonAsync(IConnection connection)
    {
        await connection.AbortAsync(LostWithin);
        await connection.DisposeAsync();
    }

    async Task WriteAllAsync()
    {
        try
        {
            await foreach (var pending in _waiting.Reader.ReadAllAsync())
            {
                if (!pending.Abandoned)
                {
                    await WriteAsync(pending);
                }
            }
        }
        catch (Exception failure)
        {
            // What has not been written leaves our numbering and the broker's apart; only a new channel is safe.
            Close(failure.Message);
        }

        while (_waiting.Reader.TryRead(out var pending))
        {
            pending.Fail(Lost(await Closed));
        }
    }

    async Task WriteAsync(PendingPublish pending)
    {
        if (!_unconfirmed.Add(pending))
        {
            pending.Fail(Lost(await Closed));
            return;
        }

        // The client writes its own span and trace header when somebody listens; they must be of the caller's trace.
        Activity.Current = pending.Activity;
        var message = pending.Message;
        await _channel.BasicPublishAsync(
            message.Exchange, message.RoutingKey, message.Mandatory, message.Properties, message.Body,
            CancellationToken.None);
    }

    Task Answer(ulong number, bool andAllBefore, Action<PendingPublish> answer)
    {
        Interlocked.Increment(ref _answers);
        _unconfirmed.Take(number, andAllBefore, answer);
        return Task.CompletedTask;
    }

    Task OnReturned(object sender, BasicReturnEventArgs returned)
    {
        _unconfirmed.MarkReturned(returned.BasicProperties.MessageId, $"{returned.ReplyCode} {returned.ReplyText}");
        return Task.CompletedTask;
    }

    Task OnClosed(ShutdownEventArgs reason)
    {
        Close($"{reason.ReplyCode} {reason.ReplyText}");
        return Task.CompletedTask;
    }

    void Close(string reason)
    {
        if (_closed.TrySetResult(reason))
        {
            _waiting.Writer.TryComplete();
            _unconfirmed.FailAll(Lost(reason));
        }
    }

    static PublishFailedException Lost(string reason) =>
        new($"The connection to RabbitMQ was lost before the message was confirmed: {reason}", innerException: null);
}
