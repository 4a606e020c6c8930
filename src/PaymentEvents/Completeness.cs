namespace Ledger.PaymentEvents;

/// <summary>Whether the provider's message carried every fact that posting needs.</summary>
public static class Completeness
{
    /// <summary>All facts are here.</summary>
    public const string Complete = "complete";

    /// <summary>The object must first be read from the provider's API (R-GW-14).</summary>
    public const string NeedsRead = "needs-read";
}
