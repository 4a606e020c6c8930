using System.Text.Json;
using Ledger.Backfill;
using Ledger.EventStore;
using Ledger.Worker;

namespace Ledger.Acceptance.Tests.Confirmation;

/// <summary>The same with PayPal, whose simulator signs: the gateway fetches its certificate there.</summary>
public class RunningPayPal : RunningConfirmation
{
    const string WebhookId = "3RN13029J36659323";

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await SchemaMigrations.ApplyAsync(Source, BackfillMigrations.Schema, BackfillMigrations.Scripts, CancellationToken.None);
    }

    public override void WriteSecrets(string confirm, string key = ApiKey, int rate = 1_000, int timeoutSeconds = 2)
    {
        var (signer, certificate) = Providers.SignerOf("paypal")!.Value;
        File.WriteAllText(SecretsFile, JsonSerializer.Serialize(new
        {
            paypal = new
            {
                endpoints = new
                {
                    @default = new
                    {
                        account = "SHOPMERCHANT1",
                        secrets = new[] { WebhookId },
                        certificateHosts = new[] { certificate.Authority },
                        trustedRoots = new[] { signer.RootPem },
                        confirm,
                        api = new
                        {
                            url = Providers.AddressOf("paypal"),
                            clientId = "simulated-client",
                            clientSecret = key,
                            ratePerSecond = rate,
                            timeoutSeconds,
                        },
                    },
                },
            },
        }));
    }

    /// <summary>The headers with which PayPal would send a body.</summary>
    public IReadOnlyDictionary<string, string> HeadersOf(byte[] body, DateTimeOffset at)
    {
        var (signer, certificate) = Providers.SignerOf("paypal")!.Value;
        return signer.Sign(body, WebhookId, certificate, at).ToDictionary(header => header.Key, header => header.Value);
    }

    public override async Task SendAsync(byte[] body)
    {
        using var http = new HttpClient { BaseAddress = Gateway };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/webhooks/paypal") { Content = new ByteArrayContent(body) };
        foreach (var (name, value) in HeadersOf(body, TimeProvider.System.GetUtcNow()))
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var answer = await http.SendAsync(request);
        answer.EnsureSuccessStatusCode();
    }
}

/// <summary>The same, whose worker reads the list by itself.</summary>
public sealed class PollingPayPal : RunningPayPal
{
    protected override WorkerOptions Adjusted(WorkerOptions options) =>
        options with { PollEvery = TimeSpan.FromSeconds(1), PollLookEvery = TimeSpan.FromMilliseconds(200) };
}
