using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Ledger.PaymentEvents;
using Ledger.Providers.Api;
using Ledger.Providers.Reading;

namespace Ledger.Providers.PayPal;

/// <summary>
/// PayPal's REST API: the object of a message, in the version of the API that the message was rendered with. Its word decides everything,
/// since the signature binds no body. Paths, sources and life cycles: the README beside this file.
/// </summary>
sealed class PayPalApi : IProviderApi
{
    const string EventRecords = PayPalWindow.Path + "/";

    /// <summary>Of these events the message names the capture, never itself: PayPal's own record of the event is read.</summary>
    static readonly string[] Reversals = ["PAYMENT.CAPTURE.REVERSED", "PAYMENT.SALE.REVERSED"];

    /// <summary>Under one of these an object states its id.</summary>
    static readonly string[] Ids = ["id", "dispute_id", "payout_item_id"];

    /// <inheritdoc/>
    public IReadOnlyList<string> Credentials => ["clientId", "clientSecret"];

    /// <inheritdoc/>
    public Uri Address { get; } = new("https://api-m.paypal.com");

    /// <inheritdoc/>
    public IEventListing Events { get; } = new PayPalEventList();

    /// <inheritdoc/>
    public ApiSignIn SignIn(ApiAccess access) => new ApiSignIn.ClientCredentials(
        "/v1/oauth2/token", access.Credentials["clientId"], access.Credentials["clientSecret"]);

    /// <inheritdoc/>
    public ApiRead? ReadOf(IReadOnlyList<PaymentEvent> reported, EndpointSettings settings)
    {
        var first = reported[0];
        var (objects, id) = Reversals.Contains(first.ProviderEventType)
            ? (EventRecords, first.ProviderEventId)
            : (ObjectsOf(first.ProviderEventType, IsOfVersion2(first)), first.ProviderObjectId);
        return objects is not null && IsSafe(id) && !PayPalEnvelope.IsDerived(id) ? new ApiRead(objects + id) : null;
    }

    /// <inheritdoc/>
    public ObjectReading Read(IReadOnlyList<PaymentEvent> reported, ReadOnlyMemory<byte> body, EndpointSettings settings)
    {
        using var document = JsonBody.Parse(body, out _, out var why);
        if (document is null)
        {
            return ObjectReading.Not(why ?? "The answer is no JSON.");
        }

        var first = reported[0];
        var isReversal = Reversals.Contains(first.ProviderEventType);
        var wanted = isReversal ? first.ProviderEventId : first.ProviderObjectId;
        var read = isReversal ? document.RootElement.Child("resource") : document.RootElement;
        if (read is not { } found || !Ids.Any(name => document.RootElement.Text(name) == wanted)
            || (isReversal && document.RootElement.Text("event_type") != first.ProviderEventType))
        {
            return ObjectReading.Not("The answer is not the object with the id that was asked for.");
        }

        var translation = Translate(found, first, settings);
        if (translation.IsPartOf(reported))
        {
            return ObjectReading.Not(translation.Detail!);
        }

        var (standing, state) = PayPalStandings.Of(reported, found);
        return new ObjectReading(standing, CleanText.Of(state), translation.Events);
    }

    /// <summary>Where objects lie, in version 1 of the API at paths of its own; null when nothing is read for such a message.</summary>
    static string? ObjectsOf(string type, bool isOfVersion2) => type switch
    {
        "PAYMENT.SALE.REFUNDED" => "/v1/payments/refund/",
        "PAYMENT.CAPTURE.REFUNDED" or "PAYMENT.REFUND.PENDING" or "PAYMENT.REFUND.FAILED" =>
            isOfVersion2 ? "/v2/payments/refunds/" : "/v1/payments/refund/",
        "CHECKOUT.PAYMENT-APPROVAL.REVERSED" => "/v2/checkout/orders/",
        _ when type.StartsWith("PAYMENT.AUTHORIZATION.", StringComparison.Ordinal) =>
            isOfVersion2 ? "/v2/payments/authorizations/" : "/v1/payments/authorization/",
        _ when type.StartsWith("PAYMENT.CAPTURE.", StringComparison.Ordinal) =>
            isOfVersion2 ? "/v2/payments/captures/" : "/v1/payments/capture/",
        _ when type.StartsWith("PAYMENT.SALE.", StringComparison.Ordinal) => "/v1/payments/sale/",
        _ when type.StartsWith("CUSTOMER.DISPUTE.", StringComparison.Ordinal) || type == "RISK.DISPUTE.CREATED" =>
            "/v1/customer/disputes/",
        _ when type.StartsWith("PAYMENT.PAYOUTS-ITEM.", StringComparison.Ordinal) => "/v1/payments/payouts-item/",
        _ => null,
    };

    /// <summary>Resources of version 2 say so (<c>resource_version</c>); those of version 1 say nothing, or 1.0.</summary>
    static bool IsOfVersion2(PaymentEvent fact) => fact.ProviderApiVersion?.StartsWith('2') == true;

    /// <summary>A path made of such an id needs no escaping and leads nowhere else.</summary>
    static bool IsSafe(string id) => id.Length > 0 && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');

    /// <summary>The object in the envelope of its message, translated as if it had come that way, but complete.</summary>
    static Translation Translate(JsonElement read, PaymentEvent first, EndpointSettings settings)
    {
        var envelope = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(envelope))
        {
            json.WriteStartObject();
            json.WriteString("id", first.ProviderEventId);
            json.WriteString("event_type", first.ProviderEventType);
            json.WriteString("create_time", first.OccurredAt.UtcDateTime.ToString("O", CultureInfo.InvariantCulture));
            json.WriteString("resource_version", first.ProviderApiVersion);
            json.WriteStartObject("resource");
            json.WriteEndObject();
            if (!first.Livemode)
            {
                json.WriteStartArray("links");
                json.WriteStartObject();
                json.WriteString("href", $"https://{PayPalEnvelope.SandboxMark}");
                json.WriteEndObject();
                json.WriteEndArray();
            }

            json.WriteEndObject();
        }

        var webhook = new RawWebhook(
            first.DeliveryId, new Dictionary<string, string>(), envelope.WrittenMemory, first.BodySha256, first.ReceivedAt);
        return PayPalTranslation.OfRead(webhook, settings, read, first.Class == EventClass.DisputeInquiry);
    }
}
