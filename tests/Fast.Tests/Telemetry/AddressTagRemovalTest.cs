using System.Diagnostics;
using Ledger.Telemetry;
using Xunit;

namespace Ledger.Fast.Tests.Telemetry;

public sealed class AddressTagRemovalTest
{
    /// <summary>The framework adds these when its switch for OpenTelemetry tags is on.</summary>
    [Fact]
    public void What_a_sender_wrote_into_address_and_agent_is_taken_out_of_spans()
    {
        using var span = new Activity("request");
        span.SetTag("url.path", "/4242424242424242").SetTag("url.query", "?pan=4242424242424242")
            .SetTag("user_agent.original", "4242424242424242").SetTag("http.route", "/v1/webhooks/{provider}");

        using var removal = new AddressTagRemoval();
        removal.OnEnd(span);

        Assert.Equal(["http.route"], span.TagObjects.Select(t => t.Key));
    }
}
