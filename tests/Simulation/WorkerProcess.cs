using Ledger.EventStore;
using Ledger.Inventory;
using Ledger.Inventory.Deciding;
using Ledger.Inventory.Storage;
using Ledger.JournalPosting;
using Ledger.JournalPosting.Storage;
using Ledger.MessageBus.Consuming;
using Ledger.Simulation.Bus;
using Ledger.Simulation.Kernel;
using Ledger.Simulation.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using States = System.Collections.Generic.IReadOnlyDictionary<string, Ledger.JournalPosting.States.PaymentState>;

namespace Ledger.Simulation;

/// <summary>
/// One process of the product: writer, consumer, sweeper and relay of the journal and of the inventory, as the worker composes
/// them, over the simulated world.
/// </summary>
sealed class WorkerProcess
{
    static readonly TimeSpan SweepEvery = TimeSpan.FromSeconds(30);
    static readonly TimeSpan SweepReservationsEvery = TimeSpan.FromSeconds(3);

    readonly ProcessClock _clock;
    readonly SimulatedProcess _process;
    readonly RunTrace _trace;

    public WorkerProcess(SimulatedProcess process, TimeSpan clockOff, PostingRules rules, int maxBatch, World world)
    {
        (_process, _clock, _trace) = (process, new ProcessClock(process, clockOff), world.Trace);
        var limits = new BatchQueueOptions
        {
            MaxBatch = maxBatch,
            HoldFor = TimeSpan.FromSeconds(10),
            RetryDelayMax = TimeSpan.FromSeconds(1),
        };
        var journal = new JournalWriter(
            new SimulatedCommitStore<States, ReadModelChanges>(world.Database, new JournalSchema(world.Journal), process), rules, limits, _clock, NullLogger<JournalWriter>.Instance);
        var consumer = new PaymentEventConsumer(journal);
        var store = new SimulatedEventStore(world.Database, process);
        var sweeper = new HoldSweeper(
            new SimulatedDueHolds(world.Database, world.Journal, process), SweepEvery, journal, _clock, NullLogger.Instance);
        var relay = new JournalRelay(
            store, new SimulatedRelayPlace(world.Database, process), journal, world.Topic.Of(process), _clock, NullLogger.Instance);
        world.Queue.Consume(process, e => consumer.Consume(ConsumedMessage.Of(e)));
        process.Start(() => relay.RelayAsync(CancellationToken.None));
        process.Start(() => SweepAsync(sweeper.SweepAsync, SweepEvery));
        StartInventory(limits, world);
    }

    void StartInventory(BatchQueueOptions limits, World world)
    {
        var inventory = new InventoryWriter(
            new SimulatedCommitStore<StockStates, InventoryChanges>(world.StockDatabase, new StockSchema(world.Stock, _clock), _process),
            world.StockPolicy, limits, _clock, NullLogger.Instance);
        var consumer = new StockEventConsumer(inventory);
        var sweeper = new ReservationSweeper(
            new SimulatedLapsedOrders(world.StockDatabase, world.Stock, _process), SweepReservationsEvery, inventory, _clock, NullLogger.Instance);
        var relay = new InventoryRelay(
            new SimulatedEventStore(world.StockDatabase, _process), new SimulatedRelayPlace(world.StockDatabase, _process), inventory,
            world.Topic.Of(_process), _clock, NullLogger.Instance);
        world.StockQueue.Consume(_process, e => consumer.Consume(ConsumedMessage.Of(e)));
        world.Shop.Serve(_process, inventory);
        _process.Start(() => relay.RelayAsync(CancellationToken.None));
        _process.Start(() => SweepAsync(sweeper.SweepAsync, SweepReservationsEvery));
    }

    /// <summary>As the sweeper's host does it: a sweep that fails is tried again with the next.</summary>
    async Task SweepAsync(Func<CancellationToken, Task> sweep, TimeSpan every)
    {
        while (true)
        {
            try
            {
                await sweep(CancellationToken.None);
            }
            catch (Exception failure) when (FailureClasses.Of(failure) == FailureClass.WorldAway)
            {
                _trace.Add(_process.Scheduler.Now, _process.Name, "could not sweep");
            }

            await Task.Delay(every, _clock);
        }
    }
}
