using System.Diagnostics;
using Xunit;

namespace Ledger.Acceptance.Tests.Gateway;

/// <summary>A secret is rotated while the gateway runs: two live ones, a new file, a broken file.</summary>
public sealed class When_secrets_are_rotated
{
    const string Newest = "whsec_rotated_in_3";

    [Fact]
    public async Task Both_live_secrets_are_good_and_the_archive_says_which_signed()
    {
        await using var gateway = await RunningGateway.StartAsync();
        Assert.Equal(200, (await gateway.SendAsync(StripeWebhooks.Charge())).Status);
        Assert.Equal(200, (await gateway.SendAsync(StripeWebhooks.Charge(), RunningGateway.OlderSecret)).Status);
        Assert.Equal(["0", "1"], (await gateway.TakeDeliveriesAsync()).Select(d => d.Field("secretIndex")));
    }

    [Fact]
    public async Task A_new_file_is_taken_up_and_a_broken_one_changes_nothing()
    {
        await using var gateway = await RunningGateway.StartAsync();

        RunningGateway.WriteSecrets(gateway.SecretsFile, Newest, RunningGateway.Secret);
        await UntilLoggedAsync(gateway, "Secrets file taken up");
        Assert.Equal(200, (await gateway.SendAsync(StripeWebhooks.Charge(), Newest)).Status);
        Assert.Equal(200, (await gateway.SendAsync(StripeWebhooks.Charge())).Status);
        Assert.Equal(401, (await gateway.SendAsync(StripeWebhooks.Charge(), RunningGateway.OlderSecret)).Status);

        await File.WriteAllTextAsync(
            gateway.SecretsFile, """{"stripe":{"endpoints":{"default":{"account":"a","secrets":["hush"]}}}}""");
        await UntilLoggedAsync(gateway, "Secrets file refused");
        Assert.Equal(200, (await gateway.SendAsync(StripeWebhooks.Charge(), Newest)).Status);

        File.Delete(gateway.SecretsFile);
        await Task.Delay(TimeSpan.FromMilliseconds(200));
        Assert.Equal(200, (await gateway.SendAsync(StripeWebhooks.Charge(), Newest)).Status);
        Assert.All(gateway.Log.Lines, line =>
        {
            Assert.DoesNotContain(Newest, line, StringComparison.Ordinal);
            Assert.DoesNotContain("hush", line, StringComparison.Ordinal);
        });
    }

    static async Task UntilLoggedAsync(RunningGateway gateway, string text)
    {
        var watch = Stopwatch.StartNew();
        while (!gateway.Log.Lines.Any(l => l.Contains(text, StringComparison.Ordinal)))
        {
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(10), $"Not logged: {text}");
            await Task.Delay(TimeSpan.FromMilliseconds(20));
        }
    }
}
