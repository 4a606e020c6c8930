using Ledger.MessageBus.Messages;
using Ledger.ProviderAccess;
using Ledger.Providers;

namespace Ledger.Intake;

/// <summary>
/// Takes in what is authentic by the channel that it came through, not by a signature of its own: what we list at a provider's API over TLS
/// with our key, and what an operator hands over in a file. From here on it goes the way of a webhook.
/// </summary>
public sealed class ChannelIntake(DeliveryPublisher publisher, TimeProvider time)
{
    /// <summary>One delivery, translated and not yet published.</summary>
    /// <param name="Endpoint">Whose it is.</param>
    /// <param name="Record">What goes to the archive.</param>
    /// <param name="Translation">What it says.</param>
    public sealed record Delivery(WebhookEndpoint Endpoint, DeliveryRecord Record, Translation Translation);

    /// <summary>Translates a delivery as the gateway would.</summary>
    /// <param name="endpoint">Whose it is.</param>
    /// <param name="body">Its exact bytes.</param>
    /// <param name="source">How it came to us; one of <see cref="DeliverySource"/>.</param>
    /// <param name="headers">Its own headers, names lower case; none when it came without.</param>
    /// <param name="notes">What we note beside them, under names that begin with <c>ledger-</c>.</param>
    /// <param name="secretIndex">Which secret signed it; null when no signature says that it is the provider's.</param>
    public Delivery Read(
        WebhookEndpoint endpoint, byte[] body, string source, IReadOnlyDictionary<string, string> headers,
        IReadOnlyDictionary<string, string> notes, int? secretIndex)
    {
        var now = time.GetUtcNow();
        var kept = new DeliveryBody(body);
        var webhook = new RawWebhook(Guid.CreateVersion7(now), headers, body, kept.Sha256, now);
        var translation = endpoint.Provider.Translate(webhook, endpoint.Settings);
        var evidence = EvidenceHeaders.Of(headers, endpoint.Provider.Name, endpoint.Provider.EvidenceHeaders);
        evidence[DeliverySource.Header] = source;
        foreach (var (name, value) in notes)
        {
            evidence[name] = value;
        }

        return new Delivery(endpoint, new DeliveryRecord
        {
            DeliveryId = webhook.DeliveryId,
            ReceivedAt = now,
            Provider = endpoint.Provider.Name,
            Endpoint = endpoint.Name,
            Account = endpoint.Settings.Account,
            IsAuthentic = true,
            SecretIndex = secretIndex,
            Headers = evidence,
            Body = kept,
            Translation = translation,
        }, translation);
    }

    /// <summary>Publishes it; null when the broker has confirmed all of it, else what went wrong.</summary>
    public Task<Exception?> PublishAsync(Delivery delivery) => publisher.PublishAsync(
        delivery.Record.ToRawDelivery(delivery.Translation.Reason, delivery.Translation.Detail), delivery.Translation.Events,
        delivery.Endpoint);
}
