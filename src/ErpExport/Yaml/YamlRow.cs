using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Ledger.ErpExport.Yaml;

/// <summary>
/// Fields of one row of a file, read one by one. What is wrong is told with its line and path, all of it; what is given in place of a
/// faulty value means nothing, so that whoever was told a problem uses none of it. A field that stands there is never blank: left out
/// and left empty are two things, and the second is mostly a slip.
/// </summary>
sealed class YamlRow
{
    const decimal RateMax = 1_000_000_000;

    readonly YamlFile _file;
    readonly string _path;
    readonly Mark _start;
    readonly IReadOnlyList<string> _known;
    readonly Dictionary<string, YamlNode> _fields = new(StringComparer.Ordinal);

    internal YamlRow(YamlFile file, YamlNode? node, string path, IReadOnlyList<string> known)
    {
        (_file, _path, _start, _known) = (file, path, node?.Start ?? Mark.Empty, known);
        if (node is not YamlMappingNode mapping)
        {
            if (node is not null)
            {
                file.Tell(_start, path, $"holds no fields; there are {string.Join(", ", known)}.");
            }

            return;
        }

        foreach (var (key, value) in mapping.Children)
        {
            if (key is YamlScalarNode { Value: { } name } && known.Contains(name))
            {
                _fields[name] = value;
            }
            else
            {
                file.Tell(key.Start, path, $"has the field '{key}', which is not known; there are {string.Join(", ", known)}.");
            }
        }
    }

    /// <summary>True when the field stands there, with whatever in it.</summary>
    public bool Has(string name) => Node(name) is not null;

    /// <summary>Tells what is wrong with a field; with the row itself when it is not there.</summary>
    public void Tell(string name, string what) => _file.Tell(Node(name)?.Start ?? _start, PathOf(name), what);

    /// <summary>A text; null when it is left out or faulty.</summary>
    public string? Text(string name) => Node(name) is { } node ? _file.Text(node, PathOf(name)) : null;

    /// <summary>A text that must be there; empty when it is faulty.</summary>
    /// <param name="name">The field.</param>
    /// <param name="what">What it is, for whoever left it out.</param>
    public string Needed(string name, string what)
    {
        if (!Has(name))
        {
            Tell(name, $"is missing: {what}.");
        }

        return Text(name) ?? "";
    }

    /// <summary>A whole number within bounds; what it is by default when it is left out or faulty.</summary>
    public long Whole(string name, long least, long most, long otherwise)
    {
        if (Text(name) is not { } text)
        {
            return otherwise;
        }

        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            && number >= least && number <= most)
        {
            return number;
        }

        Tell(name, most == long.MaxValue ? $"must be a whole number, {least} or more." : $"must be a whole number, {least} to {most}.");
        return otherwise;
    }

    /// <summary>Yes or no; no when it is left out or faulty.</summary>
    public bool Flag(string name)
    {
        var text = Text(name);
        if (text is not (null or "true" or "false"))
        {
            Tell(name, $"is '{text}'; there are true and false.");
        }

        return text == "true";
    }

    /// <summary>A day; the first of all when it is left out or faulty.</summary>
    public DateOnly Day(string name)
    {
        if (Text(name) is { } text)
        {
            if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            {
                return day;
            }

            Tell(name, $"is '{text}', which is not a day such as 2026-01-31.");
        }

        return DateOnly.MinValue;
    }

    /// <summary>A rate above 0 and at most 1,000,000,000; null when it is left out or faulty.</summary>
    public decimal? Rate(string name)
    {
        if (Text(name) is { } text)
        {
            if (decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var rate)
                && rate is > 0 and <= RateMax)
            {
                return rate;
            }

            Tell(name, $"is '{text}'; a rate is a number above 0 and at most 1000000000, such as 0.92.");
        }

        return null;
    }

    /// <summary>A row within the row; null when it is left out.</summary>
    public YamlRow? Row(string name, IReadOnlyList<string> known) =>
        Node(name) is { } node && !_file.IsBlank(node, PathOf(name)) ? new YamlRow(_file, node, PathOf(name), known) : null;

    /// <summary>The rows of a list; none when it is left out or faulty.</summary>
    public IReadOnlyList<YamlRow> Rows(string name, IReadOnlyList<string> known) =>
        [.. Items(name).Where(item => !_file.IsBlank(item.Node, item.Path))
            .Select(item => new YamlRow(_file, item.Node, item.Path, known))];

    /// <summary>As <see cref="Rows"/>, and one at least must be there.</summary>
    public IReadOnlyList<YamlRow> NeededRows(string name, IReadOnlyList<string> known)
    {
        if (!Has(name) || Node(name) is YamlSequenceNode { Children.Count: 0 })
        {
            Tell(name, "has no row.");
        }

        return Rows(name, known);
    }

    /// <summary>The texts of a list; none when it is left out.</summary>
    public IReadOnlyList<string> Texts(string name) => [.. Items(name).Select(item => _file.Text(item.Node, item.Path) ?? "")];

    /// <summary>Names of one's own with their texts; none when it is left out. A faulty text is empty.</summary>
    public IReadOnlyDictionary<string, string> Pairs(string name)
    {
        var pairs = new Dictionary<string, string>(StringComparer.Ordinal);
        if (Node(name) is not { } node || _file.IsBlank(node, PathOf(name)))
        {
            return pairs;
        }

        if (node is not YamlMappingNode mapping)
        {
            Tell(name, "must hold names with one value each.");
            return pairs;
        }

        foreach (var (key, value) in mapping.Children)
        {
            if (_file.Text(key, $"{PathOf(name)}, a name,") is { } known)
            {
                pairs[known] = _file.Text(value, $"{PathOf(name)}.{known}") ?? "";
            }
        }

        return pairs;
    }

    IEnumerable<(YamlNode Node, string Path)> Items(string name)
    {
        if (Node(name) is not { } node || _file.IsBlank(node, PathOf(name)))
        {
            return [];
        }

        if (node is YamlSequenceNode list)
        {
            return list.Children.Select((item, n) => (item, string.Create(CultureInfo.InvariantCulture, $"{PathOf(name)}[{n + 1}]")));
        }

        Tell(name, "must be a list.");
        return [];
    }

    YamlNode? Node(string name) => _known.Contains(name)
        ? _fields.GetValueOrDefault(name)
        : throw new InvalidOperationException($"'{name}' is read but is none of the fields {string.Join(", ", _known)}.");

    string PathOf(string name) => _path.Length == 0 ? name : $"{_path}.{name}";
}
