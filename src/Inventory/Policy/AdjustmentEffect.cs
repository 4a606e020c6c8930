namespace Ledger.Inventory.Policy;

/// <summary>What an adjustment for a reason does.</summary>
public enum AdjustmentEffect
{
    /// <summary>Units on hand rise.</summary>
    Found,

    /// <summary>Units on hand fall.</summary>
    Lost,

    /// <summary>Units on hand become damaged.</summary>
    Damaged,

    /// <summary>Damaged units leave.</summary>
    Scrapped,
}
