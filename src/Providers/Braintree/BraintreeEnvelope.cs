using System.Globalization;
using System.Security.Cryptography;
using Ledger.Providers.Facts;
using Ledger.Providers.Reading;

namespace Ledger.Providers.Braintree;

/// <summary>
/// The notification around the object. An object that was read from Braintree's API takes the place of the message's own
/// (<c>envelope with { Object = … }</c>) and is translated by the same code.
/// </summary>
sealed record BraintreeEnvelope
{
    const int HashBytes = 16;

    internal required RawWebhook Webhook { get; init; }

    internal required EndpointSettings Settings { get; init; }

    internal required string Id { get; init; }

    internal required string Kind { get; init; }

    internal DateTimeOffset OccurredAt { get; init; }

    /// <summary>The transaction, dispute or disbursement that the kind is about; null when the message holds none, or several.</summary>
    internal BraintreeElement? Object { get; init; }

    /// <summary>The object when it is the expected one, or inside another.</summary>
    internal BraintreeElement? ObjectOrChild(string name) => Object?.Name == name ? Object : Object?.Child(name);

    /// <summary>The same as where facts come from. The account is the endpoint's; Braintree does not say whether it is a test.</summary>
    internal FactOrigin Origin => new()
    {
        Provider = BraintreeProvider.ProviderName,
        Account = Settings.Account,
        Webhook = Webhook,
        EventId = Id,
        EventType = Kind,
        OccurredAt = OccurredAt,
        Livemode = true,
    };

    /// <summary>Reads kind, time and object; null when it is no notification of Braintree's.</summary>
    /// <param name="root">The XML's root.</param>
    /// <param name="xml">The XML, which makes the message's id.</param>
    /// <param name="webhook">The delivery.</param>
    /// <param name="settings">The endpoint.</param>
    internal static BraintreeEnvelope? Read(
        BraintreeElement root, ReadOnlySpan<byte> xml, RawWebhook webhook, EndpointSettings settings)
    {
        if (root.Name != "notification" || root.TextOf("kind") is not { } kind || root.Child("subject") is not { } subject
            || !ProviderId.IsId(settings.Account))
        {
            return null;
        }

        var occurredAt = root.Moment("timestamp");
        var about = subject.Children is [{ IsNil: false } only] ? only : null;
        return new BraintreeEnvelope
        {
            Webhook = webhook,
            Settings = settings,
            Id = IdOf(kind, about, occurredAt, xml),
            Kind = kind,
            OccurredAt = occurredAt ?? default,
            Object = about,
        };
    }

    /// <summary>
    /// Messages have no id: it is made of kind, object, time and a hash of the XML. A retry is the same XML and has the same id; what
    /// reports the same fact in other words is told by the fact. The hash is spelled in letters, because digits could look like a
    /// card number; parts that cannot be part of an id are left out.
    /// </summary>
    static string IdOf(string kind, BraintreeElement? about, DateTimeOffset? at, ReadOnlySpan<byte> xml)
    {
        var hash = string.Concat(SHA256.HashData(xml).Take(HashBytes).Select(b => $"{(char)('a' + (b >> 4))}{(char)('a' + (b & 15))}"));
        string?[] parts =
        [
            kind.Length <= 64 ? kind : null,
            about?.TextOf("id") ?? about?.TextOf("payment-id") ?? about?.TextOf("transaction-id"),
            at?.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture),
            hash,
        ];
        var id = string.Join('.', parts.Where(ProviderId.IsId));
        return ProviderId.IsId(id) ? id : hash;
    }
}
