using System.Text;
using System.Text.Json;
using Ledger.Inventory;
using Ledger.Inventory.Commands;
using Ledger.Inventory.Deciding;
using Ledger.Inventory.Events;
using Ledger.Inventory.Orders;
using Ledger.Inventory.Policy;
using Ledger.Inventory.Stock;
using Ledger.Inventory.Storage;
using Ledger.PaymentEvents;
using Xunit;
using static Ledger.Fast.Tests.JournalPosting.PaymentSample;

namespace Ledger.Fast.Tests.Inventory;

/// <summary>The inventory in memory, without its inbox: every decision is kept, and its facts are kept as they are stored.</summary>
sealed class StockBook(StockPolicy? policy = null)
{
    readonly StockPolicy _policy = policy ?? StockPolicyYaml.Load(path: null);
    readonly List<PlacedFact> _facts = [];
    readonly HashSet<StockReason> _reasons = [];
    int _commands;

    public StockStates States { get; } = StockStates.Complete();

    public IReadOnlyList<PlacedFact> Facts => _facts;

    /// <summary>Every reason that was given, on the way too.</summary>
    public IReadOnlySet<StockReason> Reasons => _reasons;

    public DateTimeOffset Now { get; set; } = Noon.AddHours(1);

    /// <summary>True when everything that happens at one time is decided in one batch.</summary>
    public bool IsOneBatch { get; init; }

    /// <summary>The id of the correction that was asked for last.</summary>
    public Guid LastRequest { get; private set; }

    public StockDecision Take(PaymentEvent e)
    {
        Refresh();
        return Keep(e.StreamId, StockDecider.Decide(States, e, _policy, traceId: null));
    }

    public StockDecision Do(StockCommand command, string actor = "clerk")
    {
        Refresh();
        var id = DeterministicId.Of("test-command", (++_commands).ToString());
        LastRequest = command is RequestCorrection ? id : LastRequest;
        var given = new ShopCommand(id, actor, Now, StockCommandJson.Write(command), command);
        return Keep(command.StreamId, CommandDecider.Barred(given) is { } barred
            ? CommandDecider.Refused(States, barred)
            : CommandDecider.Decide(States, given.WithoutCardNumbers(), _policy));
    }

    public StockDecision Lapse(string orderRef)
    {
        Refresh();
        return Keep(OrderStream.Of(orderRef), StockDecider.Lapse(States, orderRef, _policy));
    }

    public StockDecision Raise(PaymentEvent e, StockReason reason)
    {
        Refresh();
        return Keep(e.StreamId, StockDecider.Raise(States, e, reason, "Two messages differ.", _policy, traceId: null));
    }

    /// <summary>On hand, reserved, committed: <c>10/3/0</c>.</summary>
    public string Counts(StockKey key) => Counts(States.Level(key).Balance);

    public static string Counts(StockBalance b) => $"{b.OnHand}/{b.Reserved}/{b.Committed}";

    /// <summary>The facts as they were stored, folded from zero, must give the same states.</summary>
    public void AssertFoldAgrees()
    {
        var fold = new InventoryFold();
        _facts.ForEach(fold.Add);
        Assert.Null(fold.Gap);
        Assert.Equal(_facts.Count, _facts.Select(placed => placed.Fact.Id).Distinct().Count());
        var (told, kept) = (fold.Whole(), InventoryChanges.Whole(States, [], []));
        Assert.Equal(kept.Levels.Select(Bare), told.Levels.Select(Bare));
        Assert.Equal(
            kept.Orders.Select(o => (o.Key, Json(o.Value))).Order(), told.Orders.Select(o => (o.Key, Json(o.Value))).Order());
        Assert.Equal(
            kept.Payments.Select(p => (p.Key, Json(p.Value))).Order(),
            told.Payments.Select(p => (p.Key, Json(p.Value))).Order());
    }

    /// <summary>What a load finds: time has moved on, and with it what has lapsed. Within a batch nothing is loaded anew.</summary>
    void Refresh()
    {
        if (IsOneBatch && States.AsOf == Now)
        {
            return;
        }

        States.NotBefore(Now);
        foreach (var (key, level) in States.Levels.ToList())
        {
            var lapsed = States.Orders.Values.Where(order => order.HasLapsed(States.AsOf)).Sum(order => order.LineOf(key)?.Reserved ?? 0);
            States.Set(key, level with { Lapsed = lapsed, LapsedAsOf = States.AsOf });
        }
    }

    StockDecision Keep(string streamId, StockDecision decision)
    {
        States.Keep(decision.Draft);
        foreach (var fact in decision.Facts)
        {
            var stored = InventoryEventTypes.ToNewEvent(fact, Now);
            _facts.Add(new PlacedFact(_facts.Count + 1, streamId, Now, InventoryEventTypes.Read(stored.Type, stored.Data)!));
        }

        _reasons.UnionWith(decision.Released.Select(released => released.Reason).Append(decision.Reason).OfType<StockReason>());
        return decision;
    }

    static (StockKey Key, StockLevel Level) Bare(KeyValuePair<StockKey, StockLevel> level) =>
        (level.Key, level.Value with { Lapsed = 0, LapsedAsOf = default });

    static string Json(OrderState order) =>
        Encoding.UTF8.GetString(JsonSerializer.SerializeToUtf8Bytes(order, InventoryJson.Default.OrderState));

    static string Json(PaymentFacts payment) =>
        Encoding.UTF8.GetString(JsonSerializer.SerializeToUtf8Bytes(payment, InventoryJson.Default.PaymentFacts));
}
