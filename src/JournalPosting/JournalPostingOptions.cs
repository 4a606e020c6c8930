namespace Ledger.JournalPosting;

/// <summary>How the journal is kept.</summary>
public sealed record JournalPostingOptions
{
    /// <summary>Schema of the journal's tables.</summary>
    public string Schema { get; init; } = "journal";

    /// <summary>A matrix file of one's own; null for the one that comes with the product.</summary>
    public string? MatrixPath { get; init; }

    /// <summary>A chart file of one's own; null for the one that comes with the product.</summary>
    public string? ChartPath { get; init; }

    /// <summary>Profiles of the matrix, applied in this order.</summary>
    public IReadOnlyList<string> Profiles { get; init; } = [];

    /// <summary>Booking-day rule: <c>utc-day</c>, or <c>zone:</c> with an IANA time zone.</summary>
    public string BookingDay { get; init; } = "utc-day";

    /// <summary>Most events in one transaction.</summary>
    public int MaxBatch { get; init; } = 500;

    /// <summary>
    /// Messages that the journal has in hand at once. Under load each is a bundle of up to fifty events, so that three batches are
    /// there (one written, one decided, one gathering); at the worst they hold 15,000 events.
    /// </summary>
    public ushort InHand { get; init; } = 300;

    /// <summary>How often holds are looked through for passed deadlines.</summary>
    public TimeSpan SweepEvery { get; init; } = TimeSpan.FromSeconds(30);
}
