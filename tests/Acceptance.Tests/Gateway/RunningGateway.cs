using System.Diagnostics.Metrics;
using System.Net.Http.Headers;
using System.Text.Json;
using Ledger.Gateway;
using Ledger.Providers;
using Ledger.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Ledger.Acceptance.Tests.Gateway;

/// <summary>The gateway as it runs in production, in this process, against a virtual host of its own.</summary>
sealed class RunningGateway : IAsyncDisposable
{
    public const string Secret = "whsec_test_newest_1";
    public const string OlderSecret = "whsec_test_older_2";
    public const string Path = "/v1/webhooks/stripe";

    /// <summary>What the gateways of tests give the broker, which may be slow here, unless that time is what they test.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    static readonly IPaymentProvider Stripe = AllProviders.List.Single(p => p.Name == "stripe");
    readonly TestVhost _vhost;
    readonly WebApplication _app;

    RunningGateway(TestVhost vhost, string secretsFile, WebApplication app, CapturedLog log)
    {
        (_vhost, SecretsFile, _app, Log) = (vhost, secretsFile, app, log);
        Measurements = new Measurements(app.Services.GetRequiredService<IMeterFactory>());
    }

    public HttpClient Http { get; private set; } = null!;

    public BrokerTap Broker { get; private set; } = null!;

    public Measurements Measurements { get; }

    public CapturedLog Log { get; }

    public string SecretsFile { get; }

    public Uri BrokerAddress => _vhost.Broker;

    public static async Task<RunningGateway> StartAsync(
        Func<GatewayOptions, GatewayOptions>? change = null, Func<Uri, Uri>? broker = null)
    {
        var gateway = await BuildAsync(change, broker);
        await gateway.StartAsync();
        return gateway;
    }

    /// <summary>Built, port still closed.</summary>
    public static async Task<RunningGateway> BuildAsync(
        Func<GatewayOptions, GatewayOptions>? change = null, Func<Uri, Uri>? broker = null)
    {
        var vhost = await TestVhost.CreateAsync();
        var secrets = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"secrets-{Guid.CreateVersion7():N}.json");
        WriteSecrets(secrets, Secret, OlderSecret);
        var options = new GatewayOptions
        {
            Url = new Uri("http://127.0.0.1:0"),
            Broker = broker is null ? vhost.Broker : broker(vhost.Broker),
            SecretsFile = secrets,
            SecretsPoll = TimeSpan.FromMilliseconds(50),
            ConfirmTimeout = Patience,
            RefusedArchiveTimeout = Patience,
        };
        var log = new CapturedLog();
        var app = GatewayHost.Build(
            change is null ? options : change(options),
            services => services.Replace(ServiceDescriptor.Singleton<ILoggerProvider>(log)));
        return new RunningGateway(vhost, secrets, app, log);
    }

    public static void WriteSecrets(string file, params string[] secrets)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(file)!);
        File.WriteAllText(file, JsonSerializer.Serialize(new
        {
            stripe = new { endpoints = new { @default = new { account = "acct_demo", secrets } } },
        }));
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    public async Task StartAsync(CancellationToken ct = default)
    {
        await _app.StartAsync(ct);
        Http = new HttpClient { BaseAddress = new Uri(_app.Urls.Single()) };
        Broker = await BrokerTap.OpenAsync(_vhost.Broker);
    }

    /// <summary>Sends a body as the provider would.</summary>
    public Task<Answered> SendAsync(
        byte[] body, string secret = Secret, string path = Path, Action<HttpRequestMessage>? change = null,
        DateTimeOffset? at = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        foreach (var (name, value) in Stripe.Sign(body, secret, at ?? TimeProvider.System.GetUtcNow())!.Headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        change?.Invoke(request);
        return SendAsync(request);
    }

    public async Task<Answered> SendAsync(HttpRequestMessage request)
    {
        using var response = await Http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return new Answered(
            (int)response.StatusCode, response.Content.Headers.ContentType?.MediaType,
            response.Headers.RetryAfter?.Delta, string.Join(",", response.Content.Headers.Allow),
            response.Headers.Contains("Server"), text);
    }

    /// <summary>Takes the deliveries that were archived so far.</summary>
    public Task<List<BrokerTap.Message>> TakeDeliveriesAsync() => Broker.TakeAllAsync("evidence");

    /// <summary>Takes the payment events that lie before the journal.</summary>
    public Task<List<BrokerTap.Message>> TakeEventsAsync() => Broker.TakeAllAsync("journal");

    public async ValueTask DisposeAsync()
    {
        Http?.Dispose();
        Measurements.Dispose();
        await _app.DisposeAsync();
        if (Broker is not null)
        {
            await Broker.DisposeAsync();
        }

        await _vhost.DisposeAsync();
        File.Delete(SecretsFile);
    }

    /// <summary>One HTTP answer.</summary>
    public sealed record Answered(
        int Status, string? MediaType, TimeSpan? RetryAfter, string Allow, bool NamesServer, string Text)
    {
        public JsonElement Json { get; } = Text.Length > 0 ? JsonDocument.Parse(Text).RootElement : default;

        public string? Field(string name) =>
            Json.ValueKind == JsonValueKind.Object && Json.TryGetProperty(name, out var value)
                ? value.ToString()
                : null;
    }
}
