using Ledger.Inventory.Events;
using Ledger.Inventory.Orders;
using Ledger.Inventory.Stock;

namespace Ledger.Inventory.Deciding;

/// <summary>The movements of one decision, made one after the other over a draft of the states.</summary>
sealed class Movements(StockStates draft)
{
    readonly List<StockMovement> _made = [];
    readonly Dictionary<StockKey, long> _lapsedReleased = [];

    public IReadOnlyList<StockMovement> Made => _made;

    public StockStates Draft => draft;

    /// <summary>Keeps available units for an order.</summary>
    public void Reserve(StockKey key, long quantity) =>
        Make(key, MovementKind.Reserved, quantity, b => b with { Reserved = b.Reserved + quantity });

    /// <summary>Gives units to a paid order, some of which may have been reserved for it.</summary>
    public void Commit(StockKey key, long quantity, long fromReserved) =>
        Make(key, MovementKind.Committed, quantity, b => b with
        {
            Reserved = b.Reserved - fromReserved,
            Committed = b.Committed + quantity,
        });

    /// <summary>Makes units of an order available again. Those that have lapsed counted as available before.</summary>
    public void Release(StockKey key, long reserved, long committed, DateTimeOffset? lapsedAt)
    {
        if (reserved + committed == 0)
        {
            return;
        }

        // An order can lapse earlier than was known at loading, when a payment behind it ends: then it was not counted.
        var level = draft.Level(key);
        var lapsed = lapsedAt <= level.LapsedAsOf ? Math.Min(reserved, level.Lapsed) : 0;
        _lapsedReleased[key] = _lapsedReleased.GetValueOrDefault(key) + lapsed;
        Make(key, MovementKind.Released, reserved + committed, b => b with
        {
            Reserved = b.Reserved - reserved,
            Committed = b.Committed - committed,
        }, lapsed: lapsed);
    }

    /// <summary>Releases everything of an order that was not shipped, or only what is reserved.</summary>
    public void ReleaseAll(OrderState order, DateTimeOffset? lapsedAt, bool committedToo)
    {
        foreach (var line in order.Lines.OrderBy(line => line.Key))
        {
            Release(line.Key, line.Reserved, committedToo ? line.Committed : 0, lapsedAt);
        }
    }

    /// <summary>
    /// Where a decision has changed until when an order keeps its units, they count as lapsed from now on, or no longer, as
    /// they would once they are loaded anew.
    /// </summary>
    public void Recount(OrderState before, OrderState after)
    {
        foreach (var key in after.Lines.Select(line => line.Key))
        {
            var level = draft.Level(key);
            var counted = before.LapsedOf(key, level.LapsedAsOf) - _lapsedReleased.GetValueOrDefault(key);
            var lapsed = after.LapsedOf(key, level.LapsedAsOf);
            if (lapsed != counted)
            {
                draft.Set(key, level with { Lapsed = level.Lapsed + lapsed - counted });
            }
        }
    }

    /// <summary>Moves a stock.</summary>
    /// <param name="key">The stock.</param>
    /// <param name="kind">One of <see cref="MovementKind"/>.</param>
    /// <param name="quantity">Units.</param>
    /// <param name="change">What becomes of its balance.</param>
    /// <param name="cost">Cost that the units carry.</param>
    /// <param name="terms">What becomes of its terms and currency; null for nothing.</param>
    /// <param name="lapsed">How many of the units had lapsed.</param>
    /// <param name="orderLocation">Location of the order's line where it is another.</param>
    public void Make(
        StockKey key, string kind, long quantity, Func<StockBalance, StockBalance> change, long cost = 0,
        Func<StockLevel, StockLevel>? terms = null, long lapsed = 0, string? orderLocation = null)
    {
        var before = draft.Level(key);
        var after = before with { Balance = change(before.Balance), Sequence = before.Sequence + 1, Lapsed = before.Lapsed - lapsed };
        after = terms?.Invoke(after) ?? after;
        RequireCounts(key, kind, after);
        _made.Add(new StockMovement
        {
            Kind = kind,
            Sku = key.Sku,
            Location = key.Location,
            Quantity = quantity,
            Sequence = after.Sequence,
            Before = before.Balance,
            After = after.Balance,
            AvailableBefore = before.Available,
            AvailableAfter = after.Available,
            SafetyStock = after.SafetyStock,
            Backorderable = after.Backorderable,
            Cost = cost,
            Currency = after.Currency,
            OrderLocation = orderLocation,
        });
        draft.Set(key, after);
    }

    /// <summary>The last line of defence: a decision that would make a count negative is a fault of ours and fails.</summary>
    static void RequireCounts(StockKey key, string kind, StockLevel level)
    {
        var b = level.Balance;
        if (b.OnHand < 0 || b.Reserved < 0 || b.Committed < 0 || b.Incoming < 0 || b.InInspection < 0 || b.Damaged < 0
            || b.OnHandCost < 0 || b.InspectionCost < 0 || level.Lapsed < 0)
        {
            throw new InvalidOperationException($"A movement '{kind}' would leave {key} with a negative count: {b}.");
        }
    }
}
