using Spectre.Console;

namespace Ledger.Bench.Reporting;

/// <summary>The report for people: the figures, and the CPU time by process behind them.</summary>
static class ReportTables
{
    /// <summary>Writes to standard output.</summary>
    public static void Print(IReadOnlyList<Measurement> figures, Machine machine)
    {
        if (System.Console.IsOutputRedirected)
        {
            AnsiConsole.Profile.Width = 200; // A file has no width of its own; 80 would break every word.
        }

        AnsiConsole.Write(Figures(figures).Caption(machine.ToString()));
        if (figures.Any(figure => figure.CpuMicroseconds is not null))
        {
            AnsiConsole.Write(Cpu(figures));
        }

        foreach (var figure in figures.Where(figure => figure.Note is not null))
        {
            AnsiConsole.WriteLine($"{NameOf(figure)}: {figure.Note}");
        }
    }

    static Table Figures(IReadOnlyList<Measurement> figures)
    {
        var table = new Table().Title("ledger bench");
        table.AddColumns("scenario", "median", "unit", "reference", "ratio", "spread", "rounds", "target", "met");
        foreach (var figure in figures)
        {
            table.AddRow([.. Cells(figure).Select(Markup.Escape)]);
        }

        return table;
    }

    static string[] Cells(Measurement figure) => figure switch
    {
        { Skipped: { } reason } => [NameOf(figure), "skipped", figure.Unit, "–", "–", "–", "–", figure.Target, reason],
        { Failure: { } reason } => [NameOf(figure), "failed", "–", "–", "–", "–", "–", reason, "NO"],
        _ =>
        [
            NameOf(figure), Number(figure.Value), figure.Unit, Number(figure.Reference), Number(figure.Ratio),
            $"{Number(figure.Spread?.Low)} – {Number(figure.Spread?.High)}", $"{figure.Rounds}", figure.Target,
            figure.Met is true ? "yes" : "NO",
        ],
    };

    static Table Cpu(IReadOnlyList<Measurement> figures)
    {
        var table = new Table().Title("CPU time per event, µs");
        table.AddColumns("scenario", "side", "sum", "by process");
        foreach (var figure in figures)
        {
            AddCpu(table, NameOf(figure), "product", figure.CpuMicroseconds);
            AddCpu(table, NameOf(figure), "reference", figure.ReferenceCpuMicroseconds);
        }

        return table;
    }

    static void AddCpu(Table table, string name, string side, IReadOnlyDictionary<string, double>? spent)
    {
        if (spent is not null)
        {
            table.AddRow(
                name, side, $"{spent.Values.Sum():0.0}",
                string.Join(" · ", spent.OrderByDescending(role => role.Value).Select(role => $"{role.Key} {role.Value:0.0}")));
        }
    }

    static string NameOf(Measurement figure) => figure.Name is null ? figure.Scenario : $"{figure.Scenario} {figure.Name}";

    static string Number(double? value) => value switch
    {
        null => "–",
        >= 1_000 => value.Value.ToString("N0"),
        >= 10 => value.Value.ToString("0.0"),
        _ => value.Value.ToString("0.00"),
    };
}
