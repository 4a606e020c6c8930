namespace Ledger.PaymentEvents;

/// <summary>
/// Where goods facts come from: no payment provider reports them, the inventory of this ledger does. What stands behind
/// them is therefore no provider's delivery but the shop's command, which the inventory keeps.
/// </summary>
public static class GoodsSource
{
    /// <summary>Stands as the provider in every goods fact; the account is then the stock location.</summary>
    public const string Provider = "inventory";
}
