using YamlDotNet.RepresentationModel;

namespace Ledger.Fast.Tests.ErpExport;

/// <summary>Every node of a YAML text, each with something else in its place.</summary>
static class YamlNodes
{
    /// <summary>The text with one value less, once for each value in it.</summary>
    public static IEnumerable<(string Where, string Yaml)> Without(string yaml) => Each(yaml, static (parent, key) =>
    {
        if (parent is YamlMappingNode mapping)
        {
            mapping.Children.Remove(mapping.Children.ElementAt(key).Key);
        }
        else
        {
            ((YamlSequenceNode)parent).Children.RemoveAt(key);
        }
    });

    /// <summary>The text with another value, once for each value in it.</summary>
    public static IEnumerable<(string Where, string Yaml)> With(string yaml, Func<YamlNode> other) => Each(yaml, (parent, key) =>
    {
        if (parent is YamlMappingNode mapping)
        {
            mapping.Children[mapping.Children.ElementAt(key).Key] = other();
        }
        else
        {
            ((YamlSequenceNode)parent).Children[key] = other();
        }
    });

    static IEnumerable<(string Where, string Yaml)> Each(string yaml, Action<YamlNode, int> change)
    {
        for (var n = 0; ; n++)
        {
            var stream = Read(yaml);
            var places = Places(stream.Documents[0].RootNode, "").ToList();
            if (n == places.Count)
            {
                yield break;
            }

            change(places[n].Parent, places[n].Key);
            using var text = new StringWriter();
            stream.Save(text, assignAnchors: false);
            yield return (places[n].Path, text.ToString());
        }
    }

    static IEnumerable<(YamlNode Parent, int Key, string Path)> Places(YamlNode node, string path)
    {
        var children = node switch
        {
            YamlMappingNode mapping => mapping.Children.Select(pair => (pair.Value, path.Length == 0 ? $"{pair.Key}" : $"{path}.{pair.Key}")),
            YamlSequenceNode list => list.Children.Select((item, n) => (item, $"{path}[{n + 1}]")),
            _ => [],
        };
        return children.SelectMany((child, n) => Places(child.Item1, child.Item2).Prepend((node, n, child.Item2)));
    }

    static YamlStream Read(string yaml)
    {
        var stream = new YamlStream();
        using var text = new StringReader(yaml);
        stream.Load(text);
        return stream;
    }
}
