using System.Text.Json;
using System.Text.RegularExpressions;
using Ledger.PaymentEvents;
using Ledger.Providers.Facts;
using Ledger.Providers.Reading;

namespace Ledger.Providers.PayPal;

/// <summary>The event around the resource.</summary>
sealed partial record PayPalEnvelope
{
    internal const string SandboxMark = "sandbox.paypal.com";

    internal required RawWebhook Webhook { get; init; }

    internal required EndpointSettings Settings { get; init; }

    internal required string Id { get; init; }

    internal required string Type { get; init; }

    internal required JsonElement Root { get; init; }

    /// <summary>What the event is about: as the message carries it, or as PayPal's API gives it now.</summary>
    internal required JsonElement Resource { get; init; }

    /// <summary>True when <see cref="Resource"/> was read from PayPal's API: then its facts are complete.</summary>
    internal bool IsRead { get; init; }

    /// <summary>True when the message told of an inquiry; the resource that was read may be a dispute by now.</summary>
    internal bool WasInquiry { get; init; }

    /// <summary>Where the facts come from. A message has no mark of test mode; its links and its certificate's host have.</summary>
    internal FactOrigin Origin => new()
    {
        Provider = PayPalProvider.ProviderName,
        Account = Settings.Account,
        Webhook = Webhook,
        EventId = Id,
        EventType = Type,
        ApiVersion = Root.Text("resource_version") ?? Root.Text("event_version"),
        OccurredAt = Root.Moment("create_time") ?? default,
        Livemode = !IsSandbox,
    };

    bool IsSandbox =>
        IsOfSandbox(Webhook.Headers.GetValueOrDefault(PayPalTransmission.CertificateHeader))
        || Root.Objects("links").Any(link => IsOfSandbox(link.Text("href")));

    static bool IsOfSandbox(string? address) => address?.Contains(SandboxMark, StringComparison.OrdinalIgnoreCase) == true;

    /// <summary>Reads id, type and resource; null when it is no event of PayPal's.</summary>
    internal static PayPalEnvelope? Read(JsonElement root, RawWebhook webhook, EndpointSettings settings) =>
        IdOf(root) is { } id && ProviderId.IsId(settings.Account) && root.Text("event_type") is { Length: > 0 } type
        && root.Child("resource") is { } resource
            ? new PayPalEnvelope
            {
                Webhook = webhook,
                Settings = settings,
                Id = id,
                Type = type,
                Root = root,
                Resource = resource,
            }
            : null;

    /// <summary>
    /// PayPal's ids are digits for the most part, over two words. One that holds what looks like a card number is still an id of
    /// PayPal's: a name derived from it stands for it, rather than that the event is refused until PayPal gives up.
    /// </summary>
    static string? IdOf(JsonElement root) =>
        root.Text("id") is not { } id ? null
        : ProviderId.IsId(id) ? id
        : EventId().IsMatch(id) ? $"WH-{DeterministicId.Of("event", PayPalProvider.ProviderName, id)}"
        : null;

    /// <summary>True for a name that stands for an event's id, and by which PayPal therefore knows nothing.</summary>
    internal static bool IsDerived(string id) =>
        id.StartsWith("WH-", StringComparison.Ordinal) && Guid.TryParseExact(id.AsSpan(3), "D", out _);

    [GeneratedRegex("^WH-[0-9A-Z]{17}-[0-9A-Z]{17}$", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex EventId();
}
