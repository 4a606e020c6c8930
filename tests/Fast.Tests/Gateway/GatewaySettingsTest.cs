using System.Net;
using Ledger.Gateway;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace Ledger.Fast.Tests.Gateway;

public sealed class GatewaySettingsTest
{
    [Fact]
    public void Everything_missing_or_wrong_is_named_at_once_without_the_password()
    {
        var refused = Assert.Throws<SettingsRefusedException>(() => Read(
            ("LEDGER_RABBITMQ", "guest:pa55word@host"), ("Gateway:BodyBytesMax", "lots"),
            ("Gateway:TrustedProxies", "10.0.0.0/8, moon")));

        Assert.Equal(
        [
            "LEDGER_GATEWAY_URL is not set.",
            "LEDGER_RABBITMQ is not an address of the form amqp://…",
            "LEDGER_SECRETS is not set.",
            "Gateway:TrustedProxies holds 'moon', which is neither an IP address nor a network.",
            "Gateway:BodyBytesMax must be a whole number from 1024 to 16777216.",
        ], refused.Errors);
    }

    [Fact]
    public void Limits_come_from_the_section_Gateway_and_have_defaults()
    {
        var file = Path.GetTempFileName();
        File.WriteAllText(file, """{"stripe":{"endpoints":{"default":{"account":"a","secrets":["whsec_1234"]}}}}""");
        try
        {
            var options = Read(
                ("LEDGER_RABBITMQ", "amqp://guest:guest@127.0.0.1"), ("LEDGER_GATEWAY_URL", "http://127.0.0.1:8080"),
                ("LEDGER_SECRETS", file), ("Gateway:SourcePerSecond", "7"), ("Gateway:ConfirmTimeoutSeconds", "2"),
                ("Gateway:TrustedProxies", "10.0.0.0/8,192.0.2.1"));

            Assert.Equal(7, options.SourcePerSecond);
            Assert.Equal(TimeSpan.FromSeconds(2), options.ConfirmTimeout);
            Assert.Equal([IPNetwork.Parse("10.0.0.0/8"), IPNetwork.Parse("192.0.2.1/32")], options.TrustedProxies);
            Assert.Equal(1_048_576, options.BodyBytesMax);
            Assert.Equal(10_000, options.SourceBurst);
        }
        finally
        {
            File.Delete(file);
        }
    }

    static GatewayOptions Read(params (string Name, string Value)[] settings) => GatewaySettings.Read(
        new ConfigurationBuilder()
            .AddInMemoryCollection(settings.ToDictionary(s => s.Name, s => (string?)s.Value)).Build());
}
