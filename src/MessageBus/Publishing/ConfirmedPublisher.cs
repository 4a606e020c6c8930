using System.Collections.Concurrent;
using System.Diagnostics;
using Ledger.MessageBus.Bundling;
using Ledger.MessageBus.Monitoring;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;

namespace Ledger.MessageBus.Publishing;

/// <summary>
/// Publishes over one connection in confirm mode, and keeps that connection up. A publish ends within
/// <see cref="BusOptions.ConfirmTimeout"/> once it is its turn, and only what goes in bundles waits for one: confirmed, or failed.
/// </summary>
/// <remarks>
/// MassTransit 8.4.0 consumes but does not publish here, for three reasons seen in its code: its send transport
/// retries until its caller cancels while the broker is away, where a webhook must be answered 503 in seconds; it hands
/// the channel its own token, so that a caller's deadline leaves a publish hanging inside; and its channels use
/// the client's confirmation tracking (see <see cref="ConfirmingChannel"/>), which puts a header of one client
/// library on a wire that is meant to be read from any language.
/// </remarks>
public sealed class ConfirmedPublisher : IMessagePublisher, IAsyncDisposable
{
    static readonly TimeSpan RetryMin = TimeSpan.FromMilliseconds(100);
    static readonly TimeSpan RetryMax = TimeSpan.FromSeconds(2);

    readonly BusOptions _options;
    readonly TimeProvider _time;
    readonly ILogger _logger;
    readonly Dictionary<string, BundleSender> _addressed;
    readonly ConcurrentDictionary<(string Exchange, string RoutingKey), BundleSender> _bundled = new();
    readonly CancellationTokenSource _stop = new();
    readonly Lock _starting = new();
    volatile Link _link = new(Channel: null, Failure: null);
    Task? _running;
    int _disposed;

    /// <summary>Makes a publisher; it connects with the first message, or with <see cref="Start"/>.</summary>
    public ConfirmedPublisher(BusOptions options, TimeProvider time, ILogger<ConfirmedPublisher> logger)
    {
        (_options, _time, _logger) = (options, time, logger);
        _addressed = options.Queues.Where(queue => queue.IsAddressed).GroupBy(queue => queue.Exchange).ToDictionary(
            queues => queues.Key,
            queues => new BundleSender(
                (message, ct) => Task.WhenAll(queues.Select(queue => SendAsync(message.To(queue), ct))), options, time),
            StringComparer.Ordinal);
    }

    /// <summary>
    /// True for the product's hosts: all exchanges and queues are declared on every new connection, so that a broker
    /// that came back empty (replaced, restored) has them before the first message goes to it.
    /// </summary>
    public bool DeclaresTopology { get; init; } = true;

    /// <summary>True while the connection stands.</summary>
    public bool Connected => _link.Channel is not null;

    /// <inheritdoc/>
    public Task PublishAsync<T>(T message, CancellationToken ct)
        where T : class
    {
        var topic = Topics.Of<T>();
        var outgoing = OutgoingMessage.Of(topic, message);
        if (topic.BundledIf?.Invoke(message) == true)
        {
            return PublishBundledAsync(outgoing, ct);
        }

        if (!_addressed.TryGetValue(outgoing.Exchange, out var addressed))
        {
            return PublishAsync(outgoing, ct);
        }

        // Each addressed copy is mandatory by itself, and belongs to a span of its own.
        var copy = outgoing.Copy();
        return Task.WhenAll(PublishAsync(outgoing with { Mandatory = false }, ct), addressed.SendAsync(copy, ct));
    }

    /// <summary>Publishes a message as it is; returns when the broker has confirmed it.</summary>
    /// <exception cref="PublishFailedException">As for <see cref="IMessagePublisher.PublishAsync{T}"/>.</exception>
    public async Task PublishAsync(OutgoingMessage message, CancellationToken ct)
    {
        using var activity = BusActivities.StartPublish(message);
        try
        {
            await SendAsync(message, ct);
        }
        catch (PublishFailedException failure)
        {
            activity?.SetStatus(ActivityStatusCode.Error, failure.Message);
            throw;
        }
    }

