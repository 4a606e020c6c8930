namespace Ledger.Inventory.Stock;

/// <summary>Wire names of what a movement does to a stock.</summary>
public static class MovementKind
{
    /// <summary>Units are on their way from a supplier.</summary>
    public const string Expected = "expected";

    /// <summary>Units came from a supplier.</summary>
    public const string Received = "received";

    /// <summary>Available units are kept for an order.</summary>
    public const string Reserved = "reserved";

    /// <summary>Units belong to a paid order: those reserved for it, or available ones.</summary>
    public const string Committed = "committed";

    /// <summary>Reserved or committed units are available again.</summary>
    public const string Released = "released";

    /// <summary>Committed units have left.</summary>
    public const string Shipped = "shipped";

    /// <summary>Shipped units came back and are being inspected.</summary>
    public const string Returned = "returned";

    /// <summary>Inspected units are on hand again.</summary>
    public const string Restocked = "restocked";

    /// <summary>Inspected units are lost to us.</summary>
    public const string WrittenOff = "written-off";

    /// <summary>Units were found, lost or damaged, for a reason from the list.</summary>
    public const string Adjusted = "adjusted";

    /// <summary>Units left for another location of ours.</summary>
    public const string TransferredOut = "transferred-out";

    /// <summary>Units came from another location of ours.</summary>
    public const string TransferredIn = "transferred-in";

    /// <summary>The number was wrong and was set right, with evidence and a second approval.</summary>
    public const string Corrected = "corrected";

    /// <summary>What is kept back or may be oversold has changed; no unit moved.</summary>
    public const string TermsChanged = "terms-changed";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        Expected, Received, Reserved, Committed, Released, Shipped, Returned, Restocked, WrittenOff, Adjusted,
        TransferredOut, TransferredIn, Corrected, TermsChanged,
    ];
}
