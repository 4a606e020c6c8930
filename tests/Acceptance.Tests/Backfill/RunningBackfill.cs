using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Ledger.Acceptance.Tests.Gateway;
using Ledger.Backfill;
using Ledger.EventStore;
using Ledger.Evidence.Sealing;
using Ledger.Gateway;
using Ledger.MessageBus;
using Ledger.ProviderSimulators;
using Ledger.TestKit;
using Ledger.Worker;
using Microsoft.AspNetCore.Builder;
using Npgsql;

namespace Ledger.Acceptance.Tests.Backfill;

/// <summary>A worker, the providers' simulators and, where it is wanted, a gateway, on a database and a virtual host of their own.</summary>
sealed class RunningBackfill : IAsyncDisposable
{
    public const string Secret = "whsec_test_of_the_backfill";
    const string ApiKey = "sk_test_of_the_backfill";
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    readonly string _folder = TestFolder.Create();
    readonly Providers.Stripe.StripeProvider _stripe = new();
    TestVhost _vhost = null!;
    TestDatabase _database = null!;
    Databases? _databases;
    WebApplication? _worker;
    WebApplication? _gateway;

    RunningBackfill()
    {
    }

    public RunningProviders Providers { get; private set; } = null!;

    public NpgsqlDataSource Source { get; private set; } = null!;

    public WorkerOptions Options { get; private set; } = null!;

    public string Folder => _folder;

    Dictionary<string, string> Environment => new()
    {
        ["LEDGER_POSTGRES"] = _database.ConnectionString,
        ["LEDGER_RABBITMQ"] = _vhost.Broker.ToString(),
        ["LEDGER_SECRETS"] = SecretsFile,
        ["LEDGER_HOME"] = _folder,
        [TestArchiveKeys.Setting] = TestArchiveKeys.Text,
    };

    public string SecretsFile => Path.Combine(_folder, "secrets.json");

    /// <summary>Starts all but the gateway.</summary>
    public static async Task<RunningBackfill> StartAsync(bool confirms = false, TimeSpan? pollEvery = null)
    {
        var running = new RunningBackfill();
        running._vhost = await TestVhost.CreateAsync();
        running._database = await TestDatabase.CreateAsync();
        running.Source = NpgsqlDataSource.Create(running._database.ConnectionString);
        running.Providers = await RunningProviders.StartAsync(ApiKey, "http://127.0.0.1:0", TimeProvider.System, CancellationToken.None);
        running.WriteSecrets(confirms ? "always" : "never");
        running.Options = new WorkerOptions
        {
            ArchiveKeys = MasterKeys.OfText(TestArchiveKeys.Text),
            Url = new Uri("http://127.0.0.1:0"),
            Broker = running._vhost.Broker,
            JournalDatabase = running._database.ConnectionString,
            InventoryDatabase = running._database.ConnectionString,
            EvidenceDatabase = running._database.ConnectionString,
            ErpDatabase = running._database.ConnectionString,
            ConfirmationDatabase = running._database.ConnectionString,
            SecretsFile = running.SecretsFile,
            Queues = ConsumerQueues.With(inventory: false, confirmation: confirms),
            PollEvery = pollEvery,
            PollLookEvery = TimeSpan.FromMilliseconds(200),
        };
        running._databases = Databases.Of(running.Options);
        await running._databases.MigrateAsync(CancellationToken.None);
        await SchemaMigrations.ApplyAsync(running.Source, BackfillMigrations.Schema, BackfillMigrations.Scripts, CancellationToken.None);
        running._worker = WorkerHost.Build(running.Options, running._databases);
        await running._worker.StartAsync();
        return running;
    }

    public async Task StartGatewayAsync()
    {
        _gateway = GatewayHost.Build(new GatewayOptions
        {
            Url = new Uri("http://127.0.0.1:0"),
            Broker = _vhost.Broker,
            SecretsFile = SecretsFile,
            Queues = Options.Queues,
            ConfirmTimeout = RunningGateway.Patience,
            RefusedArchiveTimeout = RunningGateway.Patience,
        });
        await _gateway.StartAsync();
    }

