namespace Ledger.Backfill;

/// <summary>Tells which of an account's events the archive holds as verified deliveries that stated facts.</summary>
/// <param name="provider">The provider's name.</param>
/// <param name="account">The account, whichever of its endpoints took them.</param>
/// <param name="eventIds">The provider's ids of the events.</param>
/// <param name="ct">Stops asking.</param>
public delegate Task<IReadOnlySet<string>> KnownDeliveries(
    string provider, string account, IReadOnlyList<string> eventIds, CancellationToken ct);

/// <summary>Tells when the last webhook of an endpoint came in; null when none did behind a moment.</summary>
/// <param name="provider">The provider's name.</param>
/// <param name="endpoint">The endpoint.</param>
/// <param name="behind">The moment.</param>
/// <param name="ct">Stops asking.</param>
public delegate Task<DateTimeOffset?> LastDelivery(string provider, string endpoint, DateTimeOffset behind, CancellationToken ct);
