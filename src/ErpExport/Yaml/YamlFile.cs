using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Ledger.ErpExport.Yaml;

/// <summary>A YAML file while it is read: collects what is wrong with it, each as <c>FILE:LINE: PATH what</c>; rows count from 1.</summary>
/// <param name="name">Name of the file, for the problems.</param>
sealed class YamlFile(string name)
{
    readonly List<string> _problems = [];

    /// <summary>All that is wrong, in the order in which it was found.</summary>
    public IReadOnlyList<string> Problems => _problems;

    /// <summary>Reads a text; of one that is no YAML the first fault is told, and it has no fields then.</summary>
    /// <param name="yaml">The text.</param>
    /// <param name="known">Fields that the file may have.</param>
    public YamlRow Read(string yaml, IReadOnlyList<string> known)
    {
        var stream = new YamlStream();
        try
        {
            using var text = new StringReader(yaml);
            stream.Load(text);
        }
        catch (YamlException broken)
        {
            Tell(broken.Start, "", broken.InnerException?.Message ?? broken.Message);
            return new YamlRow(this, null, "", known);
        }

        // An empty text is a file without fields: whoever reads it tells which are missing.
        var root = stream.Documents.Count == 0 ? null : stream.Documents[0].RootNode;
        return new YamlRow(this, root is YamlScalarNode { Value: null or "" } ? null : root, "", known);
    }

    /// <summary>Tells what is wrong at a place.</summary>
    public void Tell(Mark at, string path, string what)
    {
        var line = at.Line > 0 ? string.Create(CultureInfo.InvariantCulture, $":{at.Line}") : "";
        _problems.Add(path.Length == 0 ? $"{name}{line}: {what}" : $"{name}{line}: {path} {what}");
    }

    /// <summary>Whether nothing stands at a place; that is told.</summary>
    public bool IsBlank(YamlNode node, string path)
    {
        if (node is not YamlScalarNode scalar || (!IsNull(scalar) && !string.IsNullOrWhiteSpace(scalar.Value)))
        {
            return false;
        }

        Tell(node.Start, path, "is blank: fill it in, or leave it out where that is allowed.");
        return true;
    }

    /// <summary>The text at a place; null when it is blank or none, which is told.</summary>
    public string? Text(YamlNode node, string path)
    {
        if (IsBlank(node, path))
        {
            return null;
        }

        var text = (node as YamlScalarNode)?.Value;
        if (text is null || text.Any(char.IsControl))
        {
            Tell(node.Start, path, text is null ? "must be one value." : "holds a control character.");
            return null;
        }

        return text;
    }

    static bool IsNull(YamlScalarNode scalar) => scalar.Style is ScalarStyle.Plain or ScalarStyle.Any
        && scalar.Value is null or "" or "~" or "null" or "Null" or "NULL";
}
