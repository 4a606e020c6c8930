using YamlDotNet.RepresentationModel;

namespace Ledger.JournalPosting.Matrix;

/// <summary>The fields of one YAML mapping; what is never asked for is reported as unknown.</summary>
sealed class YamlFields
{
    static readonly Dictionary<string, string> Empty = [];

    readonly Dictionary<string, YamlNode> _fields = new(StringComparer.Ordinal);
    readonly HashSet<string> _asked = new(StringComparer.Ordinal);
    readonly Problems _problems;
    readonly string _what;

    public YamlFields(YamlNode node, string what, Problems problems)
    {
        _problems = problems;
        _what = what;
        Line = node.Start.Line;
        if (node is not YamlMappingNode mapping)
        {
            problems.Add(Line, $"{what} must be a mapping of fields.");
            return;
        }

        foreach (var (key, value) in mapping.Children)
        {
            _fields[((YamlScalarNode)key).Value ?? ""] = value;
        }
    }

    public long Line { get; }

    public string? Optional(string name) => Find(name) switch
    {
        null => null,
        YamlScalarNode { Value: { Length: > 0 } text } => text,
        var node => Wrong<string?>(node, name, "a text", null),
    };

    public string Text(string name)
    {
        if (!_fields.ContainsKey(name))
        {
            _asked.Add(name);
            _problems.Add(Line, $"{_what} has no '{name}'.");
            return "";
        }

        return Optional(name) ?? "";
    }

    public T OneOf<T>(string name, IReadOnlyDictionary<string, T> allowed, T fallback)
    {
        var text = Text(name);
        if (allowed.TryGetValue(text, out var value) || text.Length == 0)
        {
            return text.Length == 0 ? fallback : value!;
        }

        return Wrong(_fields[name], name, $"one of {string.Join(", ", allowed.Keys)}; it is '{text}'", fallback);
    }

    public IReadOnlyList<YamlNode> Nodes(string name) => Find(name) switch
    {
        null => [],
        YamlSequenceNode list => [.. list.Children],
        var node => Wrong<IReadOnlyList<YamlNode>>(node, name, "a list", []),
    };

    public IReadOnlyList<string> Texts(string name) =>
        [.. Nodes(name).OfType<YamlScalarNode>().Select(scalar => scalar.Value ?? "")];

    public IReadOnlyDictionary<string, string> Map(string name) => Find(name) switch
    {
        null => Empty,
        YamlMappingNode map => map.Children.ToDictionary(
            pair => ((YamlScalarNode)pair.Key).Value ?? "", pair => (pair.Value as YamlScalarNode)?.Value ?? "",
            StringComparer.Ordinal),
        var node => Wrong<IReadOnlyDictionary<string, string>>(node, name, "a mapping", Empty),
    };

    public YamlNode? Find(string name)
    {
        _asked.Add(name);
        return _fields.GetValueOrDefault(name);
    }

    public void ReportUnknown()
    {
        foreach (var (name, node) in _fields.Where(field => !_asked.Contains(field.Key)))
        {
            _problems.Add(node.Start.Line, $"{_what} has a field '{name}' that is not known.");
        }
    }

    T Wrong<T>(YamlNode node, string name, string expected, T fallback)
    {
        _problems.Add(node.Start.Line, $"'{name}' of {_what} must be {expected}.");
        return fallback;
    }

    public static YamlNode? Root(string yaml, Problems problems)
    {
        try
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(yaml));
            return stream.Documents is [var document] ? document.RootNode : null;
        }
        catch (YamlDotNet.Core.YamlException broken)
        {
            problems.Add(broken.Start.Line, broken.Message);
            return null;
        }
    }
}
