using System.Text.Json;
using Spectre.Console;

namespace Ledger.Bench;

/// <summary>Prints the figures: a table for people, JSON lines for programs.</summary>
public sealed class Report(bool json, string machine)
{
    static readonly JsonSerializerOptions Camel = new(JsonSerializerDefaults.Web);
    readonly List<Measurement> _lines = [];

    /// <summary>True when every target was met.</summary>
    public bool AllMet => _lines.TrueForAll(line => line.Met);

    /// <summary>Adds figures; with JSON they are printed at once.</summary>
    public void Add(IEnumerable<Measurement> measurements)
    {
        foreach (var line in measurements)
        {
            _lines.Add(line);
            if (json)
            {
                System.Console.Out.WriteLine(JsonSerializer.Serialize(line, Camel));
            }
        }
    }

    /// <summary>Prints the table, unless the figures went out as JSON.</summary>
    public void Finish()
    {
        if (json)
        {
            return;
        }

        var table = new Table().Title("ledger bench").Caption(machine);
        table.AddColumns("scenario", "median", "unit", "reference", "ratio", "spread", "rounds", "target", "met");
        foreach (var line in _lines)
        {
            table.AddRow(
                line.Scenario, Number(line.Value), line.Unit, Number(line.Reference), Number(line.Ratio),
                $"{Number(line.Spread.Low)} – {Number(line.Spread.High)}", $"{line.Rounds}", line.Target,
                line.Met ? "yes" : "NO");
        }

        if (System.Console.IsOutputRedirected)
        {
            AnsiConsole.Profile.Width = 200; // A file has no width of its own; 80 would break every word.
        }

        AnsiConsole.Write(table);
    }

    static string Number(double? value) => value switch
    {
        null => "–",
        >= 1_000 => value.Value.ToString("N0"),
        >= 10 => value.Value.ToString("0.0"),
        _ => value.Value.ToString("0.00"),
    };
}
