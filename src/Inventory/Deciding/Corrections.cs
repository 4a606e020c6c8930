using Ledger.Inventory.Commands;
using Ledger.Inventory.Events;
using Ledger.Inventory.Policy;
using Ledger.Inventory.Stock;

namespace Ledger.Inventory.Deciding;

/// <summary>Corrections by force: asked for with evidence, approved by another person (M-32, R-IN-21 to R-IN-23).</summary>
static class Corrections
{
    /// <summary>So far the clock of whoever counted may be ahead of ours.</summary>
    static readonly TimeSpan ClocksApart = TimeSpan.FromMinutes(1);

    public static StockDecision Request(StockStates states, ShopCommand command, Correction asked, StockPolicy policy)
    {
        var key = new StockKey(asked.Sku, asked.Location);
        if (CommandDecider.Unusable(key, asked.OnHandAfter, zeroUnits: true) is { } refusal)
        {
            return CommandDecider.Refused(states, refusal);
        }

        var missing = Missing(asked, command.ReceivedAt).ToList();
        if (missing.Count > 0)
        {
            return CommandDecider.Refused(states, StockVerdict.Refused(
                StockReason.EvidenceIncomplete, $"Missing: {string.Join(", ", missing)}. It stays at investigation."));
        }

        var units = Math.Abs(asked.OnHandAfter - states.Level(key).Balance.OnHand);
        return (Stale(states.Level(key), asked) ?? CommandDecider.Unusable(key, units, zeroUnits: true)
            ?? CostOf(states.Level(key), asked).Refusal) is { } refused
            ? CommandDecider.Refused(states, refused)
            : CommandDecider.Written(
                states.Draft(), command, policy, new CorrectionRequested { Correction = asked, Remark = asked.Reason });
    }

    public static StockDecision Approve(StockStates states, ShopCommand command, ApproveCorrection approve, StockPolicy policy)
    {
        var key = new StockKey(approve.Sku, approve.Location);
        if (states.Case(approve.CorrectionId.ToString()) is not { Correction: { } asked } open || open.StreamId != key.StreamId)
        {
            return CommandDecider.Refused(states, StockVerdict.Refused(
                StockReason.CorrectionUnknown, $"No correction {approve.CorrectionId} of {key} waits for approval."));
        }

        if (string.Equals(open.Actor?.Trim(), command.Actor.Trim(), StringComparison.OrdinalIgnoreCase))
        {
            return CommandDecider.Refused(states, StockVerdict.Refused(
                StockReason.SamePerson, $"{command.Actor} has asked for this correction; another person approves it."));
        }

        var level = states.Level(key);
        var promised = level.Balance.Reserved - level.Lapsed + level.Balance.Committed;
        var refusal = Stale(level, asked) ?? (!level.Backorderable && asked.OnHandAfter < promised
            ? StockVerdict.Refused(
                StockReason.BelowPromised, $"{promised} of {key} are promised; release orders before {asked.OnHandAfter} are booked.")
            : CostOf(level, asked).Refusal);
        return refusal is not null ? CommandDecider.Refused(states, refusal) : Correct(states, command, asked, approve, policy);
    }

    static StockDecision Correct(
        StockStates states, ShopCommand command, Correction asked, ApproveCorrection approve, StockPolicy policy)
    {
        var draft = states.Draft();
        var movements = new Movements(draft);
        var key = new StockKey(asked.Sku, asked.Location);
        var units = asked.OnHandAfter - draft.Level(key).Balance.OnHand;
        var (_, cost, currency) = CostOf(draft.Level(key), asked);
        movements.Make(
            key, MovementKind.Corrected, Math.Abs(units),
            b => b with { OnHand = asked.OnHandAfter, OnHandCost = b.OnHandCost + (units < 0 ? -cost : cost) }, cost,
            after => after with { Currency = currency });
        return CommandDecider.Written(draft, command, policy, new StockMoved
        {
            Movements = movements.Made,
            CorrectionId = approve.CorrectionId,
            Remark = asked.Reason,
        });
    }

    /// <summary>What the units cost that are added or taken away.</summary>
    static (StockVerdict? Refusal, long Cost, string? Currency) CostOf(StockLevel level, Correction asked)
    {
        var (key, units) = (new StockKey(asked.Sku, asked.Location), asked.OnHandAfter - level.Balance.OnHand);
        return units > 0 ? AddedCost.Of(key, level, units, asked.Cost, asked.Currency)
            : asked.Cost is not null || asked.Currency is not null ? (AddedCost.NotTaken($"It adds no units to {key}."), 0, null)
            : (null, level.Balance.CostOf(-units), level.Currency);
    }

    static StockVerdict? Stale(StockLevel level, Correction asked) =>
        level.Sequence == asked.Sequence && level.Balance.OnHand == asked.OnHandBefore
            ? null
            : StockVerdict.Refused(
                StockReason.StockMovedSince,
                $"{level.Balance.OnHand} are on hand after movement {level.Sequence}; the request says {asked.OnHandBefore} after "
                + $"movement {asked.Sequence}. Look again and ask anew.");

    static IEnumerable<string> Missing(Correction asked, DateTimeOffset now) => new (string Name, bool IsThere)[]
    {
        ("provider event or incident id", !string.IsNullOrWhiteSpace(asked.ProviderEventId)),
        ("order or SKU the evidence is about", !string.IsNullOrWhiteSpace(asked.ObjectId)),
        ("reconciliation output or payout extract", !string.IsNullOrWhiteSpace(asked.Evidence)),
        ("override reason", !string.IsNullOrWhiteSpace(asked.Reason)),
        ("time of the count, which has passed", asked.CountedAt > DateTimeOffset.UnixEpoch && asked.CountedAt <= now + ClocksApart),
        ("a number that differs", asked.OnHandAfter != asked.OnHandBefore),
    }.Where(part => !part.IsThere).Select(part => part.Name);
}
