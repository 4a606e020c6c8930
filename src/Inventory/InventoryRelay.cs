using Ledger.EventStore;
using Ledger.Inventory.Events;
using Ledger.MessageBus;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Ledger.Inventory;

/// <summary>
/// Publishes what happened to stock, in its order: movements and notices on <c>ledger.inventory</c> for the channels, and
/// goods that left or came back, at cost, on <c>ledger.payments</c> for the journal (M-29 to M-32). The inventory's events are
/// its outbox.
/// </summary>
public sealed class InventoryRelay : BackgroundService
{
    /// <summary>Name of the relay's stored position.</summary>
    public const string Name = "inventory-topic";

    static readonly TimeSpan LagEvery = TimeSpan.FromSeconds(1);

    readonly IMessagePublisher _publisher;
    readonly OutboxRelay _relay;
    readonly TimeProvider _time;

    /// <summary>Makes the relay of an inventory; it looks whenever <paramref name="inventory"/> has committed.</summary>
    public InventoryRelay(
        NpgsqlDataSource source, InventoryOptions options, InventoryWriter inventory, IMessagePublisher publisher, TimeProvider time,
        ILogger<InventoryRelay> logger)
        : this(
            new PostgresEventStore(source, options.Schema, time), new PostgresRelayPlace(source, options.Schema, Name), inventory,
            publisher, time, logger)
    {
    }

    /// <summary>Makes a relay over any store.</summary>
    internal InventoryRelay(
        IEventStore store, IRelayPlace place, InventoryWriter inventory, IMessagePublisher publisher, TimeProvider time, ILogger logger)
    {
        (_publisher, _time) = (publisher, time);
        _relay = new OutboxRelay(store, place, PublishAsync, time, logger);
        inventory.Committed += _relay.Take;
    }

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(RelayAsync(stoppingToken), MeasureAsync(stoppingToken));

    /// <summary>Publishes until cancelled.</summary>
    internal Task RelayAsync(CancellationToken ct) => _relay.RunAsync(ct);

    async Task MeasureAsync(CancellationToken ct)
    {
        using var timer = new PeriodicTimer(LagEvery, _time);
        while (await timer.WaitForNextTickAsync(ct))
        {
            InventoryMetrics.RelayLag(_relay.Lag);
        }
    }

    async Task PublishAsync(OutboxEvent stored, CancellationToken ct)
    {
        var fact = stored.Read(InventoryEventTypes.Read);
        if (fact is StockMoved moved)
        {
            await Task.WhenAll(moved.Movements.SelectMany((movement, n) => Publish(moved, movement, n, stored, ct)));
        }

        if (fact is not null && StockMessages.NoticeOf(fact, stored) is { } notice)
        {
            await _publisher.PublishAsync(notice, ct);
        }
    }

    IEnumerable<Task> Publish(StockMoved moved, StockMovement movement, int line, OutboxEvent stored, CancellationToken ct)
    {
        yield return _publisher.PublishAsync(StockMessages.ChangeOf(moved, movement, line, stored), ct);
        if (GoodsFacts.Of(moved, movement, line, stored) is { } goods)
        {
            yield return _publisher.PublishAsync(goods, ct);
        }
    }
}
