using Ledger.Accounting;
using Ledger.Inventory.Commands;
using Ledger.Inventory.Events;
using Ledger.Inventory.Policy;
using Ledger.Inventory.Stock;

namespace Ledger.Inventory.Deciding;

/// <summary>What moves without an order: receipts, adjustments, transfers, terms.</summary>
static class Goods
{
    public static (StockVerdict? Refusal, StockMoved? Fact) Expect(ExpectStock command, Movements movements)
    {
        var key = new StockKey(command.Sku, command.Location);
        if (CommandDecider.Unusable(key, command.Quantity) is { } refusal)
        {
            return (refusal, null);
        }

        movements.Make(key, MovementKind.Expected, command.Quantity, b => b with { Incoming = b.Incoming + command.Quantity });
        return (null, new StockMoved { Remark = command.Reference });
    }

    public static (StockVerdict? Refusal, StockMoved? Fact) Receive(ReceiveStock command, Movements movements)
    {
        var key = new StockKey(command.Sku, command.Location);
        if (CommandDecider.Unusable(key, command.Quantity, command.Cost) is { } refusal)
        {
            return (refusal, null);
        }

        var level = movements.Draft.Level(key);
        if (!Currency.TryParse(command.Currency, out var currency) || (level.Currency is { } other && other != currency.Code))
        {
            return (StockVerdict.Refused(StockReason.CurrencyDiffers, level.Currency is null
                ? $"'{command.Currency}' is not a currency."
                : $"The cost of {key} is in {level.Currency}, not in '{command.Currency}'."), null);
        }

        var expected = command.WasExpected ? Math.Min(command.Quantity, level.Balance.Incoming) : 0;
        movements.Make(
            key, MovementKind.Received, command.Quantity,
            b => b with
            {
                OnHand = b.OnHand + command.Quantity,
                Incoming = b.Incoming - expected,
                OnHandCost = b.OnHandCost + command.Cost,
            },
            command.Cost, after => after with { Currency = currency.Code });
        return (null, new StockMoved { Remark = command.Reference });
    }

    public static (StockVerdict? Refusal, StockMoved? Fact) Adjust(AdjustStock command, Movements movements, StockPolicy policy)
    {
        var (key, units) = (new StockKey(command.Sku, command.Location), command.Quantity);
        if (CommandDecider.Unusable(key, units) is { } refusal)
        {
            return (refusal, null);
        }

        if (!policy.Adjustments.TryGetValue(command.Reason, out var effect))
        {
            return (ReasonUnknown(command.Reason, policy.Adjustments.Keys), null);
        }

        var level = movements.Draft.Level(key);
        var leaves = effect is AdjustmentEffect.Lost or AdjustmentEffect.Damaged;
        if (leaves && Lacks(level, units) is { } lack)
        {
            return (StockVerdict.Refused(lack, Shortfall(key, level, units)), null);
        }

        if (effect == AdjustmentEffect.Scrapped && level.Balance.Damaged < units)
        {
            return (StockVerdict.Refused(StockReason.NotOnHand, $"{key} has {level.Balance.Damaged} damaged, not {units}."), null);
        }

        var (unvalued, cost, currency) = CostOf(command, key, level, effect);
        if (unvalued is not null)
        {
            return (unvalued, null);
        }

        movements.Make(
            key, MovementKind.Adjusted, units, b => Adjusted(b, effect, units, cost), cost, after => after with { Currency = currency });
        return (null, new StockMoved { Reason = null, Remark = Remark(command.Reason, command.Note) });
    }

    /// <summary>
    /// What was found costs what the others cost, or what was said; what leaves takes its share along. Damaged ones are off the books.
    /// </summary>
    static (StockVerdict? Refusal, long Cost, string? Currency) CostOf(
        AdjustStock command, StockKey key, StockLevel level, AdjustmentEffect effect)
    {
        if (effect == AdjustmentEffect.Found)
        {
            return AddedCost.Of(key, level, command.Quantity, command.Cost, command.Currency);
        }

        if (command.Cost is not null || command.Currency is not null)
        {
            return (AddedCost.NotTaken($"'{command.Reason}' adds no units to {key}."), 0, null);
        }

        return (null, effect == AdjustmentEffect.Scrapped ? 0 : level.Balance.CostOf(command.Quantity), level.Currency);
    }

