using System.Text.Json;
using System.Text.Json.Serialization;
using Spectre.Console;

namespace Ledger.Faults;

/// <summary>The figures of a run.</summary>
sealed record FaultReport
{
    static readonly JsonSerializerOptions Camel = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>True when nothing was found.</summary>
    public bool Ok => Violations.Count == 0;

    public required int Seed { get; init; }

    public required int Minutes { get; init; }

    /// <summary>How long faults were injected.</summary>
    public required double Seconds { get; init; }

    /// <summary>Webhooks sent, each counted once.</summary>
    public required int Webhooks { get; init; }

    /// <summary>HTTP requests.</summary>
    public required int Requests { get; init; }

    /// <summary>Requests by the answer they got; <c>0</c> is none.</summary>
    public required IReadOnlyDictionary<string, int> Answers { get; init; }

    /// <summary>Webhooks that were sent a second time on purpose.</summary>
    public required int Duplicates { get; init; }

    /// <summary>Canonical events, each counted once.</summary>
    public required int Events { get; init; }

    /// <summary>Canonical events that came again and were recognised.</summary>
    public required int EventRepeats { get; init; }

    public required int Entries { get; init; }

    public required int Deliveries { get; init; }

    /// <summary>Faults by name.</summary>
    public required IReadOnlyDictionary<string, int> Faults { get; init; }

    /// <summary>Faults that could not happen here, and why.</summary>
    public required IReadOnlyDictionary<string, string> Skipped { get; init; }

    /// <summary>Longest time from the end of faults until effects flowed again, and after which.</summary>
    public required Recovery LongestRecovery { get; init; }

    /// <summary>Half of the recoveries were shorter.</summary>
    public required double MedianRecoverySeconds { get; init; }

    /// <summary>From the last fault and the last webhook until all was posted, archived and published.</summary>
    public required double SettledSeconds { get; init; }

    /// <summary>Messages that subscribers saw again, by topic.</summary>
    public required IReadOnlyDictionary<string, int> Repeats { get; init; }

    /// <summary>What was found.</summary>
    public required IReadOnlyList<string> Violations { get; init; }

    /// <summary>The steps as they happened.</summary>
    public required IReadOnlyList<string> Schedule { get; init; }

    /// <summary>Runs the same again.</summary>
    public required string Replay { get; init; }

    /// <summary>Where logs and data are kept; null when all was removed.</summary>
    public string? Kept { get; init; }

    /// <summary>Prints it: one object, or a table for people.</summary>
    public void Print(bool json)
    {
        if (json)
        {
            Console.Out.WriteLine(JsonSerializer.Serialize(this, Camel));
            return;
        }

        if (Console.IsOutputRedirected)
        {
            AnsiConsole.Profile.Width = 160; // A file has no width of its own; 80 would break every word.
        }

        var table = new Table().Title("ledger faults").AddColumns("figure", "value");
        foreach (var (name, value) in Rows())
        {
            table.AddRow(name, Markup.Escape(value));
        }

        AnsiConsole.Write(table);
        PrintViolations();
    }

    IEnumerable<(string Name, string Value)> Rows()
    {
        yield return ("seed", $"{Seed}");
        yield return ("faults injected for", $"{Seconds:0} s");
        yield return ("webhooks", $"{Webhooks:N0}, of which {Duplicates:N0} sent twice on purpose");
        yield return ("requests", $"{Requests:N0}: {Words(Answers)}");
        yield return ("canonical events", $"{Events:N0}, and {EventRepeats:N0} repeats recognised");
        yield return ("journal entries", $"{Entries:N0}");
        yield return ("deliveries archived", $"{Deliveries:N0}");
        yield return ("faults", $"{Faults.Values.Sum()}: {Words(Faults)}");
        foreach (var (name, why) in Skipped)
        {
            yield return ("SKIPPED", $"{name}: {why}");
        }

        yield return ("longest recovery", $"{LongestRecovery.Seconds:0.0} s, after {LongestRecovery.After}");
        yield return ("median recovery", $"{MedianRecoverySeconds:0.0} s");
        yield return ("settled within", $"{SettledSeconds:0.0} s");
        yield return ("repeats seen by subscribers", Words(Repeats));
        yield return ("violations", $"{Violations.Count}");
    }

    void PrintViolations()
    {
        if (Ok)
        {
            Console.Out.WriteLine("Everything acknowledged has exactly one effect.");
            return;
        }

        foreach (var violation in Violations)
        {
            Console.Out.WriteLine($"VIOLATION  {violation}");
        }

        Console.Out.WriteLine("The steps, as they happened:");
        foreach (var step in Schedule)
        {
            Console.Out.WriteLine($"  {step}");
        }

        Console.Out.WriteLine($"Logs and data: {Kept}");
        Console.Out.WriteLine($"Again:         {Replay}");
    }

    static string Words(IReadOnlyDictionary<string, int> counts) =>
        string.Join(", ", counts.OrderBy(count => count.Key, StringComparer.Ordinal).Select(count => $"{count.Key} {count.Value:N0}"));
}

/// <summary>A recovery.</summary>
sealed record Recovery(double Seconds, string After);
