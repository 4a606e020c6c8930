using Ledger.Gateway;
using Ledger.MessageBus;
using Ledger.ProviderAccess;

const int SomethingMissing = 3;
const int ServerUnreachable = 4;

try
{
    var options = GatewaySettings.Read(GatewaySettings.FromProcess());
    await using var app = GatewayHost.Build(options);
    await app.RunAsync();
    return 0;
}
catch (Exception refused) when (refused is SettingsRefusedException or SecretsRefusedException)
{
    await Console.Error.WriteLineAsync(refused.Message);
    return SomethingMissing;
}
catch (BrokerAwayException away)
{
    await Console.Error.WriteLineAsync(away.Message);
    return ServerUnreachable;
}
catch (IOException closed)
{
    await Console.Error.WriteLineAsync($"LEDGER_GATEWAY_URL: {closed.Message}");
    return SomethingMissing;
}