    Task PublishBundledAsync(OutgoingMessage message, CancellationToken ct) => _bundled
        .GetOrAdd(
            (message.Exchange, message.RoutingKey),
            static (_, publisher) => new BundleSender(publisher.SendAsync, publisher._options, publisher._time), this)
        .SendAsync(message, ct);

    async Task SendAsync(OutgoingMessage message, CancellationToken ct)
    {
        Start();
        var pending = new PendingPublish(message, Activity.Current);
        var began = _time.GetTimestamp();
        using var deadline = new CancellationTokenSource(_options.ConfirmTimeout, _time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct, deadline.Token);
        ConfirmingChannel? channel = null;
        var answers = 0L;
        try
        {
            do
            {
                // Again if it closes in between; nothing was written then, so the next channel may have it.
                channel = await ChannelAsync(limit.Token);
                answers = channel.Answers;
            }
            while (!await channel.SendAsync(pending, limit.Token));

            await pending.Done.WaitAsync(limit.Token);
            BusMeters.Published(message, _time.GetElapsedTime(began));
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            channel?.CloseIfSilentSince(answers);
            BusMeters.PublishFailed(message);
            throw new PublishFailedException(
                $"RabbitMQ at {_options.Where} did not confirm within {_options.ConfirmTimeout.TotalSeconds:0.#} s.",
                innerException: null);
        }
        catch (PublishFailedException)
        {
            BusMeters.PublishFailed(message);
            throw;
        }
        finally
        {
            pending.Abandon();
        }
    }

    /// <summary>Begins to connect; publishing does it too.</summary>
    public void Start()
    {
        if (_running is null)
        {
            lock (_starting)
            {
                _running ??= Task.Run(KeepConnectedAsync);
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // The container disposes it once for every name it is registered under.
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            await _stop.CancelAsync();
            await (_running ?? Task.CompletedTask).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _stop.Dispose();
        }
    }

    /// <summary>
    /// The open channel. While it is being opened callers wait; once an attempt has failed they fail at once, until
    /// one succeeds: a queue of waiting webhooks helps nobody, their providers send them again.
    /// </summary>
    async ValueTask<ConfirmingChannel> ChannelAsync(CancellationToken ct)
    {
        while (true)
        {
            var link = _link;
            if (link.Channel is { Closed.IsCompleted: false } channel)
            {
                return channel;
            }

            if (link.Failure is { } failure)
            {
                throw new PublishFailedException($"RabbitMQ at {_options.Where} is away: {failure.Message}", failure);
            }

            await link.Changed.Task.WaitAsync(ct);
        }
    }

    async Task KeepConnectedAsync()
    {
        var delay = RetryMin;
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await using var channel = await OpenAsync();
                Become(new Link(channel, Failure: null));
                _logger.PublisherConnected(_options.Where);
                delay = RetryMin;
                var reason = await channel.Closed.WaitAsync(_stop.Token);
                Become(new Link(Channel: null, Failure: null));
                _logger.PublisherDisconnected(_options.Where, reason);
            }
            catch (Exception failure) when (!_stop.IsCancellationRequested)
            {
                Become(new Link(Channel: null, failure));
                _logger.BrokerAway(_options.Where, failure.Message);
                await Task.Delay(delay, _time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                delay = delay * 2 < RetryMax ? delay * 2 : RetryMax;
            }
        }
    }

    Task<ConfirmingChannel> OpenAsync() => BrokerConnection.WithinAsync(
        () => ConfirmingChannel.OpenAsync(_options, "ledger publisher", PrepareAsync, _stop.Token),
        _options.OpenTimeout, _time, _stop.Token);

    Task PrepareAsync(IConnection connection, CancellationToken ct) =>
        DeclaresTopology ? TopologyDeclaration.DeclareAsync(connection, _options, ct) : Task.CompletedTask;

    void Become(Link link)
    {
        var before = _link;
        _link = link;
        before.Changed.TrySetResult();
    }

    sealed record Link(ConfirmingChannel? Channel, Exception? Failure)
    {
        public TaskCompletionSource Changed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
