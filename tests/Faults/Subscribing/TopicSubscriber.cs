using System.Text.Json;
using System.Threading.Channels;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;

namespace Ledger.Faults.Subscribing;

/// <summary>
/// A subscriber as an adapter of anybody's would be: a durable queue of its own on a topic, read for the whole run with
/// nothing but the AMQP client, through every outage of the broker.
/// </summary>
sealed class TopicSubscriber : IAsyncDisposable
{
    const ushort Prefetch = 500;
    static readonly TimeSpan RetryAfter = TimeSpan.FromMilliseconds(500);
    readonly CancellationTokenSource _stop = new();
    readonly Uri _broker;
    readonly IReadOnlyList<string> _subjects;
    readonly string? _cause;
    Task _reading = Task.CompletedTask;

    TopicSubscriber(Uri broker, string topic, IReadOnlyList<string> subjects, string? cause) =>
        (_broker, Topic, _subjects, _cause) = (broker, topic, subjects, cause);

    /// <summary>The exchange.</summary>
    public string Topic { get; }

    /// <summary>What it has seen.</summary>
    public SeenMessages Seen { get; } = new();

    /// <summary>What has ended its reading although nobody stopped it; null while it reads.</summary>
    public Exception? Fault => _reading.Exception?.InnerException;

    string Queue => $"faults.{Topic}";

    /// <summary>Subscribes; returns when the queue is bound, so that nothing published afterwards is missed.</summary>
    /// <param name="broker">The broker.</param>
    /// <param name="topic">The exchange.</param>
    /// <param name="subjects">Fields of the body that can be told only once, those joined by + together.</param>
    /// <param name="cause">Field of the body that says what the message came from; null for none.</param>
    /// <param name="ct">Stops the start.</param>
    public static async Task<TopicSubscriber> StartAsync(
        Uri broker, string topic, IReadOnlyList<string> subjects, string? cause, CancellationToken ct)
    {
        var subscriber = new TopicSubscriber(broker, topic, subjects, cause);
        await using (var connection = await subscriber.ConnectAsync(ct))
        {
            await using var channel = await connection.CreateChannelAsync(options: null, ct);
            await channel.QueueDeclareAsync(
                subscriber.Queue, durable: true, exclusive: false, autoDelete: false,
                new Dictionary<string, object?> { ["x-queue-type"] = "quorum", ["x-delivery-limit"] = 1_000_000 }, cancellationToken: ct);
            await channel.QueueBindAsync(subscriber.Queue, topic, "#", cancellationToken: ct);
        }

        subscriber._reading = Task.Run(subscriber.ReadOnAsync, CancellationToken.None);
        return subscriber;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    async Task ReadOnAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await ReadAsync();
            }
            catch (Exception away) when (IsAway(away) && !_stop.IsCancellationRequested)
            {
                await Task.Delay(RetryAfter, _stop.Token);
            }
        }
    }

    // The client cancels what the broker leaves without an answer.
    static bool IsAway(Exception failure) => failure is BrokerUnreachableException or OperationInterruptedException or IOException
        or TimeoutException or ObjectDisposedException or OperationCanceledException or ChannelClosedException;

    async Task ReadAsync()
    {
        await using var connection = await ConnectAsync(_stop.Token);
        await using var channel = await connection.CreateChannelAsync(options: null, _stop.Token);
        await channel.BasicQosAsync(0, Prefetch, global: false, _stop.Token);
        var closed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        channel.ChannelShutdownAsync += (_, _) => Task.FromResult(closed.TrySetResult());
        connection.ConnectionShutdownAsync += (_, _) => Task.FromResult(closed.TrySetResult());
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += async (_, delivered) =>
        {
            Take(delivered.BasicProperties, delivered.Body);
            await channel.BasicAckAsync(delivered.DeliveryTag, multiple: false, _stop.Token);
        };
        await channel.BasicConsumeAsync(Queue, autoAck: false, consumer, _stop.Token);
        await closed.Task.WaitAsync(_stop.Token);
    }

    // Many at once come in one message, in the batch format of CloudEvents.
    void Take(IReadOnlyBasicProperties properties, ReadOnlyMemory<byte> body)
    {
        using var message = JsonDocument.Parse(body);
        if (properties.ContentType != "application/cloudevents-batch+json")
        {
            Take(properties.MessageId, message.RootElement);
            return;
        }

        foreach (var element in message.RootElement.EnumerateArray())
        {
            Take(element.GetProperty("id").GetString(), element.GetProperty("data"));
        }
    }

    void Take(string? id, JsonElement fields) =>
        Seen.Take(
            id, [.. _subjects.Select(name => Subject(name, fields)).OfType<string>()],
            _cause is not null && fields.TryGetProperty(_cause, out var cause) ? cause.GetString() : null);

    // Several fields are joined; a message that lacks one does not have the subject.
    static string? Subject(string name, JsonElement fields)
    {
        var parts = name.Split('+');
        return parts.All(part => fields.TryGetProperty(part, out _))
            ? $"{name} {string.Join(' ', parts.Select(part => fields.GetProperty(part)))}"
            : null;
    }

    Task<IConnection> ConnectAsync(CancellationToken ct) => new ConnectionFactory
    {
        Uri = _broker,
        ClientProvidedName = Queue,
        AutomaticRecoveryEnabled = false,
        TopologyRecoveryEnabled = false,
        RequestedHeartbeat = TimeSpan.FromSeconds(10),
    }.CreateConnectionAsync(ct);
}
