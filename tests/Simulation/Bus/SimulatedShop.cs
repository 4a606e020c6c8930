using Ledger.Inventory;
using Ledger.Inventory.Commands;
using Ledger.Inventory.Stock;
using Ledger.Inventory.Storage;
using Ledger.MessageBus.Consuming;
using Ledger.PaymentEvents;
using Ledger.Simulation.Kernel;
using Ledger.Simulation.Storage;
using Ledger.Simulation.Stories;

namespace Ledger.Simulation.Bus;

/// <summary>
/// The shop: it calls whichever worker is there, and calls again, maybe another one, until it is answered. So a command is
/// given at least once.
/// </summary>
sealed class SimulatedShop(Scheduler scheduler, RunTrace trace, Plan plan, StockTables tables)
{
    static readonly TimeSpan SlowestCall = TimeSpan.FromMilliseconds(80);
    static readonly TimeSpan PauseOfCaller = TimeSpan.FromSeconds(1);

    readonly List<(SimulatedProcess Process, InventoryWriter Inventory)> _workers = [];
    readonly Dictionary<string, ShopCommand> _commands = new(StringComparer.Ordinal);
    readonly HashSet<ShopCall> _open = [];

    /// <summary>All calls ever begun.</summary>
    public List<ShopCall> Calls { get; } = [];

    /// <summary>Calls without an answer.</summary>
    public int Waiting => _open.Count;

    /// <summary>Identity of a command.</summary>
    public static Guid IdOf(string name) => DeterministicId.Of("command", name);

    /// <summary>A worker answers from now on, until it dies.</summary>
    public void Serve(SimulatedProcess process, InventoryWriter inventory)
    {
        _workers.Add((process, inventory));
        process.WhenDead(() =>
        {
            _workers.RemoveAll(worker => worker.Process == process);
            foreach (var call in _open.Where(call => call.With == process).ToList())
            {
                Later(call);
            }
        });
    }

    /// <summary>Gives a command.</summary>
    public void Send(Sending sending)
    {
        if (!_commands.TryGetValue(sending.MessageName, out var command))
        {
            var what = Filled(sending.Command!);
            command = new ShopCommand(IdOf(sending.MessageName), sending.Actor, scheduler.Now, StockCommandJson.Write(what), what);
            _commands.Add(sending.MessageName, command);
        }

        var call = new ShopCall(sending, command);
        Calls.Add(call);
        _open.Add(call);
        Try(call);
    }

    void Try(ShopCall call)
    {
        call.Attempts++;
        var dice = new Dice(plan.Seed, 10, plan.Salt, call.Sending.Story, call.Sending.Number, call.Attempts);
        if (_workers.Count == 0)
        {
            Later(call);
            return;
        }

        var (process, inventory) = _workers[dice.Next(_workers.Count)];
        call.With = process;
        scheduler.After(dice.Upto(SlowestCall), process, () => process.Start(() => CallAsync(call, inventory)));
    }

    void Later(ShopCall call)
    {
        call.With = null;
        scheduler.After(PauseOfCaller, null, () => Try(call));
    }

    async Task CallAsync(ShopCall call, InventoryWriter inventory)
    {
        try
        {
            call.Answer = await inventory.CommandAsync(call.Command, CancellationToken.None);
            _open.Remove(call);
            trace.Add(scheduler.Now, call.With!.Name, $"shop {call.Sending.Key} {call.Answer.Disposition} {call.Answer.Reason}");
        }
        catch (Exception failure)
        {
            trace.Add(scheduler.Now, call.With!.Name, $"shop {call.Sending.Key} failed: {failure.Message}");
            if (FailureClasses.Of(failure) != FailureClass.WorldAway)
            {
                call.Failures.Add(failure);
            }

            Later(call);
        }
    }

    /// <summary>Who asks for a correction looks at the shelf and the books first.</summary>
    StockCommand Filled(StockCommand command)
    {
        if (command is not RequestCorrection { Correction: var asked })
        {
            return command;
        }

        var level = tables.Levels.GetValueOrDefault(new StockKey(asked.Sku, asked.Location), StockLevel.None);
        return new RequestCorrection(asked with
        {
            OnHandBefore = level.Balance.OnHand,
            OnHandAfter = level.Balance.OnHand + asked.OnHandAfter,
            Sequence = level.Sequence,
            CountedAt = scheduler.Now,
        });
    }
}

/// <summary>A command on its way.</summary>
sealed class ShopCall(Sending sending, ShopCommand command)
{
    public Sending Sending => sending;

    public ShopCommand Command => command;

    /// <summary>The process that has it; null between two tries.</summary>
    public SimulatedProcess? With { get; set; }

    public int Attempts { get; set; }

    /// <summary>The answer; null as long as there is none.</summary>
    public StockOutcome? Answer { get; set; }

    /// <summary>What fell over in the product's own code.</summary>
    public List<Exception> Failures { get; } = [];
}
