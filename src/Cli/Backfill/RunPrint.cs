using System.Globalization;
using System.Text.Json.Serialization;
using Ledger.Backfill;
using Ledger.Backfill.Storage;
using Ledger.Cli.Shell;

namespace Ledger.Cli.Backfill;

/// <summary>Prints runs.</summary>
static class RunPrint
{
    /// <summary>One line for each page.</summary>
    public static Task ProgressAsync(Output output, BackfillRun run) => output.Progress.WriteLineAsync(
        $"{run.Provider}/{run.Endpoint}: {run.Counts.Pages} pages, {run.Counts.Seen} events, {run.Counts.New} of them new");

    /// <summary>What runs came to.</summary>
    public static void Done(Output output, IReadOnlyList<BackfillRun> runs, bool isPlan)
    {
        if (output.IsJson)
        {
            output.Json(new PrintedRuns(isPlan, [.. runs.Select(PrintedRun.Of)]), BackfillJson.Default.PrintedRuns);
            return;
        }

        output.Table(Table(runs));
        output.Verdict(good: true, isPlan
            ? "This was a plan: nothing was published."
            : $"All that was published is confirmed by the broker. 'ledger backfill runs {runs[^1].RunId}' shows it again.");
    }

    /// <summary>Runs with their counts.</summary>
    public static TextTable Table(IReadOnlyList<BackfillRun> runs)
    {
        var table = new TextTable(
            "Run", "Kind", "Endpoint", "Asked", "By", "Begun", "State", ">Seen", ">New", ">Known", ">No fact", ">Refused", ">Rejected");
        foreach (var run in runs)
        {
            var counts = run.Counts;
            table.Row(
                run.RunId.ToString(), run.Kind, $"{run.Provider}/{run.Endpoint}", run.Asked, run.StartedBy, Time(run.StartedAt), run.State,
                Whole(counts.Seen), Whole(counts.New), Whole(counts.Known), Whole(counts.NoFact), Whole(counts.Refused),
                Whole(counts.Rejected));
        }

        return table;
    }

    /// <summary>A moment in UTC, for people.</summary>
    public static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    static string Whole(long number) => number.ToString(CultureInfo.InvariantCulture);
}

/// <summary>Runs on standard output with <c>--json</c>.</summary>
sealed record PrintedRuns(bool Plan, IReadOnlyList<PrintedRun> Runs);

/// <summary>One run.</summary>
sealed record PrintedRun(
    Guid RunId, string Kind, string Provider, string Endpoint, string Account, string StartedBy, DateTimeOffset StartedAt,
    DateTimeOffset? EndedAt, string State, string Asked, DateTimeOffset? Since, DateTimeOffset? Until, bool Undelivered,
    string? ManifestSha256, int Pages, long Seen, long New, long Known, long NoFact, long Refused, long Rejected, string? Note,
    IReadOnlyList<Unsettled>? Unsettled = null)
{
    /// <summary>Of a run.</summary>
    public static PrintedRun Of(BackfillRun run) => new(
        run.RunId, run.Kind, run.Provider, run.Endpoint, run.Account, run.StartedBy, run.StartedAt, run.EndedAt, run.State, run.Asked,
        run.Since, run.Until, run.Undelivered, run.ManifestSha256, run.Counts.Pages, run.Counts.Seen, run.Counts.New, run.Counts.Known,
        run.Counts.NoFact, run.Counts.Refused, run.Counts.Rejected, run.Note);
}

/// <summary>Source-generated JSON of the backfill's commands.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(PrintedRuns))]
[JsonSerializable(typeof(PrintedStatus))]
[JsonSerializable(typeof(Gap))]
sealed partial class BackfillJson : JsonSerializerContext;