    /// <summary>Writes the secrets file: one endpoint of each provider that is there.</summary>
    public void WriteSecrets(string confirm, int? silenceMinutes = null, int rate = 1_000)
    {
        var api = new { url = Providers.AddressOf("stripe"), key = ApiKey, ratePerSecond = rate, timeoutSeconds = 5 };
        var endpoint = new Dictionary<string, object>
        {
            ["account"] = "acct_demo",
            ["secrets"] = new[] { Secret },
            ["confirm"] = confirm,
            ["api"] = api,
        };
        if (silenceMinutes is { } minutes)
        {
            endpoint["silenceMinutes"] = minutes;
        }

        var all = new Dictionary<string, object> { ["stripe"] = new { endpoints = new { @default = endpoint } } };
        if (Ledger.Providers.AllProviders.List.Any(each => each.Name == "payment-gateway"))
        {
            all["payment-gateway"] = new { endpoints = new { @default = new { account = "gateway_1", secrets = new[] { "secret-of-the-gateway" } } } };
        }

        File.WriteAllText(SecretsFile, JsonSerializer.Serialize(all));
    }

    /// <summary>The headers with which Stripe would send a body.</summary>
    public IReadOnlyDictionary<string, string> Signed(byte[] body, DateTimeOffset at, string secret = Secret) =>
        _stripe.Sign(body, secret, at).Headers;

    /// <summary>Sends a signed webhook through the gateway.</summary>
    public async Task SendAsync(byte[] body)
    {
        using var http = new HttpClient { BaseAddress = new Uri(_gateway!.Urls.Single()) };
        using var request = new HttpRequestMessage(HttpMethod.Post, RunningGateway.Path) { Content = new ByteArrayContent(body) };
        foreach (var (name, value) in Signed(body, TimeProvider.System.GetUtcNow()))
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var answer = await http.SendAsync(request);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Begins <c>ledger backfill</c> and leaves it to the caller, who may kill it.</summary>
    public Process Begin(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Ledger.Cli.dll"), "backfill", .. arguments])
        {
            WorkingDirectory = _folder,
            UseShellExecute = false,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        foreach (var (name, value) in Environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    /// <summary>Runs <c>ledger backfill</c> with <c>--json</c>, requires an exit code and gives the runs.</summary>
    public async Task<IReadOnlyList<JsonElement>> BackfillAsync(int exitCode, params string[] arguments)
    {
        var (code, result, remarks) = await LedgerAsync(["backfill", .. arguments, "--json"]);
        Xunit.Assert.True(code == exitCode, $"Exit code {code}: {result} {remarks}");
        return [.. JsonDocument.Parse(result).RootElement.GetProperty("runs").EnumerateArray()];
    }

    /// <summary>Runs <c>ledger</c> as a person would, in a shell that names the servers and nothing of what the installation has.</summary>
    public Task<(int ExitCode, string Result, string Remarks)> LedgerAsync(params string[] arguments) =>
        LedgerProcess.RunAsync(Environment, arguments);

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

    /// <summary>Waits until so many captures are posted; there must never be more.</summary>
    public Task CapturesAsync(int count) => WaitForAsync(
        "select count(*) from journal.mt_events where type = 'journal_entry_posted' and data ->> 'Class' = 'capture-succeeded'",
        count.ToString(CultureInfo.InvariantCulture));

    /// <summary>The text that a query gives; null for no row.</summary>
    public async Task<string?> TextAsync(string sql)
    {
        await using var command = Source.CreateCommand(sql);
        return Convert.ToString(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture);
    }

    public async ValueTask DisposeAsync()
    {
        if (_gateway is not null)
        {
            await _gateway.StopAsync();
            await _gateway.DisposeAsync();
        }

        if (_worker is not null)
        {
            await _worker.StopAsync();
            await _worker.DisposeAsync();
            await _databases!.DisposeAsync();
        }

        await Providers.DisposeAsync();
        await Source.DisposeAsync();
        await _database.DisposeAsync();
        await _vhost.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
