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
    readonly Dictionary<(string CaseId, string OrderRef), CaseRow> _closed = [];
    DateTimeOffset _closedAt;

    /// <summary>Events folded.</summary>
    public long Events { get; private set; }

    /// <summary>Everything up to here is folded.</summary>
    public long Position { get; private set; }

    /// <summary>The first movement that does not go on where the one before it ended; null when all do.</summary>
    public string? Gap { get; private set; }

    /// <summary>The first movement that stands a second time, and where; null when none does.</summary>
    public RepeatedMovement? Twice { get; private set; }

    /// <summary>The movements, in order of position.</summary>
    public IReadOnlyList<MovementRow> Movements => _movements;

    /// <summary>Folds a fact; one whose movement stands already is told and counts once, the first time.</summary>
    public void Add(PlacedFact placed)
    {
        (Events, Position) = (Events + 1, placed.Position);
        var movements = placed.Fact is StockMoved moved ? moved.Movements : [];
        if (movements.FirstOrDefault(IsThere) is { } again)
        {
            Twice ??= Repeated(placed, again);
            return;
        }

        var draft = _states.Draft();
        foreach (var movement in movements)
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
        KeepCases(placed.RecordedAt, opened, closed);

        _movements.AddRange(MovementRow.Of(placed));
        _states.Keep(draft);
    }

    /// <summary>Numbers of a stock only rise: a lower one was there before, or was left out before (<see cref="Gap"/>).</summary>
    bool IsThere(StockMovement movement) => movement.Sequence <= _states.Level(movement.Key).Sequence;

    RepeatedMovement Repeated(PlacedFact placed, StockMovement again)
    {
        var first = _movements.FindIndex(row => row.Key == again.Key && row.Sequence == again.Sequence);
        return new RepeatedMovement(
            $"movement {again.Sequence} of {again.Key}", first < 0 ? null : _movements[first].Position, placed.Position);
    }

    /// <summary>
    /// Opens and closes cases as the batch did that these facts were written in: one that ends and begins again within a batch has
    /// never been closed.
    /// </summary>
    void KeepCases(
        DateTimeOffset recordedAt, IReadOnlyList<CaseRow> opened, IReadOnlyList<(string CaseId, string OrderRef)> closed)
    {
        if (recordedAt != _closedAt)
        {
            _closed.Clear();
            _closedAt = recordedAt;
        }

        foreach (var key in closed)
        {
            if (_cases.Remove(key, out var row))
            {
                _closed[key] = row;
            }
        }

        foreach (var row in opened)
        {
            var key = (row.CaseId, row.OrderRef);
            _cases.TryAdd(key, _closed.GetValueOrDefault(key) is { } before && before.Reason == row.Reason ? before : row);
        }
    }

    /// <summary>Everything that the read models must hold.</summary>
    public InventoryChanges Whole() => InventoryChanges.Whole(_states, _movements, [.. _cases.Values]);
}
