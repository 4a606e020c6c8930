namespace Ledger.Inventory.Commands;

/// <summary>
/// A forced correction and its evidence pack (R-IN-23). What is not complete is refused: it stops at investigation.
/// </summary>
public sealed record Correction
{
    /// <summary>Stock-keeping unit.</summary>
    public string Sku { get; init; } = "";

    /// <summary>Location.</summary>
    public string Location { get; init; } = "";

    /// <summary>Units on hand as whoever asks has found them booked.</summary>
    public long OnHandBefore { get; init; }

    /// <summary>Units on hand as they are to be booked.</summary>
    public long OnHandAfter { get; init; }

    /// <summary>Number of the stock's last movement when it was asked for; another one since then refuses the approval.</summary>
    public long Sequence { get; init; }

    /// <summary>When the units were looked at (UTC).</summary>
    public DateTimeOffset CountedAt { get; init; }

    /// <summary>The provider's event, or the incident, that the difference was found with.</summary>
    public string ProviderEventId { get; init; } = "";

    /// <summary>Internal order or SKU that the evidence is about.</summary>
    public string ObjectId { get; init; } = "";

    /// <summary>Output of a reconciliation, or an extract of a payout.</summary>
    public string Evidence { get; init; } = "";

    /// <summary>Why the rules are overridden.</summary>
    public string Reason { get; init; } = "";

    /// <summary>What the added units cost in minor units; where none is on hand before, null elsewhere.</summary>
    public long? Cost { get; init; }

    /// <summary>Its ISO 4217 code; null for the stock's own.</summary>
    public string? Currency { get; init; }
}
