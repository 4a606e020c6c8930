using System.Buffers;
using System.Text.Json;
using Ledger.PaymentEvents;
using Ledger.Providers.Api;
using Ledger.Providers.Reading;

namespace Ledger.Providers.Stripe;

/// <summary>
/// Stripe's API: the object of a message, read in the version of the API that the message was rendered with (R-GW-20), with the balance
/// transactions that webhooks leave out, so that a read brings the fees too.
/// </summary>
sealed class StripeApi : IProviderApi
{
    /// <inheritdoc/>
    public IReadOnlyList<string> Credentials => ["key"];

    /// <inheritdoc/>
    public Uri Address { get; } = new("https://api.stripe.com");

    /// <inheritdoc/>
    public IEventListing Events { get; } = new StripeEventList();

    /// <inheritdoc/>
    public ApiSignIn SignIn(ApiAccess access) => new ApiSignIn.Header("Authorization", $"Bearer {access.Credentials["key"]}");

    /// <inheritdoc/>
    public ApiRead? ReadOf(IReadOnlyList<PaymentEvent> reported, EndpointSettings settings)
    {
        var first = reported[0];
        var ids = reported.SelectMany(fact => new[] { fact.ProviderObjectId, fact.PaymentId }).ToList();
        return PathOf(StripeThinEvents.SnapshotType(first.ProviderEventType), ids) is { } path
            ? new ApiRead(path) { Headers = HeadersOf(first, settings) }
            : null;
    }

    /// <inheritdoc/>
    public ObjectReading Read(IReadOnlyList<PaymentEvent> reported, ReadOnlyMemory<byte> body, EndpointSettings settings)
    {
        using var document = JsonBody.Parse(body, out _, out var why);
        if (document is null)
        {
            return ObjectReading.Not(why ?? "The answer is no JSON.");
        }

        var type = StripeThinEvents.SnapshotType(reported[0].ProviderEventType);
        var answer = document.RootElement;
        var read = type == "charge.refunded" && answer.Text("object") == "refund" ? answer.Child("charge") ?? default : answer;
        if (read.ValueKind != JsonValueKind.Object || read.Text("id") is null)
        {
            return ObjectReading.Not("The answer is no object with an id.");
        }

        var translation = Translate(read, type, reported[0], settings);
        if (translation.IsPartOf(reported))
        {
            return ObjectReading.Not(translation.Detail!);
        }

        var (standing, state) = StripeStandings.Of(type, read, reported[0]);
        return new ObjectReading(standing, CleanText.Of(state), translation.Events);
    }

    /// <summary>The object in the envelope of its message, translated as if it had come that way.</summary>
    static Translation Translate(JsonElement read, string type, PaymentEvent first, EndpointSettings settings)
    {
        var envelope = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(envelope))
        {
            json.WriteStartObject();
            json.WriteString("id", first.ProviderEventId);
            json.WriteString("object", "event");
            json.WriteString("type", type);
            json.WriteString("account", first.Account);
            json.WriteString("api_version", first.ProviderApiVersion);
            json.WriteNumber("created", first.OccurredAt.ToUnixTimeSeconds());
            json.WriteBoolean("livemode", first.Livemode);
            json.WritePropertyName("data");
            json.WriteStartObject();
            json.WritePropertyName("object");
            read.WriteTo(json);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        var webhook = new RawWebhook(
            first.DeliveryId, new Dictionary<string, string>(), envelope.WrittenMemory, first.BodySha256, first.ReceivedAt);
        return StripeTranslation.Of(webhook, settings);
    }

    static string? PathOf(string type, IReadOnlyList<string> ids) => type.Split('.')[0] switch
    {
        _ when type.StartsWith("charge.dispute.", StringComparison.Ordinal) => Of("disputes", ids, "dp_", "du_"),
        "radar" => Of("radar/early_fraud_warnings", ids, "issfr_"),
        "transfer" => Of("transfers", ids, "tr_"),
        "topup" => Of("topups", ids, "tu_"),
        "refund" => Of("refunds", ids, "re_", "pyr_") + "?expand[]=balance_transaction",
        "payment_intent" => Of("payment_intents", ids, "pi_") + "?expand[]=latest_charge.balance_transaction",
        "payout" => Of("payouts", ids, "po_"),
        "application_fee" => Of("application_fees", ids, "fee_"),
        "invoice" => Of("invoices", ids, "in_"),
        "checkout" => Of("checkout/sessions", ids, "cs_"),
        "charge" when type == "charge.refund.updated" => Of("refunds", ids, "re_", "pyr_") + "?expand[]=balance_transaction",
        "charge" when type == "charge.refunded" && ids.Any(IsCharge) =>
            Of("charges", ids, "ch_", "py_") + "?expand[]=refunds.data.balance_transaction",
        "charge" when type == "charge.refunded" => Of("refunds", ids, "re_", "pyr_") + "?expand[]=charge.refunds.data.balance_transaction",
        "charge" => Of("charges", ids, "ch_", "py_") + "?expand[]=balance_transaction",
        _ => null,
    } is { } path && path.StartsWith('/') ? path : null;

    static bool IsCharge(string id) =>
        id.StartsWith("ch_", StringComparison.Ordinal) || id.StartsWith("py_", StringComparison.Ordinal);

    /// <summary>Ids hold letters, digits and underscores only: a path made of one needs no escaping.</summary>
    static string? Of(string objects, IReadOnlyList<string> ids, params string[] prefixes) =>
        ids.FirstOrDefault(id => prefixes.Any(prefix => id.StartsWith(prefix, StringComparison.Ordinal))) is { } id
            ? $"/v1/{objects}/{id}"
            : null;

    static Dictionary<string, string> HeadersOf(PaymentEvent first, EndpointSettings settings)
    {
        var headers = new Dictionary<string, string>(StringComparer.Ordinal);
        if (first.ProviderApiVersion is { Length: > 0 } version)
        {
            headers["Stripe-Version"] = version;
        }

        if (first.Account != settings.Account) // A connected account of a platform.
        {
            headers["Stripe-Account"] = first.Account;
        }

        return headers;
    }
}
