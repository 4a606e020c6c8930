using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ledger.Acceptance.Tests.Gateway;
using Ledger.ErpExport.Mapping;
using Ledger.ErpExport.Targets;
using Ledger.Evidence.Sealing;
using Ledger.Gateway;
using Ledger.MessageBus;
using Ledger.TestKit;
using Ledger.Worker;
using Microsoft.AspNetCore.Builder;
using Npgsql;
using Xunit;

namespace Ledger.Acceptance.Tests.Stock;

/// <summary>Gateway and worker as they run in production, in this process, on a database and a virtual host of their own.</summary>
public sealed class RunningShop : IAsyncLifetime
{
    const string Secret = "whsec_test_of_the_shop";
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    readonly string _folder = Directory.CreateTempSubdirectory("ledger-shop-").FullName;
    readonly Providers.Stripe.StripeProvider _stripe = new();
    TestVhost _vhost = null!;
    TestDatabase _database = null!;
    Databases _databases = null!;
    WebApplication _worker = null!;
    WebApplication _gateway = null!;
    NpgsqlDataSource _source = null!;

    /// <summary>Keys by the names of their holders, each with one role; the file holds their hashes.</summary>
    public static IReadOnlyDictionary<string, string> Keys { get; } =
        new[] { "availability", "shop", "warehouse", "corrections", "approvals" }.ToDictionary(role => role, role => $"key-of-{role}-0123456789");

    public HttpClient Http { get; private set; } = null!;

    public string KeysFile => Path.Combine(_folder, "keys.json");

    /// <summary>The file of targets; null when nothing is exported.</summary>
    public string? ErpTargetsFile { get; private set; }

    public WorkerOptions Options { get; private set; } = null!;

    /// <summary>A stock policy of the worker's own; null for the one that comes with the product.</summary>
    public string? StockPolicy { get; init; }

    /// <summary>What the worker exports to ERPs: file of targets, given the folder that it may be written to; null for nothing.</summary>
    public Func<string, string>? ErpTargets { get; init; }

    /// <summary>A folder of its own.</summary>
    public string Folder => _folder;

    internal Databases Databases => _databases;

    public async ValueTask InitializeAsync()
    {
        _vhost = await TestVhost.CreateAsync();
        _database = await TestDatabase.CreateAsync();
        _source = NpgsqlDataSource.Create(_database.ConnectionString);
        WriteKeys(KeysFile, Keys.ToDictionary(key => key.Key, key => (key.Value, new[] { key.Key })));
        Options = new WorkerOptions
        {
            Url = new Uri("http://127.0.0.1:0"),
            Broker = _vhost.Broker,
            JournalDatabase = _database.ConnectionString,
            InventoryDatabase = _database.ConnectionString,
            EvidenceDatabase = _database.ConnectionString,
            ErpDatabase = _database.ConnectionString,
            ConfirmationDatabase = _database.ConnectionString,
            ArchiveKeys = MasterKeys.OfText(TestArchiveKeys.Text),
            StockKeysPath = KeysFile,
            StockPolicyPath = StockPolicy,
        };
        if (ErpTargets is not null)
        {
            Options = Exporting(Options, ErpTargets);
        }

        await StartWorkerAsync();
        var secrets = Path.Combine(_folder, "secrets.json");
        RunningGateway.WriteSecrets(secrets, Secret);
        _gateway = GatewayHost.Build(new GatewayOptions
        {
            Url = new Uri("http://127.0.0.1:0"),
            Broker = _vhost.Broker,
            SecretsFile = secrets,
            ConfirmTimeout = RunningGateway.Patience,
            RefusedArchiveTimeout = RunningGateway.Patience,
        });
        await _gateway.StartAsync();
    }

    /// <summary>Ends the worker, and starts one with other settings.</summary>
    public async Task RestartWorkerAsync(Func<WorkerOptions, WorkerOptions> change)
    {
        await StopWorkerAsync();
        Options = change(Options);
        await StartWorkerAsync();
    }

    /// <summary>Switches the export on with the next worker; gives the settings for it.</summary>
    public WorkerOptions Exporting(WorkerOptions options, Func<string, string> targets)
    {
        ErpTargetsFile = targets(_folder);
        var loaded = TargetsYaml.Load(ErpTargetsFile, _ => null);
        return options with { Queues = ConsumerQueues.With(erp: true), ErpTargets = loaded, ErpMappings = TargetMappings.Load(loaded) };
    }

    /// <summary>The broker, for what happens to it.</summary>
    public Uri Broker => _vhost.Broker;

