using System.CommandLine;
using Ledger.Bench.Reporting;
using Ledger.LocalStack;

namespace Ledger.Bench;

/// <summary><c>ledger bench</c>: every figure beside a reference measured in the same run.</summary>
public static class BenchCommand
{
    static readonly string[] Names = [.. AllScenarios.List.Select(scenario => scenario.Name)];

    /// <summary>Builds the command.</summary>
    public static RootCommand Build()
    {
        var scenario = new Option<string[]>("--scenario")
        {
            Description = $"Only these; may be repeated: {string.Join(", ", Names)}.",
        };
        scenario.AcceptOnlyFromAmong(Names);
        var events = new Option<int?>("--events")
        {
            Description = "Events or webhooks per round (1,000 to 1,000,000); each scenario has its own number otherwise.",
        };
        events.Between(BenchOptions.EventsMin, BenchOptions.EventsMax);
        var rounds = new Option<int?>("--rounds") { Description = "Rounds (1 to 100, usually 5); the figure is their median." };
        rounds.Between(1, BenchOptions.RoundsMax);
        var stored = new Option<int?>("--stored")
        {
            Description = "Events that growth and queries store beforehand (200,000 to 20,000,000, usually 1,000,000).",
        };
        stored.Between(BenchOptions.StoredMin, BenchOptions.StoredMax);
        var pgledger = new Option<string?>("--pgledger")
        {
            Description = "Checkout of pgledger, or its pgledger.sql (also LEDGER_PGLEDGER); skipped without.",
        };
        var json = new Option<bool>("--json") { Description = "One JSON object per figure on standard output." };
        var root = new RootCommand("Measures Ledger beside references in the same run.")
        {
            scenario, events, rounds, stored, pgledger, json,
        };
        root.SetAction((parsed, ct) =>
        {
            var options = new BenchOptions
            {
                Events = parsed.GetValue(events),
                Rounds = parsed.GetValue(rounds) ?? BenchOptions.RoundsUsual,
                Stored = parsed.GetValue(stored) ?? BenchOptions.StoredUsual,
                Pgledger = parsed.GetValue(pgledger) ?? Environment.GetEnvironmentVariable("LEDGER_PGLEDGER"),
            };
            var chosen = parsed.GetValue(scenario) is { Length: > 0 } names ? names : Names;
            return RunAsync(options, chosen, parsed.GetValue(json), ct);
        });
        return root;
    }

    static async Task<int> RunAsync(BenchOptions options, string[] chosen, bool json, CancellationToken ct)
    {
        var stack = StackFolder.OfThisProgram();
        var progress = new ProgressWriter(Console.Error);
        await using var servers = await BenchServers.StartAsync(stack, progress, ct);
        await using var run = new BenchRun(options, servers, stack, progress);
        var report = new Report(json, await servers.DescribeAsync(ct));
        try
        {
            foreach (var scenario in AllScenarios.List.Where(each => chosen.Contains(each.Name)))
            {
                progress.Report($"{scenario.Name} ...");
                report.Add(await MeasureAsync(scenario, run, ct));
            }
        }
        finally
        {
            report.Finish(); // Also of a run that was interrupted.
        }

        return report.AllMet ? 0 : 1;
    }

    // A scenario that breaks is a line of the report; what the others measure is not lost with it.
    static async Task<IReadOnlyList<Measurement>> MeasureAsync(IScenario scenario, BenchRun run, CancellationToken ct)
    {
        try
        {
            return await scenario.RunAsync(run, ct);
        }
        catch (Exception broken) when (broken is not OperationCanceledException)
        {
            run.Progress.Report($"{scenario.Name} failed: {broken.Message}");
            return [Measurement.Broken(scenario.Name, broken.Message)];
        }
    }

    static void Between(this Option<int?> option, int least, int most) => option.Validators.Add(result =>
    {
        if (result.GetValueOrDefault<int?>() is { } value && (value < least || value > most))
        {
            result.AddError($"{option.Name} {value} is not possible: give a number from {least:N0} to {most:N0}.");
        }
    });
}
