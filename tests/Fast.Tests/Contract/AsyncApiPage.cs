using System.Text.Json.Nodes;
using Ledger.TestKit;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Ledger.Fast.Tests.Contract;

/// <summary>docs/asyncapi.yaml as JSON, read as others would read it.</summary>
static class AsyncApiPage
{
    public static JsonNode Root { get; } = Read();

    static JsonNode Read()
    {
        using var text = File.OpenText(Path.Combine(Repository.Root, "docs", "asyncapi.yaml"));
        var yaml = new YamlStream();
        yaml.Load(text);
        return Json(yaml.Documents[0].RootNode)!;
    }

    static JsonNode? Json(YamlNode node) => node switch
    {
        YamlMappingNode members => new JsonObject(
            members.Select(member => KeyValuePair.Create(((YamlScalarNode)member.Key).Value!, Json(member.Value)))),
        YamlSequenceNode items => new JsonArray([.. items.Select(Json)]),
        YamlScalarNode { Style: ScalarStyle.Plain, Value: var plain } when long.TryParse(plain, out var number) => number,
        YamlScalarNode { Style: ScalarStyle.Plain, Value: ("true" or "false") and var truth } => truth == "true",
        YamlScalarNode { Style: ScalarStyle.Plain, Value: "null" or "" } => null,
        YamlScalarNode scalar => scalar.Value,
        _ => throw new NotSupportedException($"{node.NodeType} at {node.Start}."),
    };
}
