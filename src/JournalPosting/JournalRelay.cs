using Ledger.EventStore;
using Ledger.JournalPosting.Events;
using Ledger.MessageBus;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Ledger.JournalPosting;

/// <summary>
/// Publishes posted entries on <c>ledger.journal</c> in their order: the journal's events are its outbox.
/// </summary>
public sealed class JournalRelay : BackgroundService
{
    /// <summary>Name of the relay's stored position.</summary>
    public const string Name = "journal-topic";

    static readonly TimeSpan LagEvery = TimeSpan.FromSeconds(1);

    readonly IEventStore _store;
    readonly EntryTrail _trail = new();
    readonly IMessagePublisher _publisher;
    readonly OutboxRelay _relay;
    readonly TimeProvider _time;

    /// <summary>Makes the relay of a journal; it looks whenever <paramref name="journal"/> has committed.</summary>
    public JournalRelay(
        NpgsqlDataSource source, JournalPostingOptions options, JournalWriter journal, IMessagePublisher publisher,
        TimeProvider time, ILogger<JournalRelay> logger)
        : this(
            new PostgresEventStore(source, options.Schema, time), new PostgresRelayPlace(source, options.Schema, Name), journal,
            publisher, time, logger)
    {
    }

    /// <summary>Makes a relay over any store.</summary>
    internal JournalRelay(
        IEventStore store, IRelayPlace place, JournalWriter journal, IMessagePublisher publisher, TimeProvider time, ILogger logger)
    {
        (_store, _publisher, _time) = (store, publisher, time);
        _relay = new OutboxRelay(store, place, PublishAsync, time, logger) { Begun = _trail.Forget, BeforePage = PrepareAsync };
        journal.Committed += _relay.Take;
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
            JournalMetrics.RelayLag(_relay.Lag);
        }
    }

    /// <summary>Which entry was before the page.</summary>
    async Task PrepareAsync(IReadOnlyList<OutboxEvent> page, CancellationToken ct)
    {
        if (!_trail.LeadsTo(page[0].Position))
        {
            _trail.Set(await _store.LastBeforeAsync(page[0].Position, JournalEventTypes.EntryPosted, ct));
        }
    }

    Task PublishAsync(OutboxEvent stored, CancellationToken ct) =>
        stored.Read(JournalEventTypes.Read) is JournalEntryPosted entry
            ? _publisher.PublishAsync(JournalMessages.Of(entry, stored.Position, stored.Timestamp, _trail.Follow(stored.Position)), ct)
            : Task.CompletedTask;
}
