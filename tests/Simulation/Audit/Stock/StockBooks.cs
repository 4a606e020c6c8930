using Ledger.Simulation.Bus;
using Ledger.Simulation.Storage;
using Ledger.Simulation.Stories;

namespace Ledger.Simulation.Audit.Stock;

/// <summary>What the auditor has before him about stock: what was told and commanded, and the tables as they are.</summary>
sealed class StockBooks
{
    public StockBooks(Plan plan, World world)
    {
        (Plan, World) = (plan, world);
        Written = [.. Tables.Events.Where(row => row.Hash is not null).Select(row => new WrittenStock(row))];
        foreach (var message in world.StockQueue.Messages.Where(message => Books.FateOf(message.Message.Sending) == Fate.Done))
        {
            var fact = message.Message.Sending.Fact;
            var id = WireMessage.FactKeyOf(fact);
            var lines = message.Message.Sending.Form == WireForm.Sparse ? [] : fact.Lines;
            Facts.TryAdd(id, fact);
            Told.TryAdd(id, []);
            Told[id].Add(lines);
        }

        Commands = world.Shop.Calls.GroupBy(call => call.Command.CommandId).ToDictionary(calls => calls.Key, calls => calls.ToList());
        About = Written.ToLookup(written => written.EventId);
    }

    public Plan Plan { get; }

    public World World { get; }

    public StockTables Tables => World.Stock;

    /// <summary>The inventory's events, in order of commit.</summary>
    public IReadOnlyList<WrittenStock> Written { get; }

    /// <summary>Facts that were delivered in a readable form.</summary>
    public Dictionary<Guid, Fact> Facts { get; } = [];

    /// <summary>What messages said was sold, one entry for each.</summary>
    public Dictionary<Guid, List<IReadOnlyList<Line>>> Told { get; } = [];

    /// <summary>Calls of the shop, by command.</summary>
    public Dictionary<Guid, List<ShopCall>> Commands { get; }

    /// <summary>Events by what caused them.</summary>
    public ILookup<Guid, WrittenStock> About { get; }

    /// <summary>What became of a fact by its events: what is written last about it decides.</summary>
    public string OutcomeOf(Guid id)
    {
        var written = About[id].Where(each => !each.Contradiction).ToList();
        return written.Exists(each => each.Raised) ? "exception"
            : written.Exists(each => each.Moved) ? "moved"
            : written.FindLast(each => each.Noted) is { } noted ? noted.Disposition!
            : written.Exists(each => each.HeldBack) ? "held"
            : "noop";
    }
}
