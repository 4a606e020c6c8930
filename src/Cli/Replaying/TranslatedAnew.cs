using Ledger.Cli.Archive;
using Ledger.Evidence;
using Ledger.MessageBus.Messages;
using Ledger.PaymentEvents;
using Ledger.ProviderAccess;
using Ledger.ProviderAccess.Certificates;
using Ledger.Providers;

namespace Ledger.Cli.Replaying;

/// <summary>An archived delivery as today's translation reads it.</summary>
/// <param name="Facts">What it says.</param>
/// <param name="Reason">Why it says nothing, or less than the message holds; null when all is translated.</param>
sealed record TranslatedAnew(IReadOnlyList<PaymentEvent> Facts, string? Reason)
{
    /// <summary>
    /// Checks and translates a delivery as if it came in at its time: the clock stands at its receipt, the secrets are today's.
    /// </summary>
    /// <param name="delivery">An accepted delivery, with its body.</param>
    /// <param name="endpoints">Endpoints that are configured today.</param>
    /// <param name="certificates">Fetches those that providers sign with.</param>
    public static async Task<TranslatedAnew> OfAsync(
        ArchivedDelivery delivery, WebhookEndpoints endpoints, CertificateStore certificates)
    {
        if (WhyUnreadable(delivery) is { } unreadable)
        {
            return new([], unreadable);
        }

        if (AllProviders.List.FirstOrDefault(each => each.Name == delivery.Provider) is not { } provider)
        {
            return new([], Wire(RefusalReason.UnknownProvider));
        }

        if (endpoints.Of(delivery.Provider, delivery.Endpoint)?.Settings is not { } today)
        {
            return new([], Wire(RefusalReason.UnknownEndpoint));
        }

        // Facts are known by their account: of another one, all of them would be new, and be posted once more.
        var settings = today with { Account = delivery.Account ?? today.Account };

        var webhook = new RawWebhook(
            delivery.DeliveryId, ArchivedHeaders.Read(delivery.Headers), delivery.Body!, delivery.BodySha256, delivery.ReceivedAt);
        return webhook.Headers.GetValueOrDefault(DeliverySource.Header) switch
        {
            null => await SignedAsync(provider, webhook, settings, certificates),
            DeliverySource.ApiRead => new([], "API_READ"), // An object that we read ourselves, and no message.
            _ => Translated(provider.Translate(webhook, settings)), // Authentic by the way it came.
        };
    }

    static async Task<TranslatedAnew> SignedAsync(
        IPaymentProvider provider, RawWebhook webhook, EndpointSettings settings, CertificateStore certificates)
    {
        var verification = provider.Verify(webhook, settings, webhook.ReceivedAt);
        if (verification is Verification.NeedsCertificate needed)
        {
            await certificates.FetchAsync(needed.Address, needed.IssuerHosts);
            verification = provider.Verify(webhook, settings, webhook.ReceivedAt);
        }

        return verification switch
        {
            Verification.Refused refused => new([], Wire(refused.Reason)),
            Verification.NeedsCertificate => new([], Wire(RefusalReason.CertificateUnavailable)),
            _ => Translated(provider.Translate(webhook, settings)),
        };
    }

    static TranslatedAnew Translated(Translation translation) => new(
        translation.Events,
        translation.Reason is { } reason ? Wire(reason) : translation.Events.Count == 0 ? Wire(RefusalReason.NoFact) : null);

    static string? WhyUnreadable(ArchivedDelivery delivery) => delivery switch
    {
        { Destroyed.Kind: "erasure" } => "BODY_ERASED",
        { Standing: BodyStanding.Destroyed } => "BODY_DESTROYED",
        { Standing: BodyStanding.Locked } => "BODY_LOCKED",
        { Standing: not BodyStanding.Kept } => "BODY_DAMAGED",
        { Truncated: true } => "BODY_TRUNCATED",
        { Masked: true } => "BODY_MASKED",
        _ => null,
    };

    static string Wire(RefusalReason reason) => System.Text.RegularExpressions.Regex.Replace(
        reason.ToString(), "(?<=[a-z0-9])(?=[A-Z])", "_", System.Text.RegularExpressions.RegexOptions.ExplicitCapture,
        TimeSpan.FromSeconds(1)).ToUpperInvariant();
}
