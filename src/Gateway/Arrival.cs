using Ledger.Intake;
using Ledger.MessageBus.Messages;
using Ledger.PaymentEvents;
using Ledger.ProviderAccess;
using Ledger.Providers;

namespace Ledger.Gateway;

/// <summary>One delivery on its way through the gateway: what is known of it so far.</summary>
sealed class Arrival(HttpContext http, string provider, string endpoint, DateTimeOffset receivedAt)
{
    const string Unreadable = "unreadable";
    DeliveryBody _body = DeliveryBody.None;
    Dictionary<string, string>? _headers;

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
    public int? SecretIndex { get; private set; }

    /// <summary>Id of the secret that signed it, also when it is refused for its time; null while or because none did.</summary>
    public string? SecretId { get; private set; }

    /// <summary>When it was signed, by its own word; null while or because that is not known.</summary>
    public DateTimeOffset? SignedAt { get; private set; }

    /// <summary>What it says; null while or because it is not translated.</summary>
    public Translation? Translation { get; set; }

    Dictionary<string, string> Headers => _headers ??= DeliveryHeaders.All(http.Request.Headers);

    /// <summary>Takes the body as it was sent.</summary>
    public RawWebhook Read(byte[] body)
    {
        _body = new DeliveryBody(body);
        return new RawWebhook(DeliveryId, Headers, body, _body.Sha256, ReceivedAt);
    }

    /// <summary>Takes what was found out about the signature.</summary>
    public void Checked(Verification verification)
    {
        SignedAt = verification.SignedAt;
        SecretIndex = (verification as Verification.Authentic)?.SecretIndex;
        SecretId = (SecretIndex ?? (verification as Verification.Refused)?.SecretIndex) is { } index
            && Known?.Settings.Secrets.ElementAtOrDefault(index) is { } secret ? ProviderAccess.SecretId.Of(secret) : null;
    }

    /// <summary>The delivery as it goes to the archive.</summary>
    public RawDelivery ToRawDelivery(RefusalReason? reason, string? detail) => new DeliveryRecord
    {
        DeliveryId = DeliveryId,
        ReceivedAt = ReceivedAt,
        Provider = Provider,
        Endpoint = Endpoint,
        Account = Known?.Settings.Account,
        IsAuthentic = SecretIndex is not null,
        SecretIndex = SecretIndex,
        SecretId = SecretId,
        SignedAt = SignedAt,
        Headers = EvidenceHeaders.Of(Headers, Provider, Known?.Provider.EvidenceHeaders ?? []),
        Body = _body,
        Translation = Translation,
    }.ToRawDelivery(reason, detail);

    static string Storable(string name, Func<char, bool> allowed, int lengthMax) =>
        name.Length > 0 && name.Length <= lengthMax && name.All(allowed) ? name : Unreadable;
}
