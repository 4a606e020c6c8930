using System.Text.Json;
using Ledger.Providers.Facts;
using Ledger.Providers.Reading;

namespace Ledger.Providers.Stripe;

/// <summary>
/// The event around the object: <c>object:"event"</c> (snapshot) or <c>object:"v2.core.event"</c> (thin).
/// </summary>
sealed record StripeEnvelope
{
    const string ThinObject = "v2.core.event";

    internal required RawWebhook Webhook { get; init; }

    internal required EndpointSettings Settings { get; init; }

    internal required string Id { get; init; }

    internal required string Type { get; init; }

    internal required JsonElement Root { get; init; }

    internal required bool IsThin { get; init; }

    /// <summary>The connected account for Connect events, else the endpoint's own.</summary>
    internal required string Account { get; init; }

    internal DateTimeOffset OccurredAt { get; init; }

    /// <summary>The object of a snapshot; undefined for a thin event.</summary>
    internal JsonElement Object { get; init; }

    internal string? ApiVersion => Root.Text("api_version");

    /// <summary>The same as where facts come from.</summary>
    internal FactOrigin Origin => new()
    {
        Provider = StripeProvider.ProviderName,
        Account = Account,
        Webhook = Webhook,
        EventId = Id,
        EventType = Type,
        ApiVersion = ApiVersion,
        IdempotencyKey = Request?.Text("idempotency_key"),
        ApiRequestId = Request?.Text("id") ?? Root.Text("request"),
        OccurredAt = OccurredAt,
        Livemode = Root.Flag("livemode") ?? false,
    };

    internal JsonElement? PreviousAttributes => Root.Child("data")?.Child("previous_attributes");

    /// <summary>
    /// Reads id, type and object; null when it is no event of Stripe's. Ids that are no ids (other characters than
    /// Stripe uses, a card number inside) are not accepted: streams and keys are made of them.
    /// </summary>
    internal static StripeEnvelope? Read(JsonElement root, RawWebhook webhook, EndpointSettings settings)
    {
        var isThin = root.Text("object") == ThinObject;
        if (!isThin && root.Text("object") != "event")
        {
            return null;
        }

        var account = AccountOf(root, isThin) ?? settings.Account;
        return ProviderId.IsId(root.Text("id")) && ProviderId.IsId(account) && !string.IsNullOrEmpty(root.Text("type"))
            ? new StripeEnvelope
            {
                Webhook = webhook,
                Settings = settings,
                Id = root.Text("id")!,
                Type = root.Text("type")!,
                Root = root,
                IsThin = isThin,
                Account = account,
                OccurredAt = CreatedAt(root, isThin) ?? default,
                Object = root.Child("data")?.Child("object") ?? default,
            }
            : null;
    }

    /// <summary>
    /// The API request behind the event: an object, a bare id before 2017-05-25, <c>reason</c> when thin.
    /// </summary>
    internal JsonElement? Request => Root.Child("request") ?? Root.Child("reason")?.Child("request");

    static string? AccountOf(JsonElement root, bool isThin)
    {
        var context = isThin ? root.Text("context")?.Split('/')[^1] : null;
        var isAccount = context?.StartsWith("acct_", StringComparison.Ordinal) == true;
        return root.Text("account") ?? (isAccount ? context : null);
    }

    static DateTimeOffset? CreatedAt(JsonElement root, bool isThin) => isThin ? Rfc3339.Read(root.Text("created")) : root.Time("created");
}
