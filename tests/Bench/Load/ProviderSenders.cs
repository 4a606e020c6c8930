using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Ledger.Cli.Demo;
using Ledger.Cli.Demo.Messages;
using Ledger.Providers;
using Ledger.Providers.PayPal;
using Ledger.TestKit;

namespace Ledger.Bench.Load;

/// <summary>All providers as senders of captures, each with an endpoint, and what signs for it.</summary>
sealed class ProviderSenders : IAsyncDisposable
{
    /// <summary>The provider that others are compared with.</summary>
    public const string Reference = "stripe";

    static readonly Dictionary<string, string> Secrets = new(StringComparer.Ordinal)
    {
        [Reference] = $"whsec_{RandomNumberGenerator.GetHexString(48)}",
        ["adyen"] = RandomNumberGenerator.GetHexString(64),
        ["paypal"] = "3RN13029J36659323",
        ["braintree"] = $"bench_public|{RandomNumberGenerator.GetHexString(32, lowercase: true)}",
        ["standard-webhooks"] = $"whsec_{Convert.ToBase64String(RandomNumberGenerator.GetBytes(24))}",
        ["payment-gateway"] = RandomNumberGenerator.GetHexString(48),
    };

    readonly LoopbackHost _certificates = new();
    readonly PayPalSigner _payPal;

    ProviderSenders(string folder)
    {
        _payPal = new PayPalSigner(new Uri(_certificates.Address, "/certs/1"), TimeProvider.System.GetUtcNow().AddDays(-1));
        _certificates.Serve("/certs/1", _payPal.CertificatePem);
        SecretsFile = Path.Combine(folder, "secrets.json");
        var file = new JsonObject();
        foreach (var provider in Providers)
        {
            var endpoint = new JsonObject { ["account"] = "bench", ["secrets"] = new JsonArray(Secrets[provider]) };
            if (provider == "paypal")
            {
                endpoint["certificateHosts"] = new JsonArray(_certificates.Address.Authority);
                endpoint["trustedRoots"] = new JsonArray(_payPal.RootPem);
            }

            file[provider] = new JsonObject { ["endpoints"] = new JsonObject { ["default"] = endpoint } };
        }

        File.WriteAllText(SecretsFile, file.ToJsonString());
    }

    /// <summary>Their names, the reference first.</summary>
    public IReadOnlyList<string> Providers { get; } =
        [.. AllProviders.List.Select(provider => provider.Name).OrderBy(name => name != Reference)];

    /// <summary>The gateway's secrets.</summary>
    public string SecretsFile { get; }

    /// <summary>Makes keys and endpoints.</summary>
    public static ProviderSenders Open(string folder) => new(folder);

    /// <summary>Ready-made requests, each a capture of a payment of its own.</summary>
    public List<byte[]> Requests(string provider, Uri target, int round, int events)
    {
        var now = TimeProvider.System.GetUtcNow();
        var run = $"r{(char)('a' + round)}{RandomNumberGenerator.GetString("bcdfghjk", 6)}";
        return [.. Enumerable.Range(0, events).Select(n => SignedRequest.Build(target, Sign(provider, Body(provider, run, n, now), now)))];
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _payPal.Dispose();
        await _certificates.DisposeAsync();
    }

    static byte[] Body(string provider, string run, int n, DateTimeOffset now)
    {
        var payment = new SoldPayment(
            $"{run}{n}x", $"order-{run}-{n}", [], "bench", DemoCurrency.Euro, 1_000 + (n % 50_000), now.ToUnixTimeSeconds() - 1_000);
        return OtherProviders.All.SingleOrDefault(each => each.Provider == provider) is { } messages
            ? messages.Captured(payment)[0].Body
            : CapturePayload.Build(run, n, now);
    }

    Ledger.Providers.SignedRequest Sign(string provider, byte[] body, DateTimeOffset now) => provider == "paypal"
        ? _payPal.Sign(body, Secrets[provider], now)
        : AllProviders.List.Single(each => each.Name == provider).Sign(body, Secrets[provider], now)!;
}
