using Ledger.Inventory.Deciding;
using Ledger.Inventory.Events;

namespace Ledger.Inventory.Storage;

/// <summary>
/// Folds the inventory's events anew, in order of position, and holds what the read models must then say. Takes about a
/// kilobyte of memory per order.
/// </summary>
sealed class InventoryFold
{
    readonly StockStates _states = StockStates.Complete();
    readonly List<MovementRow> _movements = [];
    readonly Dictionary<(string CaseId, string OrderRef), CaseRow> _cases = [];

    /// <summary>Events folded.</summary>
    public long Events { get; private set; }

    /// <summary>Everything up to here is folded.</summary>
    public long Position { get; private set; }

    /// <summary>The first movement that does not go on where the one before it ended; null when all do.</summary>
    public string? Gap { get; private set; }

    /// <summary>The movements, in order of position.</summary>
    public IReadOnlyList<MovementRow> Movements => _movements;

    public void Add(PlacedFact placed)
    {
        var draft = _states.Draft();
        foreach (var movement in placed.Fact is StockMoved moved ? moved.Movements : [])
        {
            var before = draft.Level(movement.Key);
            if (movement.Sequence != before.Sequence + 1 || movement.Before != before.Balance)
            {
                Gap ??= $"position {placed.Position}: movement {movement.Sequence} of {movement.Key} begins at {movement.Before}; "
                    + $"movement {before.Sequence} ended at {before.Balance}";
            }

            draft.Set(movement.Key, movement.LevelAfter(before));
        }

        StockFold.Apply(draft, placed.StreamId, placed.Fact);
        var (opened, closed) = CaseRow.Of([placed], _states, draft);
        foreach (var key in closed)
        {
            _cases.Remove(key);
        }

        foreach (var row in opened)
        {
            _cases.TryAdd((row.CaseId, row.OrderRef), row);
        }

        _movements.AddRange(MovementRow.Of(placed));
        _states.Keep(draft);
        (Events, Position) = (Events + 1, placed.Position);
    }

    /// <summary>Everything that the read models must hold.</summary>
    public InventoryChanges Whole() => InventoryChanges.Whole(_states, _movements, [.. _cases.Values]);
}