    /// <summary>Writes a keys file: holder, key and roles.</summary>
    public static void WriteKeys(string file, IReadOnlyDictionary<string, (string Key, string[] Roles)> holders)
    {
        File.WriteAllText(file, JsonSerializer.Serialize(holders.ToDictionary(holder => holder.Key, holder => new
        {
            sha256 = new[] { Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(holder.Value.Key))) },
            roles = holder.Value.Roles,
        })));
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    /// <summary>Runs <c>ledger … --json</c> as a person would; gives what it printed.</summary>
    public Task<(int Code, JsonElement Json)> LedgerAsync(params string[] arguments) => LedgerUnderAsync(null, arguments);

    /// <summary>The same under a stock policy of one's own.</summary>
    public async Task<(int Code, JsonElement Json)> LedgerUnderAsync(string? policy, string[] arguments)
    {
        var settings = Settings();
        if (policy is not null)
        {
            settings["LEDGER_STOCK_POLICY"] = policy;
        }

        var (code, result, remarks) = await LedgerProcess.RunAsync(settings, [.. arguments, "--json"]);
        Assert.True(result.Length > 0, remarks);
        return (code, JsonDocument.Parse(result).RootElement);
    }

    /// <summary>Runs <c>ledger</c>; gives what it printed.</summary>
    public Task<(int ExitCode, string Result, string Remarks)> LedgerPlainAsync(params string[] arguments) =>
        LedgerProcess.RunAsync(Settings(), arguments);

    Dictionary<string, string> Settings()
    {
        var settings = new Dictionary<string, string>
        {
            ["LEDGER_POSTGRES"] = _database.ConnectionString,
            ["LEDGER_RABBITMQ"] = _vhost.Broker.ToString(),
            [TestArchiveKeys.Setting] = TestArchiveKeys.Text,
        };
        if (ErpTargetsFile is { } targets)
        {
            settings["LEDGER_ERP_TARGETS"] = targets;
        }

        return settings;
    }

    /// <summary>Sends a signed webhook through the gateway.</summary>
    public async Task SendAsync(byte[] body)
    {
        using var http = new HttpClient { BaseAddress = new Uri(_gateway.Urls.Single()) };
        using var request = new HttpRequestMessage(HttpMethod.Post, RunningGateway.Path) { Content = new ByteArrayContent(body) };
        foreach (var (name, value) in _stripe.Sign(body, Secret, TimeProvider.System.GetUtcNow())!.Headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var answer = await http.SendAsync(request);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Waits until a query gives a number.</summary>
    public async Task WaitForAsync(string sql, long wanted)
    {
        var start = TimeProvider.System.GetTimestamp();
        long seen;
        while ((seen = await CountAsync(sql)) != wanted)
        {
            if (TimeProvider.System.GetElapsedTime(start) > Patience)
            {
                throw new TimeoutException($"{sql} gives {seen}, not {wanted}.");
            }

            await Task.Delay(50);
        }
    }

    /// <summary>The number that a query gives.</summary>
    public async Task<long> CountAsync(string sql)
    {
        await using var command = _source.CreateCommand(sql);
        return Convert.ToInt64(await command.ExecuteScalarAsync(), System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>Changes rows behind the product's back.</summary>
    public async Task<int> DamageAsync(string sql)
    {
        await using var command = _source.CreateCommand(sql);
        return await command.ExecuteNonQueryAsync();
    }

    /// <summary>Edits a stored state behind the product's back.</summary>
    public async Task EditAsync(string table, string which, Action<JsonNode> edit)
    {
        await using var read = _source.CreateCommand($"select state from {table} where {which}");
        var state = JsonNode.Parse((string)(await read.ExecuteScalarAsync())!)!;
        edit(state);
        await using var write = _source.CreateCommand($"update {table} set state = $1 where {which}");
        write.Parameters.Add(new NpgsqlParameter { Value = state.ToJsonString() });
        Assert.Equal(1, await write.ExecuteNonQueryAsync());
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await StopWorkerAsync();
        await _source.DisposeAsync();
        await _database.DisposeAsync();
        await _vhost.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    async Task StartWorkerAsync()
    {
        _databases = Databases.Of(Options);
        await _databases.MigrateAsync(CancellationToken.None);
        _worker = WorkerHost.Build(Options, _databases);
        await _worker.StartAsync();
        Http = new HttpClient { BaseAddress = new Uri(_worker.Urls.Single()), Timeout = TimeSpan.FromSeconds(30) };
    }

    async Task StopWorkerAsync()
    {
        Http.Dispose();
        await _worker.StopAsync();
        await _worker.DisposeAsync();
        await _databases.DisposeAsync();
    }
}
