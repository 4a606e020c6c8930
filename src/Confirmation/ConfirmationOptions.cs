namespace Ledger.Confirmation;

/// <summary>How reports are confirmed.</summary>
public sealed record ConfirmationOptions
{
    /// <summary>The schema, migrated beforehand.</summary>
    public string Schema { get; init; } = "confirmation";

    /// <summary>Deliveries of reports in hand at once.</summary>
    public ushort InHand { get; init; } = 128;

    /// <summary>Reads of one endpoint's account in hand at once.</summary>
    public int ReadsInHand { get; init; } = 16;

    /// <summary>
    /// How often the table is looked at when no report comes in: for what is due again, and for what another worker left.
    /// </summary>
    public TimeSpan LookEvery { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Waits before an object that does not bear its message out is read again: providers' reads may be older than their messages. After
    /// the last one it is believed.
    /// </summary>
    public IReadOnlyList<TimeSpan> StaleWaits { get; init; } =
        [TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(30)];

    /// <summary>Wait after a first failed read; it doubles with each, up to <see cref="RetryMax"/>.</summary>
    public TimeSpan RetryMin { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Longest wait between two failed reads.</summary>
    public TimeSpan RetryMax { get; init; } = TimeSpan.FromMinutes(2);
}
