using System.Buffers;
using System.Text;
using Ledger.PaymentEvents;
using Ledger.Providers.Api;
using Ledger.Providers.Reading;

namespace Ledger.Providers.Braintree;

/// <summary>
/// Braintree's API as far as it is read: the transaction or the dispute that a notification is about, by its id. What has no such object
/// has no read: disbursements, and local payments of which no transaction was made.
/// </summary>
sealed class BraintreeApi : IProviderApi
{
    const string PublicKey = "publicKey";
    const string PrivateKey = "privateKey";
    const int IdCharsMax = 128;

    /// <summary>The version that Braintree's own libraries ask for.</summary>
    const string Version = "6";

    /// <summary>The characters that Braintree's own libraries let into a path; none of them needs escaping.</summary>
    static readonly SearchValues<char> InPath = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-");

    static readonly Dictionary<string, string> Headers = new(StringComparer.Ordinal)
    {
        ["Accept"] = "application/xml",
        ["X-ApiVersion"] = Version,
    };

    /// <inheritdoc/>
    public IReadOnlyList<string> Credentials => [PublicKey, PrivateKey];

    /// <inheritdoc/>
    public Uri Address { get; } = new("https://api.braintreegateway.com");

    /// <summary>HTTP Basic, the public key as the user.</summary>
    public ApiSignIn SignIn(ApiAccess access)
    {
        var pair = $"{access.Credentials[PublicKey]}:{access.Credentials[PrivateKey]}";
        return new ApiSignIn.Header("Authorization", $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes(pair))}");
    }

    /// <inheritdoc/>
    public ApiRead? ReadOf(IReadOnlyList<PaymentEvent> reported, EndpointSettings settings)
    {
        var first = reported[0];
        return ObjectOf(first.ProviderEventType) is { } name && IsInPath(first.Account) && IsInPath(first.ProviderObjectId)
            ? new ApiRead($"/merchants/{first.Account}/{name}s/{first.ProviderObjectId}") { Headers = Headers }
            : null;
    }

    /// <inheritdoc/>
    public ObjectReading Read(IReadOnlyList<PaymentEvent> reported, ReadOnlyMemory<byte> body, EndpointSettings settings)
    {
        var first = reported[0];
        if (ObjectOf(first.ProviderEventType) is not { } name)
        {
            return ObjectReading.Not("For such a message nothing is read.");
        }

        if (BraintreeXml.Parse(body.ToArray(), out _, out _) is not { } read)
        {
            return ObjectReading.Not("The answer is no XML in UTF-8 within its bounds.");
        }

        if (read.Name != name || read.TextOf("id") != first.ProviderObjectId)
        {
            return ObjectReading.Not($"The answer is no {name} with the id that was asked for.");
        }

        var (standing, state, then) = BraintreeStandings.Of(first.ProviderEventType, first.Class, read);
        var translation = Translate(then, first, settings);
        if (translation.IsPartOf(reported))
        {
            return ObjectReading.Not(translation.Detail!);
        }

        var facts = translation.Events;
        var isUntold = first.Completeness == Completeness.NeedsRead && facts.Any(fact => fact.Completeness == Completeness.NeedsRead);

        // What the object does not tell either, such as of a dispute of a new kind, is for a person and not for nothing.
        return new ObjectReading(isUntold ? ObjectStanding.MovedOn : standing, CleanText.Of(state), facts);
    }

    /// <summary>The object in the envelope of its message, translated as if it had come that way.</summary>
    static Translation Translate(BraintreeElement read, PaymentEvent first, EndpointSettings settings) =>
        BraintreeTranslation.Of(new BraintreeEnvelope
        {
            Webhook = new RawWebhook(
                first.DeliveryId, new Dictionary<string, string>(), ReadOnlyMemory<byte>.Empty, first.BodySha256, first.ReceivedAt),
            Settings = settings with { Account = first.Account }, // Its facts keep their keys, whatever the endpoint says by now.
            Id = first.ProviderEventId,
            Kind = first.ProviderEventType,
            OccurredAt = first.OccurredAt,
            Object = read,
        });

    /// <summary>
    /// What a kind is about, in the API's word; null where there is nothing to read. Subscriptions and local payments are about their
    /// transaction: it alone has the amount and the state.
    /// </summary>
    static string? ObjectOf(string kind) => kind switch
    {
        _ when kind.StartsWith("dispute_", StringComparison.Ordinal) => "dispute",
        "transaction_settled" or "transaction_disbursed" or "transaction_settlement_declined" or "transaction_retried" or "refund_failed"
            or "subscription_charged_successfully" or "subscription_charged_unsuccessfully"
            or "local_payment_completed" or "local_payment_funded" => "transaction",
        _ => null,
    };

    static bool IsInPath(string id) => id.Length is > 0 and <= IdCharsMax && id.AsSpan().IndexOfAnyExcept(InPath) < 0;
}
