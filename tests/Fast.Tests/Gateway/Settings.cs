using Ledger.Gateway;

namespace Ledger.Fast.Tests.Gateway;

/// <summary>Gateway settings for tests that start no server.</summary>
static class Settings
{
    public static GatewayOptions Of(Func<GatewayOptions, GatewayOptions> change) => change(new GatewayOptions
    {
        Url = new Uri("http://127.0.0.1:0"),
        Broker = new Uri("amqp://127.0.0.1"),
        SecretsFile = "",
    });
}
