using Xunit;
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

    /// <summary>The text with another value, as YAML writes it, once for each value in it.</summary>
    public static IEnumerable<(string Where, string Yaml)> With(string yaml, string other) => Each(yaml, (parent, key) =>
    {
        var value = ((YamlMappingNode)Read($"a: {other}").Documents[0].RootNode).Children[0].Value;
        if (parent is YamlMappingNode mapping)
        {
            mapping.Children[mapping.Children.ElementAt(key).Key] = value;
        }
        else
        {
            ((YamlSequenceNode)parent).Children[key] = value;
        }
    });

    /// <summary>Requires that nothing is taken for a blank: wherever one stands, that is told.</summary>
    public static void NoBlankIsTaken(string yaml, string blank, Func<string, IReadOnlyList<string>> faults) => Assert.All(
        With(yaml, blank),
        changed => Assert.Contains(faults(changed.Yaml), fault => fault.Contains($" {changed.Where} is blank", StringComparison.Ordinal)));

    /// <summary>Requires that one value less is one fault, and which.</summary>
    public static void IsMissed(string yaml, string left, string fault, Func<string, IReadOnlyList<string>> faults) => Assert.Contains(
        fault, Assert.Single(faults(Without(yaml).Single(changed => changed.Where == left).Yaml)), StringComparison.Ordinal);

    /// <summary>Requires these faults and no others, each by its beginning.</summary>
    public static void AreAll(IReadOnlyList<string> faults, IReadOnlyList<string> starts)
    {
        Assert.All(starts, start => Assert.Single(faults, fault => fault.StartsWith(start, StringComparison.Ordinal)));
        Assert.Equal(starts.Count, faults.Count);
    }

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
