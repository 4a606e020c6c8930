using System.CommandLine;
using Ledger.Bench.Scenarios;
using Ledger.JournalPosting;
using Ledger.LocalStack;
using Npgsql;

namespace Ledger.Bench;

/// <summary><c>ledger bench</c>: every figure beside a reference measured in the same run.</summary>
public static class BenchCommand
{
    static readonly string[] Scenarios =
    [
        PostingScenario.BesideArrayInsert, PostingScenario.BesideOnePerTransaction, PipelineScenario.Name,
        LatencyScenario.Name, MemoryScenario.Name,
    ];

    /// <summary>Builds the command.</summary>
    public static RootCommand Build()
    {
        var scenario = new Option<string[]>("--scenario")
        {
            Description = $"Only these; may be repeated: {string.Join(", ", Scenarios)}.",
        };
        scenario.AcceptOnlyFromAmong(Scenarios);
        var events = new Option<int>("--events")
        {
            Description = "Events or webhooks per round of the rate scenarios (1,000 to 10,000,000).",
            DefaultValueFactory = _ => 20_000,
        };
        var rounds = new Option<int>("--rounds")
        {
            Description = "Rounds; the figure is their median.",
            DefaultValueFactory = _ => 5,
        };
        var json = new Option<bool>("--json") { Description = "One JSON object per figure on standard output." };
        var root = new RootCommand("Measures Ledger beside references in the same run.") { scenario, events, rounds, json };
        root.SetAction((parsed, ct) => RunAsync(
            parsed.GetValue(scenario) is { Length: > 0 } chosen ? chosen : Scenarios,
            Math.Max(1_000, parsed.GetValue(events)), Math.Max(1, parsed.GetValue(rounds)), parsed.GetValue(json), ct));
        return root;
    }

    static async Task<int> RunAsync(string[] chosen, int events, int rounds, bool json, CancellationToken ct)
    {
        var stack = StackFolder.OfThisProgram();
        var progress = new ProgressWriter(Console.Error);
        await using var servers = await BenchServers.StartAsync(stack, progress, ct);
        var report = new Report(json, await servers.DescribeAsync(ct));
        if (chosen.Any(name => name.StartsWith("posting", StringComparison.Ordinal)))
        {
            await using var source = Pool(await servers.CreateDatabaseAsync("bench_posting", ct));
            var engine = new PostingEngine(source, PostingRules.Load(new JournalPostingOptions()));
            var lines = await PostingScenario.RunAsync(engine, source, events, rounds, progress, ct);
            report.Add(lines.Where(line => chosen.Contains(line.Scenario)));
        }

        if (chosen.Any(name => !name.StartsWith("posting", StringComparison.Ordinal)))
        {
            await using var processes = await PipelineProcesses.StartAsync(servers, stack, ct);
            await RunPipelineAsync(processes, report, chosen, events, rounds, progress, ct);
        }

        report.Finish();
        return report.AllMet ? 0 : 1;
    }

    static async Task RunPipelineAsync(
        PipelineProcesses processes, Report report, string[] chosen, int events, int rounds,
        IProgress<string> progress, CancellationToken ct)
    {
        if (chosen.Contains(PipelineScenario.Name))
        {
            report.Add(await PipelineScenario.RunAsync(processes, events, rounds, progress, ct));
        }

        if (chosen.Contains(LatencyScenario.Name))
        {
            report.Add(await LatencyScenario.RunAsync(processes, rounds, progress, ct));
        }

        if (chosen.Contains(MemoryScenario.Name))
        {
            report.Add(await MemoryScenario.RunAsync(processes, 100_000, progress, ct));
        }
    }

    static NpgsqlDataSource Pool(string connectionString) =>
        NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString)
        {
            MaxAutoPrepare = 64,
            AutoPrepareMinUsages = 2,
        });
}
