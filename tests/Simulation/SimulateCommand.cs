using System.CommandLine;
using System.Diagnostics;
using System.Text.Json;
using Ledger.Simulation.Shrinking;
using Spectre.Console;

namespace Ledger.Simulation;

/// <summary><c>ledger simulate</c>: the product's deciding code in a world of its own, and an auditor who knows no rule of it.</summary>
public static class SimulateCommand
{
    static readonly JsonSerializerOptions Camel = new(JsonSerializerDefaults.Web);

    /// <summary>Builds the command.</summary>
    public static RootCommand Build()
    {
        var seed = new Option<long>("--seed") { Description = "Seed of the run; the same seed gives the same run.", DefaultValueFactory = _ => 1 };
        var steps = new Option<int>("--steps")
        {
            Description = "Payments, payouts and fees whose lives are simulated (1 to 100,000).",
            DefaultValueFactory = _ => 200,
        };
        var seeds = new Option<int>("--seeds") { Description = "So many seeds, one after the other.", DefaultValueFactory = _ => 1 };
        var keep = new Option<string?>("--keep") { Description = "Only these messages and faults of the plan, as a failing run prints them." };
        var salt = new Option<int>("--salt") { Description = "Other delays for the same plan, as a failing run prints it." };
        var trace = new Option<FileInfo?>("--trace") { Description = "Write down what happens; with one seed only." };
        var shrink = new Option<int>("--shrink")
        {
            Description = "So many seconds are spent on the search for a shorter history of a failure; 0 for none.",
            DefaultValueFactory = _ => 60,
        };
        var json = new Option<bool>("--json") { Description = "One JSON object per seed on standard output." };
        var root = new RootCommand("Simulates the journal: time, bus and store are simulated, the deciding code is the product's.")
        {
            seed, steps, seeds, keep, salt, trace, shrink, json,
        };
        root.SetAction(parsed => Run(
            parsed.GetValue(seed), parsed.GetValue(seeds), parsed.GetValue(steps), (parsed.GetValue(keep), parsed.GetValue(salt)), parsed.GetValue(trace),
            parsed.GetValue(shrink), parsed.GetValue(json)));
        return root;
    }

    static int Run(long seed, int seeds, int steps, (string? Keep, int Salt) part, FileInfo? trace, int shrink, bool json)
    {
        if (steps is < 1 or > 100_000 || seeds < 1 || (seeds > 1 && (part.Keep is not null || trace is not null)))
        {
            Console.Error.WriteLine("--steps is from 1 to 100,000, --seeds at least 1; --keep and --trace are about one seed.");
            return 2;
        }

        var began = Stopwatch.GetTimestamp();
        var runs = new List<SimulatedRun>(seeds);
        for (var n = 0; n < seeds; n++)
        {
            Plan plan;
            try
            {
                plan = Plan.Of(seed + n, steps) with { Salt = part.Salt };
                plan = part.Keep is null ? plan : plan.Keeping(part.Keep);
            }
            catch (FormatException wrong)
            {
                Console.Error.WriteLine(wrong.Message);
                return 2;
            }

            using var output = trace?.CreateText();
            var run = SimulatedRun.Of(plan, output);
            runs.Add(run);
            if (json)
            {
                Console.Out.WriteLine(JsonSerializer.Serialize(Summary(run), Camel));
            }

            if (run.Violations.Count > 0)
            {
                Tell(run, TimeSpan.FromSeconds(part.Keep is null ? shrink : 0), json);
                return 1;
            }

            if (seeds > 1 && (n + 1) % 10 == 0)
            {
                Console.Error.WriteLine($"{n + 1} of {seeds} seeds, no violation");
            }
        }

        if (!json)
        {
            Print(runs, Stopwatch.GetElapsedTime(began));
        }

        return 0;
    }

    static void Tell(SimulatedRun run, TimeSpan shrink, bool json)
    {
        foreach (var check in run.Violations.GroupBy(violation => violation.Check))
        {
            Console.Error.WriteLine($"seed {run.Plan.Seed}: {check.Key} ({check.Count()} times): {check.First().Detail}");
        }

        var shortest = run;
        if (shrink > TimeSpan.Zero)
        {
            Console.Error.WriteLine($"looking for a shorter history ({shrink.TotalSeconds:0} s at most)");
            shortest = new Shrinker(run.Violations[0].Check, shrink, new Lines(Console.Error), plan => SimulatedRun.Of(plan)).Shrink(run);
        }

        var history = History.Of(shortest.Plan);
        var violation = shortest.Violations.First(violation => violation.Check == run.Violations[0].Check);
        if (json)
        {
            Console.Out.WriteLine(JsonSerializer.Serialize(
                new { shortest.Plan.Seed, violation.Check, violation.Detail, History = history, Replay = History.Replay(shortest.Plan) }, Camel));
            return;
        }

        Console.Out.WriteLine($"{violation.Check}: {violation.Detail}");
        Console.Out.WriteLine($"history ({history.Count} lines):");
        foreach (var line in history)
        {
            Console.Out.WriteLine($"  {line}");
        }

        Console.Out.WriteLine($"replay: {History.Replay(shortest.Plan)}");
    }

    static object Summary(SimulatedRun run) => new
    {
        run.Plan.Seed,
        run.Plan.Steps,
        run.Plan.Stories,
        Messages = run.Plan.Sendings.Count,
        run.Commits,
        run.Events,
        run.Faults,
        ElapsedMs = (long)run.Elapsed.TotalMilliseconds,
        run.TraceHash,
        run.Violations,
    };

    static void Print(List<SimulatedRun> runs, TimeSpan elapsed)
    {
        var table = new Table().Title("ledger simulate");
        table.AddColumns("seeds", "payments", "messages", "events", "commits", "faults", "violations", "payments a minute", "trace of the last");
        var payments = runs.Sum(run => run.Plan.Stories);
        table.AddRow(
            $"{runs[0].Plan.Seed} to {runs[^1].Plan.Seed}", $"{payments:N0}", $"{runs.Sum(run => run.Plan.Sendings.Count):N0}",
            $"{runs.Sum(run => run.Events):N0}", $"{runs.Sum(run => run.Commits):N0}", $"{runs.Sum(run => run.Faults):N0}", "0",
            $"{payments / elapsed.TotalMinutes:N0}", runs[^1].TraceHash[..16]);
        if (Console.IsOutputRedirected)
        {
            AnsiConsole.Profile.Width = 200;
        }

        AnsiConsole.Write(table);
    }

    sealed class Lines(TextWriter output) : IProgress<string>
    {
        public void Report(string value) => output.WriteLine(value);
    }
}
