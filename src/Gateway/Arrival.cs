using System.Diagnostics;
using System.Security.Cryptography;
using Ledger.MessageBus.Messages;
using Ledger.PaymentEvents;
using Ledger.ProviderAccess;
using Ledger.Providers;

namespace Ledger.Gateway;

/// <summary>One delivery on its way through the gateway: what is known of it so far.</summary>
sealed class Arrival(HttpContext http, string provider, string endpoint, DateTimeOffset receivedAt)
{
    /// <summary>
    /// What is kept of the body of a refused delivery: anybody can send one, and must not be able to fill the archive.
    /// </summary>
    internal const int RefusedBytesKept = 16_384;

    const string Unreadable = "unreadable";
    static readonly string NoBytes = Convert.ToHexStringLower(SHA256.HashData([]));
    byte[] _body = [];
    byte[]? _stored;
    bool _masked;

    /// <summary>Our id of the delivery.</summary>
    public Guid DeliveryId { get; } = Guid.CreateVersion7(receivedAt);

    /// <summary>When its headers were in.</summary>
    public DateTimeOffset ReceivedAt { get; } = receivedAt;

    /// <summary>The provider in its address, fit to be stored and to be part of a routing key.</summary>
    public string Provider { get; } = Storable(provider, c => char.IsAsciiLetterLower(c) || c == '-', 32);

    /// <summary>The endpoint in its address, fit to be stored.</summary>
    public string Endpoint { get; } = Storable(
        CardNumbers.Mask(endpoint),
        c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '_' or '*', 64);

    /// <summary>The configured endpoint; null while or because it is unknown.</summary>
    public WebhookEndpoint? Known { get; set; }

    /// <summary>Which secret signed it; null while or because it is not authentic.</summary>
    public int? SecretIndex { get; set; }

    /// <summary>What it says; null while or because it is not translated.</summary>
    public Translation? Translation { get; set; }

    /// <summary>SHA-256 of the body as it was sent, lower-case hex; of no bytes when none were read.</summary>
    public string BodySha256 { get; private set; } = NoBytes;

    /// <summary>Takes the body as it was sent.</summary>
    public RawWebhook Read(byte[] body)
    {
        _body = body;
        BodySha256 = Convert.ToHexStringLower(SHA256.HashData(body));
        return new RawWebhook(DeliveryId, DeliveryHeaders.All(http.Request.Headers), body, BodySha256, ReceivedAt);
    }

    /// <summary>The delivery as it goes to the archive.</summary>
    public RawDelivery ToRawDelivery(RefusalReason? reason, string? detail)
    {
        var stored = Stored();
        var cut = SecretIndex is null && stored.Length > RefusedBytesKept;
        return ToRawDelivery(reason, detail, cut ? stored[..RefusedBytesKept] : stored, cut);
    }

    RawDelivery ToRawDelivery(RefusalReason? reason, string? detail, byte[] kept, bool cut) => new()
    {
        DeliveryId = DeliveryId,
        ReceivedAt = ReceivedAt,
        Provider = Provider,
        Endpoint = Endpoint,
        Account = Known?.Settings.Account,
        Verdict = SecretIndex is null ? "refused" : "verified",
        Reason = reason is { } why ? RefusalTerms.WireName(why) : null,
        Detail = detail is null ? null : CardNumbers.Mask(detail),
        SecretIndex = SecretIndex,
        Headers = DeliveryHeaders.ForArchive(http.Request.Headers, Provider, Known?.Provider.EvidenceHeaders ?? []),
        Body = kept,
        BodySha256 = BodySha256,
        Masked = _masked,
        BodyBytes = _body.Length,
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

    /// <summary>The body without card-like numbers; found out once, and only when it is to be stored.</summary>
    byte[] Stored()
    {
        if (_stored is null)
        {
            var safe = CardNumbers.Mask(_body, out _masked);
            _stored = _masked ? safe.ToArray() : _body;
        }

        return _stored;
    }

    static string Storable(string name, Func<char, bool> allowed, int lengthMax) =>
        name.Length > 0 && name.Length <= lengthMax && name.All(allowed) ? name : Unreadable;
}
