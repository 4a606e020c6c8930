namespace Ledger.EventStore;

/// <summary>What a message claims in the inbox before it may have an effect.</summary>
/// <param name="MessageKey">Identity of the message: a repeat of the same message carries the same key.</param>
/// <param name="FactKey">Identity of the business fact: two messages about one fact carry the same key.</param>
/// <param name="Fingerprint">SHA-256 of the content that must not differ under one key; 32 bytes.</param>
/// <param name="Source">Where it came from, such as <c>stripe/acct_1</c>; for people.</param>
/// <param name="SourceEventId">The source's own id of the message; for people.</param>
/// <param name="StreamId">The stream it is about.</param>
/// <param name="DeliveryId">The delivery that carried it.</param>
public sealed record InboxClaim(
    Guid MessageKey, Guid FactKey, byte[] Fingerprint, string Source, string SourceEventId, string StreamId,
    Guid DeliveryId);
