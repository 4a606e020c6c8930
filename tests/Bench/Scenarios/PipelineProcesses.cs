using System.Security.Cryptography;
using System.Text.Json;
using Ledger.LocalStack;
using Ledger.LocalStack.Processes;
using Npgsql;

namespace Ledger.Bench.Scenarios;

/// <summary>Gateway and worker of the product and of the reference, all as processes of their own.</summary>
public sealed class PipelineProcesses : IAsyncDisposable
{
    const string Secret = "whsec_bench";
    const string Endpoint = "/v1/webhooks/stripe";

    /// <summary>The product.</summary>
    public required Pipeline Product { get; init; }

    /// <summary>The product with stock kept: another gateway before the same worker and database.</summary>
    public required Pipeline WithStock { get; init; }

    /// <summary>The hand-written pipeline.</summary>
    public required Pipeline Reference { get; init; }

    /// <summary>
    /// Starts them and waits until they are ready; without workers the queues only fill. The product gets more settings, if any.
    /// </summary>
    public static async Task<PipelineProcesses> StartAsync(
        BenchServers servers, StackFolder stack, bool workers, CancellationToken ct, IReadOnlyDictionary<string, string>? more = null)
    {
        var productDatabase = await servers.CreateDatabaseAsync("bench_product", ct);
        var referenceDatabase = await servers.CreateDatabaseAsync("bench_reference", ct);
        var environment = await EnvironmentAsync(servers, stack, productDatabase, ct);
        foreach (var (name, value) in more ?? new Dictionary<string, string>())
        {
            environment[name] = value;
        }

        var (gatewayUrl, referenceUrl, bench) = (environment["LEDGER_GATEWAY_URL"], Local(), stack.ProgramOf("Bench"));
        var broker = servers.Broker.ToString();
        RunningProcess? Worker(Func<RunningProcess> launch) => workers ? launch() : null;
        // The worker keeps stock; what reaches it, the gateway decides: two of them stand before it.
        var withStock = new Dictionary<string, string>(environment) { ["LEDGER_GATEWAY_URL"] = Local() };
        var worker = Worker(() => Launch(stack, "bench-worker", environment, stack.ProgramOf("Worker")));
        var started = new PipelineProcesses
        {
            Product = new Pipeline
            {
                Target = new Uri(gatewayUrl + Endpoint),
                Secret = Secret,
                Database = NpgsqlDataSource.Create(productDatabase),
                Counts = ["select events from journal.chain_head", "select count(*) from evidence.raw_delivery"],
                Worker = worker,
                Gateway = Launch(stack, "bench-gateway", new(environment) { ["LEDGER_INVENTORY"] = "off" }, stack.ProgramOf("Gateway")),
            },
            WithStock = new Pipeline
            {
                Target = new Uri(withStock["LEDGER_GATEWAY_URL"] + Endpoint),
                Secret = Secret,
                Database = NpgsqlDataSource.Create(productDatabase),
                Counts =
                [
                    "select events from journal.chain_head", "select events from inventory.chain_head",
                    "select count(*) from evidence.raw_delivery",
                ],
                Worker = worker,
                Gateway = Launch(stack, "bench-gateway-with-stock", withStock, stack.ProgramOf("Gateway")),
            },
            Reference = new Pipeline
            {
                Target = new Uri(referenceUrl + Endpoint),
                Secret = Secret,
                Database = NpgsqlDataSource.Create(referenceDatabase),
                Counts =
                [
                    "select coalesce(max(n), 0) from reference_facts", "select coalesce(max(n), 0) from reference_bytes",
                ],
                Worker = Worker(() => Launch(stack, "bench-reference-worker", [], bench, "reference-worker", broker, referenceDatabase)),
                Gateway = Launch(stack, "bench-reference-gateway", [], bench, "reference-gateway", referenceUrl, broker, Secret),
            },
        };
        string[] ready = workers
            ? [environment["LEDGER_WORKER_URL"], gatewayUrl, withStock["LEDGER_GATEWAY_URL"], referenceUrl]
            : [gatewayUrl, withStock["LEDGER_GATEWAY_URL"], referenceUrl];
        try
        {
            await Task.WhenAll(ready.Select(url => WaitUntilReadyAsync(url, ct)));
            return started;
        }
        catch
        {
            await started.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var pipeline in (Pipeline[])[WithStock, Product, Reference])
        {
            await StopAsync(pipeline.Gateway);
            await StopAsync(pipeline.Worker);
            await pipeline.Database.DisposeAsync();
        }
    }

    static Task StopAsync(RunningProcess? process) =>
        process?.StopAsync(StopSignal.Terminate, TimeSpan.FromSeconds(10), CancellationToken.None) ?? Task.CompletedTask;

    static async Task<Dictionary<string, string>> EnvironmentAsync(
        BenchServers servers, StackFolder stack, string database, CancellationToken ct)
    {
        var secrets = Path.Combine(stack.Home, "bench", "secrets.json");
        await File.WriteAllTextAsync(secrets, JsonSerializer.Serialize(new
        {
            stripe = new { endpoints = new { @default = new { account = "acct_bench", secrets = new[] { Secret } } } },
        }), ct);
        return new Dictionary<string, string>
        {
            ["LEDGER_POSTGRES"] = database,
            ["LEDGER_RABBITMQ"] = servers.Broker.ToString(),
            ["LEDGER_SECRETS"] = secrets,
            ["LEDGER_ARCHIVE_KEYS_TEXT"] = $"bench-1 {Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))}",
            ["LEDGER_GATEWAY_URL"] = Local(),
            ["LEDGER_WORKER_URL"] = Local(),
            ["Gateway__SourcePerSecond"] = "1000000", // The whole load comes from one address here.
            ["Gateway__SourceBurst"] = "1000000",
        };
    }

    static string Local() => $"http://127.0.0.1:{FreePort.Choose()}";

    static RunningProcess Launch(
        StackFolder stack, string role, Dictionary<string, string> environment, string program, params string[] arguments) =>
        DetachedProcess.Start(new ProcessLaunch
        {
            Program = Environment.ProcessPath is { } path && Path.GetFileName(path) == "dotnet" ? path : "dotnet",
            Arguments = [program, .. arguments],
            LogFile = stack.LogOf(role),
            Environment = environment,
            DroppedPrefixes = ["LEDGER_"],
        });

    static async Task WaitUntilReadyAsync(string url, CancellationToken ct)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(2) };
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                using var answer = await http.GetAsync(url + "/health/ready", ct);
                if (answer.IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (HttpRequestException) when (attempt < 300)
            {
                // Not listening yet.
            }

            if (attempt >= 300)
            {
                throw new TimeoutException($"{url} was not ready within 60 s: see .ledger/logs/bench-*.log.");
            }

            await Task.Delay(200, ct);
        }
    }
}
