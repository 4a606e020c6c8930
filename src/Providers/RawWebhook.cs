namespace Ledger.Providers;

/// <summary>A delivery as it came in: exact bytes, before anything is parsed.</summary>
/// <param name="DeliveryId">Our id of the delivery.</param>
/// <param name="Headers">Request headers, names lower case; several values joined by a comma.</param>
/// <param name="Body">The exact bytes.</param>
/// <param name="BodySha256">SHA-256 of the bytes, lower-case hex.</param>
/// <param name="ReceivedAt">When the first byte came in (UTC).</param>
public sealed record RawWebhook(
    Guid DeliveryId, IReadOnlyDictionary<string, string> Headers, ReadOnlyMemory<byte> Body, string BodySha256,
    DateTimeOffset ReceivedAt);
