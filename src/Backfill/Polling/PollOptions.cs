namespace Ledger.Backfill.Polling;

/// <summary>How the providers' lists are polled.</summary>
public sealed record PollOptions
{
    /// <summary>How often each list is read (<c>LEDGER_POLL</c>).</summary>
    public required TimeSpan Every { get; init; }

    /// <summary>How far before the watermark a poll begins (R-PL-03).</summary>
    public TimeSpan Overlap { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a webhook is given to come by itself: what is younger is left for the next poll.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How far back the first poll of an endpoint begins; what is older is a person's to ask for.</summary>
    public TimeSpan FirstReach { get; init; } = TimeSpan.FromDays(1);

    /// <summary>How often it is looked whether a list is due.</summary>
    public TimeSpan LookEvery { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a worker keeps a list to itself without a page read.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromMinutes(2);
}
