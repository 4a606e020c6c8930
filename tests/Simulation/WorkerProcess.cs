using Ledger.EventStore;
using Ledger.JournalPosting;
using Ledger.MessageBus.Consuming;
using Ledger.Simulation.Bus;
using Ledger.Simulation.Kernel;
using Ledger.Simulation.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ledger.Simulation;

/// <summary>
/// One process of the product: the journal's writer, consumer, hold sweeper and relay, as the worker composes them, over
/// the simulated world.
/// </summary>
sealed class WorkerProcess
{
    static readonly TimeSpan SweepEvery = TimeSpan.FromSeconds(30);

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
            new SimulatedCommitStore(world.Database, process), rules, limits, _clock, NullLogger<JournalWriter>.Instance);
        var consumer = new PaymentEventConsumer(journal);
        var store = new SimulatedEventStore(world.Database, process);
        var sweeper = new HoldSweeper(store, SweepEvery, journal, _clock, NullLogger.Instance);
        var relay = new JournalRelay(
            store, new SimulatedRelayPlace(world.Database, process), journal, world.Topic.Of(process), _clock, NullLogger.Instance);
        world.Queue.Consume(process, e => consumer.Consume(ConsumedMessage.Of(e)));
        process.Start(() => relay.RelayAsync(CancellationToken.None));
        process.Start(() => SweepAsync(sweeper));
    }

    /// <summary>As the sweeper's host does it: a sweep that fails is tried again with the next.</summary>
    async Task SweepAsync(HoldSweeper sweeper)
    {
        while (true)
        {
            try
            {
                await sweeper.SweepAsync(CancellationToken.None);
            }
            catch (Exception failure) when (FailureClasses.Of(failure) == FailureClass.WorldAway)
            {
                _trace.Add(_process.Scheduler.Now, _process.Name, "could not sweep");
            }

            await Task.Delay(SweepEvery, _clock);
        }
    }
}
