using Ledger.PaymentEvents;
using Ledger.Providers;
using Ledger.Providers.PaymentGateway;

namespace Ledger.Fast.Tests.Providers.PaymentGateway;

/// <summary>Deliveries of a gateway that keeps to the contract, signed five seconds before they came in.</summary>
static class GatewayDeliveries
{
    internal static readonly PaymentGatewayProvider Gateway = new();

    internal static readonly SampleFolder Folder = new(Gateway, delivery: Of);

    static readonly DateTimeOffset SignedAt = Deliveries.ReceivedAt.AddSeconds(-5);

    internal static RawWebhook Of(byte[] body) => Of(body, SignedAt);

    internal static RawWebhook Of(byte[] body, DateTimeOffset signedAt) =>
        Deliveries.Of(body, (GatewaySignature.HeaderName, GatewaySignature.HeaderFor(body, "whsec_new", signedAt)));

    internal static Translation Translate(string body) => Translate(System.Text.Encoding.UTF8.GetBytes(body));

    internal static Translation Translate(byte[] body) => Gateway.Translate(Of(body), Deliveries.Settings);

    /// <summary>What a sample is mostly about: its first fact.</summary>
    internal static PaymentEvent First(string sample) => Folder.All(sample)[0];
}
