namespace Ledger.JournalPosting;

/// <summary>What became of an event, as the inbox stores it (R-ID-14).</summary>
public static class Disposition
{
    /// <summary>Posted as one or more journal entries.</summary>
    public const string Posted = "posted";

    /// <summary>Recorded; the state moved and nothing was posted.</summary>
    public const string Noted = "noted";

    /// <summary>A logged no-op.</summary>
    public const string Noop = "noop";

    /// <summary>Waits for what must come before it.</summary>
    public const string Held = "held";

    /// <summary>Kept for a person.</summary>
    public const string Exception = "exception";
}
