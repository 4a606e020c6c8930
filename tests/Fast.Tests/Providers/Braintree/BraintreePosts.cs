using Ledger.Providers;
using Ledger.Providers.Braintree;

namespace Ledger.Fast.Tests.Providers.Braintree;

/// <summary>Notifications as Braintree would post them.</summary>
static class BraintreePosts
{
    internal const string Secret = "public_of_test|private_of_test";

    internal static readonly BraintreeProvider Provider = new();

    internal static readonly EndpointSettings Settings = Deliveries.Settings with { Secrets = [Secret, "public_old|private_old"] };

    internal static RawWebhook Of(byte[] xml) => Deliveries.Of(Form(xml));

    internal static byte[] Form(byte[] xml) => Provider.Sign(xml, Secret, Deliveries.ReceivedAt).Body.ToArray();
}
