using Ledger.MessageBus.Monitoring;
using MassTransit;
using MassTransit.RabbitMqTransport;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;

namespace Ledger.MessageBus.Consuming;

/// <summary>
/// Knows whether a queue is being consumed, and stops consuming while what the consumer needs is away: nothing is
/// fetched, so nothing is counted as delivered. It resumes by itself, after a probe if the consumer has one.
/// </summary>
sealed class ConsumerPause(
    ConsumerQueue queue, BusOptions options, Func<CancellationToken, Task>? probe, TimeProvider time, ILogger logger)
    : IReceiveEndpointObserver, IAsyncDisposable
{
    static readonly TimeSpan StopReport = TimeSpan.FromMinutes(1);
    static readonly TimeSpan CancelTimeout = TimeSpan.FromSeconds(5);
    static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(100);

    readonly CancellationTokenSource _stop = new();
    readonly Lock _gate = new();
    TaskCompletionSource<IReceiveEndpoint> _consuming = new(TaskCreationOptions.RunContinuationsAsynchronously);
    volatile bool _paused;
    volatile IChannel? _channel;
    int _disposed;
    Task _pausing = Task.CompletedTask;
    Task _cancelled = Task.CompletedTask;
    TimeSpan _next = options.PauseMin;

    /// <summary>Name of the subscription: fixed, so that it can be cancelled from the first message on.</summary>
    public string ConsumerTag => $"ledger.{queue.Name}";

    /// <summary>What is going on with the queue, for health answers.</summary>
    public ConsumerHealth Health { get; private set; } = new(queue.Name, ConsumerState.Starting, Reason: null);

    /// <summary>True when the channel that messages came on since the last start of consuming is closed.</summary>
    public bool ChannelIsClosed => _channel is { IsOpen: false };

    /// <summary>A message came on this channel.</summary>
    public void CameOn(ChannelContext? channel) => _channel = channel?.Channel ?? _channel;

    /// <summary>A message was processed: the world is back, the next pause is a short one again.</summary>
    public void Succeeded() => _next = options.PauseMin;

    /// <summary>
    /// Begins a pause, unless one is going on. Ends when the broker has stopped delivering: a message requeued before
    /// that would come straight back, and be counted, without ever reaching the consumer.
    /// </summary>
    public Task BeginAsync(Exception cause, ChannelContext? channel)
    {
        lock (_gate)
        {
            if (!_paused && !_stop.IsCancellationRequested)
            {
                _paused = true;
                Become(ConsumerState.Paused, $"{cause.GetType().Name}: {FaultHeaders.Text(cause.Message)}");
                _cancelled = CancelAsync(channel);
                _pausing = Task.Run(() => PauseAsync(cause));
            }

            return _cancelled;
        }
    }

    /// <summary>The host stops: no pause begins or ends any more.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            await _stop.CancelAsync();
            await _pausing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _stop.Dispose();
        }
    }

    async Task PauseAsync(Exception cause)
    {
        var began = time.GetTimestamp();
        var pause = _next;
        _next = pause * 2 < options.PauseMax ? pause * 2 : options.PauseMax;
        BusMeters.Paused(queue.Name);
        logger.Paused(queue.Name, pause, cause.GetType().Name, FaultHeaders.Text(cause.Message));
        try
        {
            // Messages can come before MassTransit has finished its start; it must not be stopped in the middle of it.
            var endpoint = await _consuming.Task.WaitAsync(_stop.Token);
            _consuming = new TaskCompletionSource<IReceiveEndpoint>(TaskCreationOptions.RunContinuationsAsynchronously);
            // What the broker had delivered before shall still reach the consumer: a stopping endpoint drops it.
            await _cancelled;
            await Task.Delay(Grace, time, _stop.Token);
            await StopAsync(endpoint);
            do
            {
                await Task.Delay(pause, time, _stop.Token);
            }
            while (!await IsBackAsync());

            Become(ConsumerState.Starting, reason: null);
            _paused = false;
            endpoint.Start(CancellationToken.None);
            logger.Resumed(queue.Name, time.GetElapsedTime(began));
        }
        catch (Exception failure) when (!_stop.IsCancellationRequested)
        {
            // Not known to happen; if it does, health says so until the process is started anew.
            Become(ConsumerState.Away, $"it could not be paused and resumed: {failure.Message}");
            logger.PauseFailed(failure, queue.Name);
        }
        finally
        {
            BusMeters.Resumed(queue.Name);
        }
    }

    async Task CancelAsync(ChannelContext? channel)
    {
        try
        {
            await (channel?.BasicCancel(ConsumerTag) ?? Task.CompletedTask).WaitAsync(CancelTimeout, time, _stop.Token);
        }
        catch (Exception gone)
        {
            // Without its channel nothing is delivered either.
            logger.NotCancelled(queue.Name, gone.Message);
        }
    }

    // Waits for the messages in hand: they are processed or requeued, each as it ends. That can take minutes when the
    // consumer holds them itself in the hope that the outage is short.
    async Task StopAsync(IReceiveEndpoint endpoint)
    {
        var stopping = endpoint.Stop(_stop.Token);
        while (await Task.WhenAny(stopping, Task.Delay(StopReport, time, _stop.Token)) != stopping)
        {
            _stop.Token.ThrowIfCancellationRequested();
            logger.StillInHand(queue.Name);
        }

        await stopping;
    }

    async Task<bool> IsBackAsync()
    {
        try
        {
            await (probe?.Invoke(_stop.Token) ?? Task.CompletedTask);
            return true;
        }
        catch (Exception away) when (!_stop.IsCancellationRequested)
        {
            logger.StillAway(queue.Name, FaultHeaders.Text(away.Message));
            return false;
        }
    }

    Task IReceiveEndpointObserver.Ready(ReceiveEndpointReady ready)
    {
        if (ready.IsStarted)
        {
            _channel = null;
            _consuming.TrySetResult(ready.ReceiveEndpoint);
        }

        if (ready.IsStarted && !_paused)
        {
            Become(ConsumerState.Consuming, reason: null);
            logger.Consuming(queue.Name);
        }

        return Task.CompletedTask;
    }

    Task IReceiveEndpointObserver.Stopping(ReceiveEndpointStopping stopping) => Task.CompletedTask;

    Task IReceiveEndpointObserver.Completed(ReceiveEndpointCompleted completed)
    {
        if (Health.State == ConsumerState.Consuming && !_paused && !_stop.IsCancellationRequested)
        {
            Leave("the connection to RabbitMQ was lost");
        }

        return Task.CompletedTask;
    }

    Task IReceiveEndpointObserver.Faulted(ReceiveEndpointFaulted faulted)
    {
        if (!_paused)
        {
            Leave(faulted.Exception?.GetBaseException().Message ?? "MassTransit gave no reason");
        }

        return Task.CompletedTask;
    }

    void Leave(string reason)
    {
        Become(ConsumerState.Away, reason);
        logger.NotConsuming(queue.Name, reason);
    }

    void Become(ConsumerState state, string? reason) => Health = new ConsumerHealth(queue.Name, state, reason);
}
