using Ledger.MessageBus;
using RabbitMQ.Client;

namespace Ledger.Bench.Scenarios;

/// <summary>
/// Whether events reach the inventory's queue. Without its binding the product does what an installation without stock does,
/// in the same warm processes.
/// </summary>
public sealed class StockBinding(Uri broker)
{
    static readonly ConsumerQueue Queue = ConsumerQueues.Inventory;

    /// <summary>Events reach it.</summary>
    public Task AddAsync(CancellationToken ct) =>
        OnChannelAsync(channel => channel.QueueBindAsync(Queue.Name, Queue.Exchange, Queue.RoutingKey, cancellationToken: ct), ct);

    /// <summary>Events do not reach it.</summary>
    public Task RemoveAsync(CancellationToken ct) =>
        OnChannelAsync(channel => channel.QueueUnbindAsync(Queue.Name, Queue.Exchange, Queue.RoutingKey, cancellationToken: ct), ct);

    async Task OnChannelAsync(Func<IChannel, Task> act, CancellationToken ct)
    {
        await using var connection = await new ConnectionFactory { Uri = broker }.CreateConnectionAsync(ct);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: ct);
        await act(channel);
    }
}