    public static (StockVerdict? Refusal, StockMoved? Fact) Transfer(TransferStock command, Movements movements, StockPolicy policy)
    {
        var (from, to, units) = (new StockKey(command.Sku, command.From), new StockKey(command.Sku, command.To), command.Quantity);
        if ((CommandDecider.Unusable(from, units) ?? CommandDecider.Unusable(to, units)) is { } refusal)
        {
            return (refusal, null);
        }

        if (from == to)
        {
            return (StockVerdict.Refused(StockReason.CommandIncomplete, "Both locations are the same."), null);
        }

        if (!policy.Transfers.Contains(command.Reason))
        {
            return (ReasonUnknown(command.Reason, policy.Transfers), null);
        }

        var (source, target) = (movements.Draft.Level(from), movements.Draft.Level(to));
        if (Lacks(source, units) is { } lack)
        {
            return (StockVerdict.Refused(lack, Shortfall(from, source, units)), null);
        }

        if (source.Currency is not null && target.Currency is not null && source.Currency != target.Currency)
        {
            return (StockVerdict.Refused(
                StockReason.CurrencyDiffers, $"{from} is kept in {source.Currency}, {to} in {target.Currency}."), null);
        }

        var cost = source.Balance.CostOf(units);
        movements.Make(
            from, MovementKind.TransferredOut, units,
            b => b with { OnHand = b.OnHand - units, OnHandCost = b.OnHandCost - cost }, cost);
        movements.Make(
            to, MovementKind.TransferredIn, units,
            b => b with { OnHand = b.OnHand + units, OnHandCost = b.OnHandCost + cost }, cost,
            after => after with { Currency = after.Currency ?? source.Currency });
        return (null, new StockMoved { Remark = command.Reason });
    }

    public static (StockVerdict? Refusal, StockMoved? Fact) SetTerms(SetStockTerms command, Movements movements)
    {
        var key = new StockKey(command.Sku, command.Location);
        if (CommandDecider.Unusable(key, command.SafetyStock, zeroUnits: true) is { } refusal)
        {
            return (refusal, null);
        }

        movements.Make(
            key, MovementKind.TermsChanged, 0, b => b,
            terms: after => after with { SafetyStock = command.SafetyStock, Backorderable = command.Backorderable });
        return (null, new StockMoved());
    }

    /// <summary>Why units cannot leave a stock: they are not there, or promised; null when they can.</summary>
    public static StockReason? Lacks(StockLevel level, long units) =>
        level.Balance.OnHand < units ? StockReason.NotOnHand
        : !level.Backorderable && level.Available + level.SafetyStock < units ? StockReason.BelowPromised
        : null;

    public static StockVerdict ReasonUnknown(string reason, IEnumerable<string> known) => StockVerdict.Refused(
        StockReason.ReasonUnknown, $"'{reason}' is not a reason for this; the stock policy has {string.Join(", ", known)}.");

    public static string Remark(string reason, string? note) => string.IsNullOrWhiteSpace(note) ? reason : $"{reason}: {note}";

    static string Shortfall(StockKey key, StockLevel level, long units) =>
        $"{units} would leave {key}; {level.Balance.OnHand} are on hand, {level.Balance.Reserved} reserved and "
        + $"{level.Balance.Committed} committed.";

    static StockBalance Adjusted(StockBalance b, AdjustmentEffect effect, long units, long cost) => effect switch
    {
        AdjustmentEffect.Found => b with { OnHand = b.OnHand + units, OnHandCost = b.OnHandCost + cost },
        AdjustmentEffect.Lost => b with { OnHand = b.OnHand - units, OnHandCost = b.OnHandCost - cost },
        AdjustmentEffect.Damaged =>
            b with { OnHand = b.OnHand - units, OnHandCost = b.OnHandCost - cost, Damaged = b.Damaged + units },
        AdjustmentEffect.Scrapped => b with { Damaged = b.Damaged - units },
    };
}
