using Ledger.Inventory.Queries;

namespace Ledger.Cli.Stock.Reconciling;

/// <summary>Compares a count with what was booked at the time of the count.</summary>
sealed class CountComparison(StockLevels levels, StockHistory history, TimeSpan window)
{
    /// <summary>Compares one stock.</summary>
    public async Task<Finding> OfAsync(CountedStock counted, CancellationToken ct)
    {
        var now = (await levels.FindAsync(counted.Key, ct))?.OnHand ?? 0;
        var around = await history.ReadAfterAsync(counted.Key, counted.CountedAt - window, ct);
        var booked = OnHandAt(counted.CountedAt, around, now);
        if (booked == counted.Counted)
        {
            return new(ReconcileCode.CountAgrees, $"{booked} booked and counted.");
        }

        var nearby = around.Count(line => line.RecordedAt <= counted.CountedAt + window
            && (line.Movement.Before.OnHand == counted.Counted || line.Movement.After.OnHand == counted.Counted));
        var detail = $"{counted.Counted} counted at {counted.CountedAt:O}, {booked} booked then, {now} now.";
        return nearby > 0
            ? new(ReconcileCode.MovedDuringCount, $"{detail} Movements close to the count that had that number before or after: {nearby}.")
            : new(ReconcileCode.CountDiffers, detail);
    }

    /// <summary>What the first movement behind an instant found, else what is there now.</summary>
    static long OnHandAt(DateTimeOffset instant, IReadOnlyList<StockHistoryLine> lines, long now)
    {
        var next = lines.FirstOrDefault(line => line.RecordedAt > instant);
        return next is null ? now : next.Movement.Before.OnHand;
    }
}
