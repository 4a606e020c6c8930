using System.Security.Cryptography;
using System.Text;
using Ledger.MessageBus.Messages;

namespace Ledger.Storage.Tests.Evidence;

/// <summary>Deliveries as the gateway publishes them.</summary>
static class SampleDeliveries
{
    public static readonly DateTimeOffset Noon = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    public static RawDelivery Verified(string body, DateTimeOffset? at = null, string? providerEventId = "evt_1") => new()
    {
        DeliveryId = Guid.CreateVersion7(at ?? Noon),
        ReceivedAt = at ?? Noon,
        Provider = "stripe",
        Endpoint = "default",
        Account = "acct_1",
        Verdict = "verified",
        SecretIndex = 0,
        Headers = new Dictionary<string, string> { ["content-type"] = "application/json" },
        Body = Encoding.UTF8.GetBytes(body),
        BodySha256 = Sha256(body),
        ProviderEventId = providerEventId,
        ProviderEventType = "charge.captured",
        TraceId = "4bf92f3577b34da6a3ce929d0e0e4736",
    };

    public static RawDelivery Refused(string body, string reason, string? providerEventId = null) => Verified(body) with
    {
        Verdict = "refused",
        Reason = reason,
        Detail = "No live secret gives this signature.",
        SecretIndex = null,
        ProviderEventId = providerEventId,
        ProviderEventType = null,
    };

    public static string Sha256(string body) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(body)));
}
