namespace Ledger.Inventory.Policy;

/// <summary>When a payment moves the stock of a line (R-IN-14).</summary>
public enum DeductionPolicy
{
    /// <summary>Authorization reserves, capture commits.</summary>
    ReserveOnAuth,

    /// <summary>Capture commits.</summary>
    DeductOnCapture,

    /// <summary>The settlement of the payment commits.</summary>
    DeductAtSettlement,
}
