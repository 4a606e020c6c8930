using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Ledger.Acceptance.Tests.Gateway;
using Ledger.Confirmation;
using Ledger.Evidence.Sealing;
using Ledger.Gateway;
using Ledger.JournalPosting.Events;
using Ledger.MessageBus;
using Ledger.Providers;
using Ledger.ProviderSimulators;
using Ledger.TestKit;
using Ledger.Worker;
using Microsoft.AspNetCore.Builder;
using Npgsql;
using Xunit;

namespace Ledger.Acceptance.Tests.Confirmation;

/// <summary>Gateway, worker with the confirmation on, and the providers' simulators, on a database and a virtual host of their own.</summary>
public class RunningConfirmation : IAsyncLifetime
{
    const string Secret = "whsec_test_of_the_confirmation";
    protected const string ApiKey = "sk_test_of_the_confirmation";

    /// <summary>The key pairs by which notifications of Braintree's are signed, newest first.</summary>
    public static readonly IReadOnlyList<string> KeyPairs = ["public_new|private_of_the_new_pair", "public_old|private_of_the_old_pair"];

    /// <summary>The HMAC key by which messages of Adyen's are signed.</summary>
    public const string AdyenKey = "44782DEF547AAA06C910C43932B1EB0C71FC68D9D0C057550C48EC2ACF6BA056";

    static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    readonly string _folder = Directory.CreateTempSubdirectory("ledger-confirm-").FullName;
    readonly Providers.Stripe.StripeProvider _stripe = new();
    TestVhost _vhost = null!;
    TestDatabase _database = null!;
    Databases _databases = null!;
    WebApplication _worker = null!;
    WebApplication _gateway = null!;
    NpgsqlDataSource _source = null!;

    public RunningProviders Providers { get; private set; } = null!;

    public string SecretsFile => Path.Combine(_folder, "secrets.json");

    public WorkerOptions Options { get; private set; } = null!;

    public virtual async ValueTask InitializeAsync()
    {
        _vhost = await TestVhost.CreateAsync();
        _database = await TestDatabase.CreateAsync();
        _source = NpgsqlDataSource.Create(_database.ConnectionString);
        Providers = await RunningProviders.StartAsync(ApiKey, "http://127.0.0.1:0", TimeProvider.System, CancellationToken.None);
        WriteSecrets("always");
        Options = new WorkerOptions
        {
            Url = new Uri("http://127.0.0.1:0"),
            Broker = _vhost.Broker,
            JournalDatabase = _database.ConnectionString,
            InventoryDatabase = _database.ConnectionString,
            EvidenceDatabase = _database.ConnectionString,
            ErpDatabase = _database.ConnectionString,
            ConfirmationDatabase = _database.ConnectionString,
            SecretsFile = SecretsFile,
            ArchiveKeys = MasterKeys.OfText(TestArchiveKeys.Text),
            Queues = ConsumerQueues.With(inventory: false, confirmation: true),
            Confirmation = new ConfirmationOptions
            {
                StaleWaits = [TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(3)], // A test changes the object before the last read.
                RetryMin = TimeSpan.FromMilliseconds(200),
                RetryMax = TimeSpan.FromSeconds(1),
                LookEvery = TimeSpan.FromMilliseconds(200),
            },
        };
        Options = Adjusted(Options);
        await StartWorkerAsync();
        _gateway = GatewayHost.Build(new GatewayOptions
        {
            Url = new Uri("http://127.0.0.1:0"),
            Broker = _vhost.Broker,
            SecretsFile = SecretsFile,
            SecretsPoll = TimeSpan.FromMilliseconds(50),
            Queues = Options.Queues,
            ConfirmTimeout = RunningGateway.Patience,
            RefusedArchiveTimeout = RunningGateway.Patience,
        });
        await _gateway.StartAsync();
    }

    /// <summary>Where the gateway listens.</summary>
    protected Uri Gateway => new(_gateway.Urls.Single());

    /// <summary>The database, for what a class needs beside the worker's own.</summary>
    protected NpgsqlDataSource Source => _source;

    /// <summary>The worker's settings as a class wants them.</summary>
    protected virtual WorkerOptions Adjusted(WorkerOptions options) => options;

