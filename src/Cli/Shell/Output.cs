using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Spectre.Console;

namespace Ledger.Cli.Shell;

/// <summary>
/// What a command prints. With <c>--json</c> standard output carries exactly one JSON value and nothing else;
/// everything for people goes to standard error. Without it, results go to standard output and progress to standard
/// error. Plain text when not a terminal; no colours with <c>NO_COLOR</c>.
/// </summary>
sealed class Output
{
    readonly TextWriter _result;
    readonly IAnsiConsole _console;

    /// <summary>An output.</summary>
    /// <param name="json">True for one JSON value.</param>
    /// <param name="result">Where results go.</param>
    /// <param name="progress">Where everything else goes.</param>
    /// <param name="colours">True when <paramref name="result"/> is a terminal that may be drawn on.</param>
    /// <param name="liveProgress">True when <paramref name="progress"/> is one.</param>
    public Output(bool json, TextWriter result, TextWriter progress, bool colours, bool liveProgress)
    {
        IsJson = json;
        _result = result;
        Progress = progress;
        IsTerminal = colours;
        _console = Terminal(result, colours);
        Live = Terminal(progress, liveProgress);
        IsLive = liveProgress;
    }

    /// <summary>The output of this process.</summary>
    public static Output ForProcess(bool json) => new(
        json, Console.Out, Console.Error,
        IsDrawable(Console.IsOutputRedirected), IsDrawable(Console.IsErrorRedirected));

    /// <summary>True when standard output must carry one JSON value.</summary>
    public bool IsJson { get; }

    /// <summary>True when standard output is a terminal.</summary>
    public bool IsTerminal { get; }

    /// <summary>True when progress may be redrawn in place.</summary>
    public bool IsLive { get; }

    /// <summary>Standard error, for progress and remarks.</summary>
    public TextWriter Progress { get; }

    /// <summary>Standard error as a Spectre console, for progress bars.</summary>
    public IAnsiConsole Live { get; }

    /// <summary>Prints the one JSON value of this command, indented on a terminal.</summary>
    public void Json<T>(T value, JsonTypeInfo<T> type) => _result.WriteLine(JsonSerializer.Serialize(value, type));

    /// <summary>Prints a line of the result for people; nothing with <c>--json</c>.</summary>
    public void Line(string text = "")
    {
        if (!IsJson)
        {
            _result.WriteLine(text);
        }
    }

    /// <summary>Prints a heading.</summary>
    public void Heading(string text)
    {
        if (!IsJson)
        {
            _console.Write(new Text(text, new Style(decoration: Decoration.Bold)));
            _console.WriteLine();
        }
    }

    /// <summary>Prints a verdict: green when good, red when not.</summary>
    public void Verdict(bool good, string text)
    {
        if (!IsJson)
        {
            _console.Write(new Text(text, new Style(good ? Color.Green : Color.Red)));
            _console.WriteLine();
        }
    }

    /// <summary>Prints a table; nothing with <c>--json</c>.</summary>
    public void Table(TextTable table)
    {
        if (IsJson)
        {
            return;
        }

        if (IsTerminal)
        {
            _console.Write(Drawn(table));
        }
        else
        {
            _result.WriteLine(table.ToPlainText());
        }
    }

    static Table Drawn(TextTable table)
    {
        var drawn = new Table { Border = TableBorder.Simple };
        for (var i = 0; i < table.Headings.Count; i++)
        {
            var column = new TableColumn(new Text(table.Headings[i], new Style(decoration: Decoration.Bold)));
            drawn.AddColumn(table.IsRight(i) ? column.RightAligned().NoWrap() : column);
        }

        // Not Spectre's own Rule: it takes the whole width of the terminal and leaves the other columns none.
        var rule = table.Widths().Select(width => new string('─', width)).ToList();
        foreach (var row in table.Rows)
        {
            drawn.AddRow((row.Count == 0 ? rule : row).Select(cell => new Text(cell)));
        }

        return drawn;
    }

    static bool IsDrawable(bool redirected) =>
        !redirected && Environment.GetEnvironmentVariable("TERM") is not "dumb";

    static IAnsiConsole Terminal(TextWriter writer, bool drawable)
    {
        var colourless = Environment.GetEnvironmentVariable("NO_COLOR") is { Length: > 0 };
        return AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = drawable ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = drawable && !colourless ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = drawable ? InteractionSupport.Detect : InteractionSupport.No,
        });
    }
}
