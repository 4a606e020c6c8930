using System.Diagnostics;
using Ledger.EventStore;
using Ledger.Inventory.Commands;
using Ledger.Inventory.Deciding;
using Ledger.Inventory.Policy;
using Ledger.Inventory.Storage;
using Ledger.PaymentEvents;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Ledger.Inventory;

/// <summary>The one way into the inventory: each event and each command gets exactly one outcome, in one commit (R-IN-26).</summary>
public sealed class InventoryWriter : IAsyncDisposable
{
    readonly GroupCommit<InventoryMessage, StockOutcome, StockStates, InventoryChanges> _commit;
    readonly TimeProvider _time;
    readonly ILogger _logger;

    /// <summary>Opens the inventory; nothing is connected before the first message.</summary>
    /// <param name="source">Where the schema lies; migrated beforehand with <see cref="InventoryMigrations"/>.</param>
    /// <param name="schema">Its name.</param>
    /// <param name="policy">The stock policy.</param>
    /// <param name="options">Limits of batches and outages.</param>
    /// <param name="time">Clock of the recording time and of what lapses.</param>
    /// <param name="logger">Where exceptions are told.</param>
    public InventoryWriter(
        NpgsqlDataSource source, string schema, StockPolicy policy, BatchQueueOptions options, TimeProvider time,
        ILogger<InventoryWriter> logger)
        : this(
            new PostgresCommitStore<StockStates, InventoryChanges>(source, schema, new InventoryTables(schema, time)), policy, options,
            time, logger)
    {
    }

    /// <summary>Opens the inventory on any store.</summary>
    internal InventoryWriter(
        ICommitStore<StockStates, InventoryChanges> store, StockPolicy policy, BatchQueueOptions options, TimeProvider time, ILogger logger)
    {
        (_time, _logger) = (time, logger);
        logger.PolicyInUse(policy.Version);
        _commit = new(store, new InventoryLogic(policy), options, time, logger);
    }

    /// <summary>Told after each commit what it has added; must return at once.</summary>
    public Action<CommittedEvents>? Committed
    {
        get => _commit.Committed;
        set => _commit.Committed = value;
    }

    /// <summary>Messages that wait for a batch.</summary>
    public int Depth => _commit.Depth;

    /// <summary>Decides a canonical event and returns once the outcome is durable.</summary>
    /// <exception cref="FormatException">The event is not as documented.</exception>
    /// <exception cref="StorageAwayException">The database stayed away for longer than messages are held.</exception>
    public async Task<StockOutcome> TakeAsync(PaymentEvent e, CancellationToken ct)
    {
        EventContract.Require(e, e.OrderLines.SelectMany(line => new[] { line.Sku, line.Location }));
        using var activity = InventoryMetrics.Activities.StartActivity("inventory take");
        activity?.SetTag("ledger.class", e.Class).SetTag("ledger.stream", e.StreamId).SetTag("ledger.event_id", e.EventId);
        var outcome = await _commit.CommitAsync(new InventoryMessage.Received(e, Activity.Current?.TraceId.ToString()), ct);
        activity?.SetTag("ledger.disposition", outcome.Disposition).SetTag("ledger.reason", outcome.Reason?.WireName());
        InventoryMetrics.Decided(e, outcome, _time.GetUtcNow());
        Tell(e, outcome);
        return outcome;
    }

    /// <summary>Decides a command of the shop and returns once the outcome is durable.</summary>
    /// <exception cref="StorageAwayException">The database stayed away for longer than messages are held.</exception>
    public async Task<StockOutcome> CommandAsync(ShopCommand command, CancellationToken ct)
    {
        using var activity = InventoryMetrics.Activities.StartActivity("inventory command");
        activity?.SetTag("ledger.command", command.Command.Kind);
        var outcome = CommandDecider.Barred(command) is { } barred
            ? new StockOutcome(barred.Disposition, barred.Reason, barred.Detail, null, [])
            : await TakeAsync(command.WithoutCardNumbers(), activity, ct);
        InventoryMetrics.Commanded(command.Command.Kind, outcome);
        return outcome;
    }

    Task<StockOutcome> TakeAsync(ShopCommand command, Activity? activity, CancellationToken ct)
    {
        activity?.SetTag("ledger.stream", command.Command.StreamId);
        return _commit.CommitAsync(new InventoryMessage.Commanded(command), ct);
    }

    /// <summary>Releases what an order has reserved for too long; false when there was nothing to release.</summary>
    public async Task<bool> LapseAsync(string orderRef, CancellationToken ct) =>
        (await _commit.CommitAsync(new InventoryMessage.Lapsed(orderRef), ct)).Disposition == Disposition.Moved;

    /// <summary>Takes no more, and gives what waits a short time to be committed.</summary>
    public ValueTask DisposeAsync() => _commit.DisposeAsync();

    void Tell(PaymentEvent e, StockOutcome outcome)
    {
        var reason = outcome.Reason?.WireName() ?? "";
        switch (outcome.Disposition)
        {
            case Disposition.Exception:
                _logger.ExceptionRaised(reason, e.EventId, e.StreamId);
                break;
            case Disposition.Held:
                _logger.IsHeld(e.EventId, e.StreamId, outcome.Detail ?? reason);
                break;
            case Disposition.Refused:
                _logger.IsRefused(e.EventId, e.StreamId, reason);
                break;
            case Disposition.Noop:
                _logger.DidNothing(e.EventId, e.StreamId, reason);
                break;
        }
    }
}
