using Ledger.TestKit;
using Xunit;

namespace Ledger.Acceptance.Tests.Gateway;

/// <summary>The program's own promises: exit codes with names, and a start that says what it will do.</summary>
public sealed class When_the_program_starts
{
    [Fact]
    public async Task Missing_settings_end_it_with_3_and_all_their_names()
    {
        using var gateway = GatewayProcess.Start();
        Assert.Equal(3, await gateway.ExitAsync());
        Assert.Equal(
            ["LEDGER_GATEWAY_URL is not set.", "LEDGER_RABBITMQ is not set.", "LEDGER_SECRETS is not set."],
            gateway.Lines);
    }

    [Fact]
    public async Task A_broker_that_refuses_ends_it_with_4_and_no_password_is_printed()
    {
        var secrets = Secrets();
        using var gateway = GatewayProcess.Start(
            ("LEDGER_GATEWAY_URL", "http://127.0.0.1:0"), ("LEDGER_RABBITMQ", "amqp://guest:pa55word@127.0.0.1:1"),
            ("LEDGER_SECRETS", secrets), ("Gateway__StartTimeoutSeconds", "1"));
        Assert.Equal(4, await gateway.ExitAsync());
        Assert.Contains(gateway.Lines, l => l.Contains("127.0.0.1:1", StringComparison.Ordinal));
        Assert.All(gateway.Lines, l => Assert.DoesNotContain("pa55word", l, StringComparison.Ordinal));
        File.Delete(secrets);
    }

    [Fact]
    public async Task It_prints_its_flow_then_listens_and_ends_cleanly_when_asked()
    {
        await using var vhost = await TestVhost.CreateAsync();
        var secrets = Secrets();
        using var gateway = GatewayProcess.Start(
            ("LEDGER_GATEWAY_URL", "http://127.0.0.1:0"), ("LEDGER_RABBITMQ", vhost.Broker.ToString()),
            ("LEDGER_SECRETS", secrets));
        await gateway.LineAsync("Listens at http://127.0.0.1:");
        Assert.Contains(gateway.Lines, l => l.Contains(
            "POST /v1/webhooks/stripe/{endpoint} (configured: default)", StringComparison.Ordinal));
        Assert.Contains(gateway.Lines, l => l.Contains("ledger.deliveries", StringComparison.Ordinal));
        Assert.Equal(0, await gateway.TerminateAsync());
        File.Delete(secrets);
    }

    internal static string Secrets()
    {
        var file = Path.Combine(Path.GetTempPath(), $"secrets-{Guid.CreateVersion7():N}.json");
        RunningGateway.WriteSecrets(file, RunningGateway.Secret);
        return file;
    }
}
