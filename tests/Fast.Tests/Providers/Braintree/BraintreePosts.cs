using System.Text;
using System.Xml.Linq;
using Ledger.PaymentEvents;
using Ledger.Providers;
using Ledger.Providers.Api;
using Ledger.Providers.Braintree;

namespace Ledger.Fast.Tests.Providers.Braintree;

/// <summary>Notifications as Braintree would post them, and the objects in them as its API has them.</summary>
static class BraintreePosts
{
    internal const string Secret = "public_of_test|private_of_test";

    internal static readonly BraintreeProvider Provider = new();

    internal static readonly EndpointSettings Settings = Deliveries.Settings with { Secrets = [Secret, "public_old|private_old"] };

    internal static RawWebhook Of(byte[] xml) => Deliveries.Of(Form(xml));

    internal static byte[] Form(byte[] xml) => Provider.Sign(xml, Secret, Deliveries.ReceivedAt).Body.ToArray();

    /// <summary>What is read to confirm a message; null for nothing.</summary>
    internal static ApiRead? ReadOf(IReadOnlyList<PaymentEvent> reported) => Provider.Api.ReadOf(reported, Settings);

    /// <summary>The object as the API has it: with the type, currency and status that messages may leave out.</summary>
    internal static XElement ObjectOf(byte[] xml, IReadOnlyList<PaymentEvent> reported)
    {
        var notification = XElement.Parse(Encoding.UTF8.GetString(xml));
        var read = notification.Descendants().First(element => element.Name.LocalName is "transaction" or "dispute"
            && (string?)element.Element("id") == reported[0].ProviderObjectId);
        string[][] always = read.Name == "dispute" ? [["amount-won", "49.90"]]
            : [["currency-iso-code", "EUR"], ["status", "settled"], ["type", "sale"]];
        foreach (var field in always.Where(field => read.Element(field[0]) is null))
        {
            read.Add(new XElement(field[0], field[1]));
        }

        return read;
    }
}
