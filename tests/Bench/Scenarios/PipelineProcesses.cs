using System.Text.Json;
using Ledger.LocalStack;
using Ledger.LocalStack.Processes;
using Npgsql;

namespace Ledger.Bench.Scenarios;

/// <summary>The product's gateway and worker and the reference's, all four as processes of their own.</summary>
public sealed class PipelineProcesses : IAsyncDisposable
{
    const string Secret = "whsec_bench";
    readonly List<RunningProcess> _processes = [];
    readonly List<NpgsqlDataSource> _sources = [];

    /// <summary>The product.</summary>
    public required Pipeline Product { get; init; }

    /// <summary>The hand-written pipeline.</summary>
    public required Pipeline Reference { get; init; }

    /// <summary>The product's gateway.</summary>
    public required RunningProcess Gateway { get; init; }

    /// <summary>The product's worker.</summary>
    public required RunningProcess Worker { get; init; }

    /// <summary>Starts all four and waits until they are ready.</summary>
    public static async Task<PipelineProcesses> StartAsync(BenchServers servers, StackFolder stack, CancellationToken ct)
    {
        var productDatabase = await servers.CreateDatabaseAsync("bench_product", ct);
        var referenceDatabase = await servers.CreateDatabaseAsync("bench_reference", ct);
        var secrets = Path.Combine(stack.Home, "bench", "secrets.json");
        await File.WriteAllTextAsync(secrets, JsonSerializer.Serialize(new
        {
            stripe = new { endpoints = new { @default = new { account = "acct_bench", secrets = new[] { Secret } } } },
        }), ct);
        var environment = new Dictionary<string, string>
        {
            ["LEDGER_POSTGRES"] = productDatabase,
            ["LEDGER_RABBITMQ"] = servers.Broker.ToString(),
            ["LEDGER_SECRETS"] = secrets,
            ["LEDGER_GATEWAY_URL"] = Local(),
            ["LEDGER_WORKER_URL"] = Local(),
            ["Gateway__SourcePerSecond"] = "1000000", // The whole load comes from one address here.
            ["Gateway__SourceBurst"] = "1000000",
        };
        var referenceUrl = Local();
        var bench = stack.ProgramOf("Bench");
        var worker = Launch(stack, "bench-worker", environment, stack.ProgramOf("Worker"));
        var gateway = Launch(stack, "bench-gateway", environment, stack.ProgramOf("Gateway"));
        List<RunningProcess> all =
        [
            worker, gateway,
            Launch(stack, "bench-reference-worker", [], bench, "reference-worker", servers.Broker.ToString(), referenceDatabase),
            Launch(stack, "bench-reference-gateway", [], bench, "reference-gateway", referenceUrl, servers.Broker.ToString(), Secret),
        ];
        var started = Assemble(environment["LEDGER_GATEWAY_URL"], productDatabase, referenceUrl, referenceDatabase, gateway, worker);
        started._processes.AddRange(all);
        string[] ready = [environment["LEDGER_WORKER_URL"], environment["LEDGER_GATEWAY_URL"], referenceUrl];
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
        foreach (var process in _processes)
        {
            await process.StopAsync(StopSignal.Terminate, TimeSpan.FromSeconds(10), CancellationToken.None);
        }

        _sources.ForEach(source => source.Dispose());
    }

    static PipelineProcesses Assemble(
        string gatewayUrl, string productDatabase, string referenceUrl, string referenceDatabase,
        RunningProcess gateway, RunningProcess worker)
    {
        var product = NpgsqlDataSource.Create(productDatabase);
        var reference = NpgsqlDataSource.Create(referenceDatabase);
        var processes = new PipelineProcesses
        {
            Gateway = gateway,
            Worker = worker,
            Product = new Pipeline(new Uri(gatewayUrl + "/v1/webhooks/stripe"), Secret, product,
            [
                "select count(*) from journal.inbox", "select count(*) from evidence.raw_delivery",
            ]),
            Reference = new Pipeline(new Uri(referenceUrl + "/v1/webhooks/stripe"), Secret, reference,
            [
                "select count(*) from reference_facts", "select count(*) from reference_bytes",
            ]),
        };
        processes._sources.AddRange([product, reference]);
        return processes;
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
