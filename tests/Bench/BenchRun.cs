using Ledger.Bench.Cpu;
using Ledger.Bench.Scenarios;
using Ledger.Bench.Stored;
using Ledger.LocalStack;
using Npgsql;

namespace Ledger.Bench;

/// <summary>What the scenarios of one run share: servers, options, and processes that are started when first needed.</summary>
public sealed class BenchRun(BenchOptions options, BenchServers servers, StackFolder stack, IProgress<string> progress)
    : IAsyncDisposable
{
    PipelineProcesses? _pipeline;
    StoredLedger? _stored;

    /// <summary>What the caller chose.</summary>
    public BenchOptions Options => options;

    /// <summary>The private servers.</summary>
    public BenchServers Servers => servers;

    /// <summary>Told what happens.</summary>
    public IProgress<string> Progress => progress;

    /// <summary>Gateway and worker of product and reference; the same for every scenario that asks.</summary>
    public async Task<PipelineProcesses> PipelineAsync(CancellationToken ct) =>
        _pipeline ??= await PipelineProcesses.StartAsync(servers, stack, workers: true, ct);

    /// <summary>Stops those processes, if they run, so that nothing consumes or competes.</summary>
    public async Task StopPipelineAsync()
    {
        if (Interlocked.Exchange(ref _pipeline, null) is { } pipeline)
        {
            await pipeline.DisposeAsync();
        }
    }

    /// <summary>Processes whose product has more settings, on databases of their own; the caller stops them.</summary>
    public async Task<PipelineProcesses> PipelineAsync(IReadOnlyDictionary<string, string> more, CancellationToken ct)
    {
        await StopPipelineAsync();
        return await PipelineProcesses.StartAsync(servers, stack, workers: true, ct, more);
    }

    /// <summary>Where files of a scenario go.</summary>
    public string FolderOf(string scenario) => Directory.CreateDirectory(Path.Combine(stack.Home, "bench", scenario)).FullName;

    /// <summary>Gateways of product and reference without workers; the caller stops them.</summary>
    /// <param name="ct">Stops the start.</param>
    /// <param name="more">Settings that the product gets besides; none unless given.</param>
    public async Task<PipelineProcesses> GatewaysAsync(CancellationToken ct, IReadOnlyDictionary<string, string>? more = null)
    {
        await StopPipelineAsync();
        return await PipelineProcesses.StartAsync(servers, stack, workers: false, ct, more);
    }

    /// <summary>A ledger that holds <see cref="BenchOptions.Stored"/> events; the same for every scenario that asks.</summary>
    public async Task<StoredLedger> StoredAsync(CancellationToken ct)
    {
        if (_stored is null)
        {
            await StopPipelineAsync();
            _stored = await StoredLedger.MakeAsync(this, "bench_stored", options.Stored, ct);
        }

        return _stored;
    }

    /// <summary>Makes an empty database and connects to it.</summary>
    public async Task<NpgsqlDataSource> NewDatabaseAsync(string name, CancellationToken ct) =>
        NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(await servers.CreateDatabaseAsync(name, ct))
        {
            MaxAutoPrepare = 64,
            AutoPrepareMinUsages = 2,
        });

    /// <summary>A meter of a scenario in which this process does the work itself, beside the database.</summary>
    public CpuMeter DatabaseCpu() =>
        new("client", new Dictionary<string, int> { ["postgres"] = servers.PostgresPid });

    /// <summary>A meter of a scenario that sends through a pipeline.</summary>
    public CpuMeter PipelineCpu(Pipeline pipeline)
    {
        var others = new Dictionary<string, int>
        {
            ["gateway"] = pipeline.Gateway.Pid,
            ["postgres"] = servers.PostgresPid,
            ["rabbitmq"] = servers.BrokerPid,
        };
        if (pipeline.Worker is { } worker)
        {
            others["worker"] = worker.Pid;
        }

        return new CpuMeter("load", others);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopPipelineAsync();
        if (_stored is { } stored)
        {
            await stored.Source.DisposeAsync();
        }
    }
}
