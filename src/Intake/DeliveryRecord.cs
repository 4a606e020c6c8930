using System.Diagnostics;
using Ledger.MessageBus.Messages;
using Ledger.PaymentEvents;
using Ledger.Providers;

namespace Ledger.Intake;

/// <summary>What is known of a delivery when it goes to the archive, however it came in.</summary>
public sealed record DeliveryRecord
{
    /// <summary>
    /// Bytes that are kept of the body of a refused delivery: anybody can send one, and must not be able to fill the archive.
    /// </summary>
    public const int RefusedBytesKept = 16_384;

    /// <summary>Our id of the delivery.</summary>
    public required Guid DeliveryId { get; init; }

    /// <summary>When it came in (UTC).</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>The provider, fit to be stored and to be part of a routing key.</summary>
    public required string Provider { get; init; }

    /// <summary>The endpoint, fit to be stored.</summary>
    public required string Endpoint { get; init; }

    /// <summary>The endpoint's account; null when the endpoint is unknown.</summary>
    public string? Account { get; init; }

    /// <summary>True when it is the provider's own word: by its signature, or by the channel that it came through.</summary>
    public required bool IsAuthentic { get; init; }

    /// <summary>Which secret signed it (0 = newest); null when none did.</summary>
    public int? SecretIndex { get; init; }

    /// <summary>Id of the secret that signed it, also when it is refused for its time; null when none did.</summary>
    public string? SecretId { get; init; }

    /// <summary>When it was signed, by its own word; null when that is not known.</summary>
    public DateTimeOffset? SignedAt { get; init; }

    /// <summary>The headers that are kept.</summary>
    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    /// <summary>The body.</summary>
    public required DeliveryBody Body { get; init; }

    /// <summary>What it says; null while or because it is not translated.</summary>
    public Translation? Translation { get; init; }

    /// <summary>The delivery as it goes to the archive.</summary>
    /// <param name="reason">Why it is refused or not wholly translated; null when it is.</param>
    /// <param name="detail">One sentence for people; null when there is none.</param>
    public RawDelivery ToRawDelivery(RefusalReason? reason, string? detail)
    {
        var kept = Body.Kept(out var masked);
        var cut = !IsAuthentic && kept.Length > RefusedBytesKept;
        return new RawDelivery
        {
            DeliveryId = DeliveryId,
            ReceivedAt = ReceivedAt,
            Provider = Provider,
            Endpoint = Endpoint,
            Account = Account,
            Verdict = IsAuthentic ? "verified" : "refused",
            Reason = reason is { } why ? RefusalTerms.WireName(why) : null,
            Detail = detail is null ? null : CardNumbers.Mask(detail),
            SecretIndex = SecretIndex,
            SecretId = SecretId,
            SignedAt = SignedAt,
            Headers = Headers,
            Body = cut ? kept[..RefusedBytesKept] : kept,
            BodySha256 = Body.Sha256,
            Masked = masked,
            BodyBytes = Body.Sent.Length,
            Truncated = cut,
            ProviderEventId = Translation?.ProviderEventId,
            ProviderEventType = Translation?.ProviderEventType,
            EventIds = Translation is null ? [] : [.. Translation.Events.Select(e => e.EventId)],
            StreamIds = Translation is null ? [] : [.. Translation.Events.Select(e => e.StreamId)],
            Subjects = Translation is null
                ? []
                : [.. NamedCustomer.AllOf(Translation.Events).Select(one => new DeliverySubject(one.Account, one.Sha256))],
            TraceId = Activity.Current?.TraceId.ToHexString(),
        };
    }
}
