using System.Collections.Concurrent;
using System.Diagnostics;
using Ledger.ProviderAccess;
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

    [Fact]
    public async Task A_confirmation_that_the_gateway_does_not_have_is_told_at_the_start_and_when_a_file_is_taken_up()
    {
        static string Secrets(string endpoint) =>
            """{"stripe":{"endpoints":{"NAME":{"account":"a","secrets":["whsec_of_the_shop"],"confirm":"always","api":{"key":"sk_test_of_the_shop"}}}}}"""
                .Replace("NAME", endpoint, StringComparison.Ordinal);
        await using var gateway = await RunningGateway.StartAsync(options =>
        {
            File.WriteAllText(options.SecretsFile, Secrets("first"));
            return options;
        });
        await UntilLoggedAsync(gateway, "stripe/first is to be confirmed always");

        await File.WriteAllTextAsync(gateway.SecretsFile, Secrets("second"));

        await UntilLoggedAsync(gateway, "stripe/second is to be confirmed always");
    }

    [Fact]
    public async Task No_delivery_is_refused_while_a_secret_in_a_file_of_its_own_is_rotated_in_two_steps()
    {
        await using var gateway = await RunningGateway.StartAsync();
        var folder = Directory.CreateTempSubdirectory("ledger-rotation-").FullName;
        var (first, second) = (Path.Combine(folder, "first"), Path.Combine(folder, "second"));
        await File.WriteAllTextAsync(first, RunningGateway.Secret);
        await File.WriteAllTextAsync(second, RunningGateway.Secret);
        await ReplaceAsync(
            gateway.SecretsFile,
            """{"stripe":{"endpoints":{"default":{"account":"acct_demo","secrets":[{"file":"FOLDER/first"},{"file":"FOLDER/second"}]}}}}"""
                .Replace("FOLDER", folder, StringComparison.Ordinal));
        await UntilLoggedAsync(gateway, "Secrets file taken up");

        // As a provider does: it signs with the new secret once it is told to, and what it has begun before ends with the old.
        var signing = RunningGateway.Secret;
        var statuses = new ConcurrentQueue<int>();
        using var stop = new CancellationTokenSource();
        var senders = Enumerable.Range(0, 3)
            .Select(_ => SendAsync(gateway, () => Volatile.Read(ref signing), statuses, stop.Token)).ToList();

        // At each step more than may have been under way before it.
        await UntilMoreAsync(statuses, 5);
        await ReplaceAsync(first, Newest);
        await UntilLoggedAsync(gateway, "Secrets file taken up", times: 2);
        await UntilMoreAsync(statuses, 5);
        Volatile.Write(ref signing, Newest);
        await UntilMoreAsync(statuses, 10);
        await ReplaceAsync(second, Newest);
        await UntilLoggedAsync(gateway, "Secrets file taken up", times: 3);
        await UntilMoreAsync(statuses, 5);

        await stop.CancelAsync();
        await Task.WhenAll(senders);
        Assert.All(statuses, status => Assert.Equal(200, status));
        Assert.Equal(401, (await gateway.SendAsync(StripeWebhooks.Charge())).Status);
        Assert.Equal(
            [SecretId.Of(RunningGateway.Secret), SecretId.Of(Newest), null],
            (await gateway.TakeDeliveriesAsync()).Select(d => d.Field("secretId")).Distinct());
        Assert.All(gateway.Log.Lines, line => Assert.DoesNotContain(Newest, line, StringComparison.Ordinal));
        Directory.Delete(folder, recursive: true);
    }

    static async Task SendAsync(RunningGateway gateway, Func<string> secret, ConcurrentQueue<int> statuses, CancellationToken stopped)
    {
        while (!stopped.IsCancellationRequested)
        {
            statuses.Enqueue((await gateway.SendAsync(StripeWebhooks.Charge(), secret())).Status);
        }
    }

    // Written beside it and moved into its place: nobody ever sees half of it.
    static async Task ReplaceAsync(string file, string text)
    {
        await File.WriteAllTextAsync($"{file}.new", text);
        File.Move($"{file}.new", file, overwrite: true);
    }

    static Task UntilMoreAsync(ConcurrentQueue<int> statuses, int answers)
    {
        var wanted = statuses.Count + answers;
        return UntilAsync(() => statuses.Count >= wanted, $"{answers} more answers did not come.");
    }

    static Task UntilLoggedAsync(RunningGateway gateway, string text, int times = 1) => UntilAsync(
        () => gateway.Log.Lines.Count(l => l.Contains(text, StringComparison.Ordinal)) >= times, $"Not logged: {text}");

    static async Task UntilAsync(Func<bool> condition, string complaint)
    {
        var watch = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(30), complaint);
            await Task.Delay(TimeSpan.FromMilliseconds(20));
        }
    }
}
