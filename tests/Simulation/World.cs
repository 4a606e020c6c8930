using System.Collections.Concurrent;
using Ledger.JournalPosting;
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
    static readonly TimeSpan PhaseLength = TimeSpan.FromSeconds(5);
    static readonly TimeSpan SettleMax = TimeSpan.FromMinutes(20);

    readonly Plan _plan;
    readonly Scheduler _scheduler;
    readonly FaultBox _faults;
    readonly Dice _dice;
    readonly PostingRules _rules;
    bool _settling;

    /// <summary>The world of a plan, before anything has happened.</summary>
    public World(Plan plan, RunTrace trace)
    {
        (_plan, Trace) = (plan, trace);
        _scheduler = new Scheduler(plan.Start);
        _faults = new FaultBox(_scheduler, trace);
        _dice = new Dice(plan.Seed, 4, plan.Salt);
        Database = new SimulatedDatabase(_scheduler, _faults, trace, new Dice(plan.Seed, 5, plan.Salt));
        Queue = new SimulatedQueue(_scheduler, _faults, trace, plan);
        Topic = new SimulatedTopic(_scheduler, _faults, trace, new Dice(plan.Seed, 7, plan.Salt));
        _rules = Rules.GetOrAdd($"{plan.BookingDay} {string.Join(' ', plan.Profiles)}", static (_, chosen) => PostingRules.Load(
            new JournalPostingOptions { BookingDay = chosen.BookingDay, Profiles = chosen.Profiles }), plan);
    }

    public RunTrace Trace { get; }

    public SimulatedDatabase Database { get; }

    public SimulatedQueue Queue { get; }

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
            Trace.Add(Now, "world", $"phase {phase}");
            Schedule(phase);
            _scheduler.RunFor(PhaseLength);
            _scheduler.Jump(Plan.JumpAfter(_plan.Seed, phase));
        }

        _settling = true;
        _faults.Disarm();
        Trace.Add(Now, "world", "settles");
        Settled = _scheduler.RunWhile(Busy, SettleMax);
        _scheduler.Jump(TimeSpan.FromHours(80)); // Past every deadline.
        _scheduler.RunFor(TimeSpan.FromSeconds(65));
        Settled &= _scheduler.RunWhile(Busy, SettleMax);
    }

    void Schedule(int phase)
    {
        foreach (var sending in _plan.Sendings.Where(sending => sending.Phase == phase))
        {
            _scheduler.After(sending.Offset, null, () => Queue.Send(WireMessage.Of(sending, Now)));
        }

        foreach (var fault in _plan.Faults.Where(fault => fault.Phase == phase))
        {
            _scheduler.After(fault.Offset, null, () => Begin(fault));
        }
    }

    void Begin(Fault fault)
    {
        if (fault.Kind == FaultKind.Away)
        {
            _faults.Tell(fault, "database");
            Database.GoAway(fault.For);
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
    bool Busy() => !_settling || Queue.Waiting > 0 || Database.Tables.RelayPosition < Database.Tables.LastPosition;
}
