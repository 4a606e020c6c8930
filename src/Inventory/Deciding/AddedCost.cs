using Ledger.Accounting;
using Ledger.Inventory.Stock;

namespace Ledger.Inventory.Deciding;

/// <summary>
/// What units cost that nobody bought: found ones, and those a correction adds. As much as the others by the moving average; where
/// no others are on hand there is none, and whoever books them says it.
/// </summary>
static class AddedCost
{
    /// <summary>Values units that are added to a stock.</summary>
    /// <param name="key">The stock.</param>
    /// <param name="level">Its state before.</param>
    /// <param name="units">Units that are added.</param>
    /// <param name="stated">Their cost in minor units as it was given; null when it was not.</param>
    /// <param name="currency">Its ISO 4217 code; null for the stock's own.</param>
    public static (StockVerdict? Refusal, long Cost, string? Currency) Of(
        StockKey key, StockLevel level, long units, long? stated, string? currency)
    {
        if (level.Balance.OnHand > 0)
        {
            return stated is null && currency is null
                ? (null, AtAverage(level.Balance, units), level.Currency)
                : (NotTaken($"{level.Balance.OnHand} of {key} are on hand, and what is added costs what they cost."), 0, null);
        }

        if (stated is not { } cost)
        {
            var unknown = $"None of {key} is on hand whose cost could be taken; say what {units} cost.";
            return (StockVerdict.Refused(StockReason.CostUnknown, unknown), 0, null);
        }

        var code = currency ?? level.Currency;
        return CommandDecider.Unusable(key, units, cost) is { } unusable ? (unusable, 0, null)
            : code is null && cost == 0 ? (null, 0, null)
            : !Currency.TryParse(code, out var known)
                ? (Differs($"'{code}' is not a currency; {key} is kept in {level.Currency ?? "none yet"}."), 0, null)
            : level.Currency is { } own && own != known.Code ? (Differs($"The cost of {key} is in {own}, not in {known.Code}."), 0, null)
            : (null, cost, known.Code);
    }

    static long AtAverage(StockBalance balance, long units) => checked((long)((Int128)balance.OnHandCost * units / balance.OnHand));

    /// <summary>Refuses a cost where another decides.</summary>
    public static StockVerdict NotTaken(string why) => StockVerdict.Refused(StockReason.CostNotTaken, $"{why} No cost is taken for it.");

    static StockVerdict Differs(string why) => StockVerdict.Refused(StockReason.CurrencyDiffers, why);
}
