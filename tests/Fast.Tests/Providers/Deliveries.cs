using System.Security.Cryptography;
using System.Text;
using Ledger.Providers;

namespace Ledger.Fast.Tests.Providers;

/// <summary>Deliveries as a host would hand them to a provider, with fixed ids and times.</summary>
static class Deliveries
{
    internal static readonly DateTimeOffset ReceivedAt = new(2026, 11, 20, 10, 0, 0, TimeSpan.Zero);

    internal static readonly EndpointSettings Settings = new()
    {
        Account = "acct_demo",
        Secrets = ["whsec_new", "whsec_old"],
    };

    internal static RawWebhook Of(string body) => Of(Encoding.UTF8.GetBytes(body));

    internal static RawWebhook Of(byte[] body, params (string Name, string Value)[] headers) => new(
        new Guid("01931f00-0000-7000-8000-000000000001"),
        headers.ToDictionary(header => header.Name, header => header.Value, StringComparer.Ordinal),
        body, Convert.ToHexStringLower(SHA256.HashData(body)), ReceivedAt);
}