    /// <summary>Writes the secrets file: what is confirmed, and where Stripe's API is.</summary>
    public virtual void WriteSecrets(string confirm, string key = ApiKey, int rate = 1_000, int timeoutSeconds = 2)
    {
        var api = new { url = Providers.AddressOf("stripe"), key, ratePerSecond = rate, timeoutSeconds };
        var pair = new
        {
            url = Providers.AddressOf("braintree"),
            publicKey = "public_of_test",
            privateKey = key,
            ratePerSecond = rate,
            timeoutSeconds,
        };
        var transfers = new { url = Providers.AddressOf("adyen"), key, ratePerSecond = rate, timeoutSeconds };
        File.WriteAllText(SecretsFile, JsonSerializer.Serialize(new
        {
            stripe = new { endpoints = new { @default = new { account = "acct_demo", secrets = new[] { Secret }, confirm, api } } },
            braintree = new
            {
                endpoints = new { @default = new { account = "demo_merchant", secrets = KeyPairs, confirm, api = pair } },
            },
            adyen = new
            {
                endpoints = new { @default = new { account = "TeaShopECOM", secrets = new[] { AdyenKey }, confirm, api = transfers } },
            },
        }));
    }

    /// <summary>Sends a signed webhook through the gateway.</summary>
    public virtual async Task SendAsync(byte[] body) =>
        Assert.True(await SendAsync(_stripe, Secret, body) is HttpStatusCode.OK or HttpStatusCode.Accepted);

    /// <summary>Sends a webhook of any provider through the gateway, signed under a secret; gives the answer.</summary>
    public async Task<HttpStatusCode> SendAsync(IPaymentProvider provider, string secret, byte[] body)
    {
        var signed = provider.Sign(body, secret, TimeProvider.System.GetUtcNow())!;
        using var http = new HttpClient { BaseAddress = new Uri(_gateway.Urls.Single()) };
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/v1/webhooks/{provider.Name}") { Content = new ReadOnlyMemoryContent(signed.Body) };
        foreach (var (name, value) in signed.Headers)
        {
            if (name == "content-type")
            {
                request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(value);
            }
            else
            {
                request.Headers.TryAddWithoutValidation(name, value);
            }
        }

        using var answer = await http.SendAsync(request);
        return answer.StatusCode;
    }

    public async Task StartWorkerAsync()
    {
        _databases = Databases.Of(Options);
        await _databases.MigrateAsync(CancellationToken.None);
        _worker = WorkerHost.Build(Options, _databases);
        await _worker.StartAsync();
    }

    public async Task StopWorkerAsync()
    {
        await _worker.StopAsync();
        await _worker.DisposeAsync();
        await _databases.DisposeAsync();
    }

    /// <summary>Waits until a query gives a text.</summary>
    public async Task WaitForAsync(string sql, string wanted)
    {
        var start = TimeProvider.System.GetTimestamp();
        string? seen;
        while ((seen = await TextAsync(sql)) != wanted)
        {
            if (TimeProvider.System.GetElapsedTime(start) > Patience)
            {
                throw new TimeoutException($"{sql} gives '{seen}', not '{wanted}'.");
            }

            await Task.Delay(50);
        }
    }

    /// <summary>The text that a query gives; null for no row.</summary>
    public async Task<string?> TextAsync(string sql)
    {
        await using var command = _source.CreateCommand(sql);
        return Convert.ToString(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture);
    }

    /// <summary>How many exceptions the journal has raised about what has an id.</summary>
    public Task<string?> ExceptionsAsync(string id) => TextAsync(
        $"select count(*) from journal.mt_events where type = '{JournalEventTypes.Raised}' and data::text like '%{id}%'");

    /// <summary>Runs <c>ledger</c> as a person would; gives what it printed.</summary>
    public Task<(int ExitCode, string Result, string Remarks)> LedgerAsync(params string[] arguments) => LedgerProcess.RunAsync(
        new Dictionary<string, string>
        {
            ["LEDGER_POSTGRES"] = _database.ConnectionString,
            ["LEDGER_RABBITMQ"] = _vhost.Broker.ToString(),
            ["LEDGER_SECRETS"] = SecretsFile,
            [TestArchiveKeys.Setting] = TestArchiveKeys.Text,
            [ConsumerQueues.ConfirmationSetting] = "on",
            [ConsumerQueues.InventorySetting] = "off",
        }, arguments);

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await StopWorkerAsync();
        await Providers.DisposeAsync();
        await _source.DisposeAsync();
        await _database.DisposeAsync();
        await _vhost.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
        GC.SuppressFinalize(this);
    }
}
