using System.Collections.Concurrent;
using Ledger.Inventory.Policy;
using Ledger.JournalPosting;
using Ledger.PaymentEvents;
using Ledger.Simulation.Bus;
using Ledger.Simulation.Kernel;
using Ledger.Simulation.Storage;
using Ledger.Simulation.Stories;

namespace Ledger.Simulation;

/// <summary>Everything that a run consists of: time, bus, database, two workers, and what goes wrong.</summary>
sealed class World
{
    const int Workers = 2;
    static readonly ConcurrentDictionary<string, PostingRules> Rules = new(StringComparer.Ordinal);
    static readonly ConcurrentDictionary<int, StockPolicy> Policies = new();
    static readonly TimeSpan SettleMax = TimeSpan.FromMinutes(20);

    readonly Plan _plan;
    readonly Scheduler _scheduler;
    readonly FaultBox _faults;
    readonly Dice _dice;
    readonly PostingRules _rules;
    bool _settling;
    int _goods, _phase;

    /// <summary>The world of a plan, before anything has happened.</summary>
    public World(Plan plan, RunTrace trace)
    {
        (_plan, Trace) = (plan, trace);
        _scheduler = new Scheduler(plan.Start);
        _faults = new FaultBox(_scheduler, trace);
        _dice = new Dice(plan.Seed, 4, plan.Salt);
        Database = new SimulatedDatabase("journal", Journal, _scheduler, _faults, trace, new Dice(plan.Seed, 5, plan.Salt));
        StockDatabase = new SimulatedDatabase("inventory", Stock, _scheduler, _faults, trace, new Dice(plan.Seed, 13, plan.Salt));
        Queue = new SimulatedQueue("journal", 0, _scheduler, _faults, trace, plan);
        StockQueue = new SimulatedQueue("inventory", 1, _scheduler, _faults, trace, plan);
        Shop = new SimulatedShop(_scheduler, trace, plan, Stock);
        Topic = new SimulatedTopic(_scheduler, _faults, trace, new Dice(plan.Seed, 7, plan.Salt), TakeGoods);
        StockPolicy = Policies.GetOrAdd(plan.Shop.AuthorizationHours, static (_, shop) => shop.Policy(), plan.Shop);
        _rules = Rules.GetOrAdd($"{plan.BookingDay} {string.Join(' ', plan.Profiles)}", static (_, chosen) => PostingRules.Load(
            new JournalPostingOptions { BookingDay = chosen.BookingDay, Profiles = chosen.Profiles }), plan);
    }

    public RunTrace Trace { get; }

    /// <summary>The journal's tables.</summary>
    public JournalTables Journal { get; } = new();

    /// <summary>The inventory's tables.</summary>
    public StockTables Stock { get; } = new();

    public SimulatedDatabase Database { get; }

    public SimulatedDatabase StockDatabase { get; }

    /// <summary>The journal's queue.</summary>
    public SimulatedQueue Queue { get; }

    /// <summary>The inventory's queue.</summary>
    public SimulatedQueue StockQueue { get; }

    public SimulatedShop Shop { get; }

    public StockPolicy StockPolicy { get; }

    public SimulatedTopic Topic { get; }

    /// <summary>The world's own time.</summary>
    public DateTimeOffset Now => _scheduler.Now;

    /// <summary>Faults that have struck.</summary>
    public int FaultsStruck => _faults.Struck;

    /// <summary>True when all that was begun came to an end.</summary>
    public bool Settled { get; private set; }

    /// <summary>Runs the plan to its end, where nothing goes wrong any more and everything settles.</summary>
    public void Run()
    {
        for (var n = 0; n < Workers; n++)
        {
            StartWorker(n, 0);
        }

        for (var phase = 0; phase < Plan.Phases; phase++)
        {
            Trace.Add(Now, "world", $"phase {_phase = phase}");
            Schedule(phase);
            _scheduler.RunFor(Plan.PhaseLasts);
            _scheduler.Jump(Plan.JumpAfter(_plan.Seed, phase));
        }

        _settling = true;
        _faults.Disarm();
        Trace.Add(Now, "world", "settles");
        Settled = _scheduler.RunWhile(Busy, SettleMax);
        _scheduler.Jump(TimeSpan.FromHours(200)); // Past every deadline, and past every reservation.
        _scheduler.RunFor(TimeSpan.FromSeconds(65));
        Settled &= _scheduler.RunWhile(Busy, SettleMax);
    }

    void Schedule(int phase)
    {
        foreach (var sending in _plan.Sendings.Where(sending => sending.Phase == phase))
        {
            _scheduler.After(sending.Offset, null, () => Send(sending));
        }

        foreach (var fault in _plan.Faults.Where(fault => fault.Phase == phase))
        {
            _scheduler.After(fault.Offset, null, () => Begin(fault));
        }
    }

    void Send(Sending sending)
    {
        if (sending.Command is not null)
        {
            Shop.Send(sending);
            return;
        }

        Take(WireMessage.Of(sending, Now));
    }

    /// <summary>What the inventory says of goods goes the way of all events.</summary>
    void TakeGoods(PaymentEvent e) => Take(WireMessage.OfGoods(e, _goods++, _phase));

    void Take(WireMessage message)
    {
        Queue.Send(message);
        StockQueue.Send(message);
    }

    void Begin(Fault fault)
    {
        if (fault.Kind == FaultKind.Away)
        {
            _faults.Tell(fault, "database");
            Database.GoAway(fault.For);
            StockDatabase.GoAway(fault.For);
        }
        else
        {
            _faults.Arm(fault);
        }
    }

    /// <summary>A worker; when it dies, another takes its place a little later.</summary>
    void StartWorker(int place, int life)
    {
        var process = new SimulatedProcess(_scheduler, $"worker-{place}{(life == 0 ? "" : "." + life)}");
        var off = TimeSpan.FromMilliseconds(_dice.Next(400) - 200);
        process.WhenDead(() =>
        {
            Trace.Add(Now, process.Name, "dies");
            _scheduler.After(_dice.Upto(TimeSpan.FromSeconds(2)), null, () => StartWorker(place, life + 1));
        });
        _scheduler.Post(process, () => _ = new WorkerProcess(process, off, _rules, _plan.MaxBatch, this));
    }

    /// <summary>Messages that wait, or events that the relay has not passed.</summary>
    bool Busy() => !_settling || Queue.Waiting + StockQueue.Waiting + Shop.Waiting > 0 || IsBehind(Journal) || IsBehind(Stock);

    static bool IsBehind(StoreTables tables) => tables.RelayPosition < tables.LastPosition;
}
