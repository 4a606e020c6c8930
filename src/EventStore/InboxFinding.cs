namespace Ledger.EventStore;

/// <summary>The verdict on a claim with what was there before.</summary>
/// <param name="Verdict">The verdict.</param>
/// <param name="Prior">The entry that was first; null when new.</param>
/// <param name="Reported">
/// True when this very contradiction (same key, same fingerprint) was recorded before, so that a redelivery of it
/// raises nothing again.
/// </param>
public sealed record InboxFinding(InboxVerdict Verdict, InboxRecord? Prior, bool Reported);
