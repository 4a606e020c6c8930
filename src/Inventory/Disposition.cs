namespace Ledger.Inventory;

/// <summary>What became of an event or a command, as the inbox stores it.</summary>
public static class Disposition
{
    /// <summary>Stock moved.</summary>
    public const string Moved = "moved";

    /// <summary>Recorded; what is known of the order changed and no stock moved.</summary>
    public const string Noted = "noted";

    /// <summary>A logged no-op.</summary>
    public const string Noop = "noop";

    /// <summary>Waits for what it does not say.</summary>
    public const string Held = "held";

    /// <summary>Asked for what cannot be had; nothing moved.</summary>
    public const string Refused = "refused";

    /// <summary>Kept for a person.</summary>
    public const string Exception = "exception";
}
