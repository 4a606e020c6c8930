using Ledger.Gateway;
using Ledger.Intake;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Ledger.Fast.Tests.Gateway;

public sealed class DeliveryHeadersTest
{
    /// <summary>R-SE-11: credentials are not kept, card-like numbers are masked.</summary>
    [Fact]
    public void The_archive_keeps_what_matters_and_nothing_that_is_secret()
    {
        var headers = new HeaderDictionary
        {
            ["Stripe-Signature"] = "t=1,v1=abc",
            ["User-Agent"] = "Bot 4242 4242 4242 4242",
            ["Authorization"] = "Bearer token",
            ["Cookie"] = "a=b",
            ["X-Stripe-4242424242424242"] = "1",
            ["X-Forwarded-For"] = "203.0.113.7",
            ["Content-Type"] = new(["application/json", "text/plain"]),
        };

        var kept = EvidenceHeaders.Of(DeliveryHeaders.All(headers), "stripe", []);

        Assert.Equal(
            ["content-type=application/json,text/plain", "stripe-signature=t=1,v1=abc",
                "user-agent=Bot 4242 42** **** 4242", "x-stripe-424242******4242=1"],
            kept.Select(h => $"{h.Key}={h.Value}").Order(StringComparer.Ordinal));
        Assert.Equal("Bearer token", DeliveryHeaders.All(headers)["authorization"]);
    }
}
