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
    public int? SecretIndex { get; set; }

    /// <summary>What it says; null while or because it is not translated.</summary>
    public Translation? Translation { get; set; }

    Dictionary<string, string> Headers => _headers ??= DeliveryHeaders.All(http.Request.Headers);

    /// <summary>Takes the body as it was sent.</summary>
    public RawWebhook Read(byte[] body)
    {
        _body = new DeliveryBody(body);
        return new RawWebhook(DeliveryId, Headers, body, _body.Sha256, ReceivedAt);
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
        Headers = EvidenceHeaders.Of(Headers, Provider, Known?.Provider.EvidenceHeaders ?? []),
        Body = _body,
        Translation = Translation,
    }.ToRawDelivery(reason, detail);

    static string Storable(string name, Func<char, bool> allowed, int lengthMax) =>
        name.Length > 0 && name.Length <= lengthMax && name.All(allowed) ? name : Unreadable;
}
