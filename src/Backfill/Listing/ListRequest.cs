using Ledger.ProviderAccess;

namespace Ledger.Backfill.Listing;

/// <summary>What a person asks for.</summary>
/// <param name="Endpoint">Whose events.</param>
/// <param name="Asked">The window in the person's words; an interrupted run of the same words is taken up again.</param>
/// <param name="Since">The oldest event, by the provider's time.</param>
/// <param name="Until">The newest; null for all that there are.</param>
/// <param name="UndeliveredOnly">Only what the provider could not deliver.</param>
/// <param name="FromWindow">What is too old to be listed is left out, and the list begins where the provider's window does.</param>
/// <param name="Plan">Tell what would become of the events, and publish nothing.</param>
/// <param name="Actor">Who asks.</param>
public sealed record ListRequest(
    WebhookEndpoint Endpoint, string Asked, DateTimeOffset Since, DateTimeOffset? Until, bool UndeliveredOnly, bool FromWindow, bool Plan,
    string Actor);
