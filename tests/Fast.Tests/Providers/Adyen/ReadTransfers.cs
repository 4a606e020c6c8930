using System.Text;
using System.Text.Json.Nodes;
using Ledger.Confirmation;
using Ledger.PaymentEvents;
using Ledger.Providers.Adyen;
using Ledger.Providers.Api;

namespace Ledger.Fast.Tests.Providers.Adyen;

/// <summary>Transfers as the API answers them: what a message has in <c>data</c>.</summary>
static class ReadTransfers
{
    internal static readonly IProviderApi Api = new AdyenProvider().Api;

    /// <summary>What the API has of the transfer of a sample that nothing has happened to since.</summary>
    internal static JsonObject ObjectOf(string sample) => ObjectOf(AdyenSampleTests.Read(sample));

    internal static JsonObject ObjectOf(byte[] message) => JsonNode.Parse(message)!["data"]!.DeepClone().AsObject();

    /// <summary>The transfer in another status, with the events that led there; with none where they are empty.</summary>
    internal static JsonObject Now(string sample, string status, string events)
    {
        var transfer = ObjectOf(sample);
        transfer["status"] = status;
        transfer.Remove("events");
        if (events.Length > 0)
        {
            transfer["events"] = new JsonArray(
                [.. events.Split(',').Select(step => new JsonObject { ["type"] = "accounting", ["status"] = step })]);
        }

        return transfer;
    }

    internal static ApiRead? ReadOf(IReadOnlyList<PaymentEvent> reported) => Api.ReadOf(reported, Deliveries.Settings);

    internal static ReadDecision Decide(IReadOnlyList<PaymentEvent> reported, JsonNode read) => ReadComparison.Decide(
        reported, Api.Read(reported, Encoding.UTF8.GetBytes(read.ToJsonString()), Deliveries.Settings));
}
