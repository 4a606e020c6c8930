using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Ledger.MessageBus.Monitoring;

/// <summary>Reads the depth of every consumer's queue and of its dead-letter and skipped queues.</summary>
public sealed class QueueDepths(BusOptions options) : IAsyncDisposable
{
    readonly SemaphoreSlim _one = new(1);
    IConnection? _connection;

    /// <summary>All queues of all consumers, in the order queue, dead-letter, skipped.</summary>
    public IReadOnlyList<string> Names { get; } =
        [.. options.Queues.SelectMany(q => (string[])[q.Name, q.DeadLetterName, q.SkippedName])];

    /// <summary>Reads all depths over a connection that is kept for the next time.</summary>
    public async Task<IReadOnlyList<QueueDepth>> ReadAsync(CancellationToken ct)
    {
        await _one.WaitAsync(ct);
        try
        {
            if (_connection is not { IsOpen: true })
            {
                await CloseAsync();
                _connection = await BrokerConnection.OpenAsync(options, "ledger queue depths", ct);
            }

            var depths = new List<QueueDepth>(Names.Count);
            foreach (var name in Names)
            {
                depths.Add(await ReadAsync(_connection, name, ct));
            }

            return depths;
        }
        catch
        {
            Abandon(); // It may be lost and not know it: the next time asks on a new one.
            throw;
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Reads all depths over a connection of its own.</summary>
    public static async Task<IReadOnlyList<QueueDepth>> ReadAsync(BusOptions options, CancellationToken ct)
    {
        await using var depths = new QueueDepths(options);
        return await depths.ReadAsync(ct);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        _one.Dispose();
    }

    // A channel each: asking for a queue that does not exist closes the channel.
    static async Task<QueueDepth> ReadAsync(IConnection connection, string name, CancellationToken ct)
    {
        await using var channel = await connection.CreateChannelAsync(options: null, ct);
        try
        {
            var found = await channel.QueueDeclarePassiveAsync(name, ct);
            return new QueueDepth(name, Exists: true, found.MessageCount, (int)found.ConsumerCount);
        }
        catch (OperationInterruptedException missing) when (missing.ShutdownReason?.ReplyCode == 404)
        {
            return new QueueDepth(name, Exists: false, 0, 0);
        }
    }

    void Abandon()
    {
        if (_connection is { } connection)
        {
            _connection = null;
            _ = Task.Run(() => connection.DisposeAsync().AsTask());
        }
    }

    async Task CloseAsync()
    {
        if (_connection is { } connection)
        {
            _connection = null;
            await connection.DisposeAsync();
        }
    }
}
