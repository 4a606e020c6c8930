using System.Text.Json;
using System.Text.Json.Nodes;

namespace Ledger.Bench.Reporting;

/// <summary>Prints the figures: a table for people at the end, or JSON lines for programs as they come.</summary>
public sealed class Report
{
    static readonly JsonSerializerOptions Camel = new(JsonSerializerDefaults.Web)
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    readonly List<Measurement> _figures = [];
    readonly bool _json;
    readonly Machine _machine;

    /// <summary>Starts a report; with JSON its first line describes the machine.</summary>
    public Report(bool json, Machine machine)
    {
        (_json, _machine) = (json, machine);
        Line("machine", machine);
    }

    /// <summary>True when no target was missed; what was skipped was not missed.</summary>
    public bool AllMet => _figures.TrueForAll(figure => figure.Met is not false);

    /// <summary>Adds figures; with JSON they are printed at once.</summary>
    public void Add(IEnumerable<Measurement> figures)
    {
        foreach (var figure in figures)
        {
            _figures.Add(figure);
            Line("figure", figure);
        }
    }

    /// <summary>Prints the tables, unless the figures went out as JSON.</summary>
    public void Finish()
    {
        if (!_json)
        {
            ReportTables.Print(_figures, _machine);
        }
    }

    void Line<T>(string kind, T content)
    {
        if (_json)
        {
            var line = new JsonObject { ["kind"] = kind };
            foreach (var (name, value) in JsonSerializer.SerializeToNode(content, Camel)!.AsObject())
            {
                line[name] = value?.DeepClone();
            }

            Console.Out.WriteLine(line.ToJsonString(Camel));
        }
    }
}
