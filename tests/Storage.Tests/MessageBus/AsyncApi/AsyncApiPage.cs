using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Ledger.TestKit;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Ledger.Storage.Tests.MessageBus.AsyncApi;

/// <summary>docs/asyncapi.yaml as JSON, with its references followed.</summary>
static class AsyncApiPage
{
    public static JsonNode Root { get; } = Read();

    /// <summary>Part of the page by its path.</summary>
    public static JsonNode At(params string[] path) =>
        path.Aggregate(Root, (node, step) => node[step] ?? throw new InvalidOperationException($"The page has no {string.Join('.', path)}."));

    /// <summary>A schema behind its reference; of one that may be null, the other one.</summary>
    public static JsonNode Follow(JsonNode schema) => schema switch
    {
        _ when schema["$ref"] is { } reference => Follow(At(reference.GetValue<string>()[2..].Split('/'))),
        _ when schema["oneOf"] is JsonArray { Count: 2 } either && MayBeNull(schema) => Follow(either.First(one => !IsNull(one!))!),
        _ => schema,
    };

    /// <summary>True when null is a value of it.</summary>
    public static bool MayBeNull(JsonNode schema) =>
        Types(schema).Contains("null", StringComparer.Ordinal) || (schema["oneOf"] as JsonArray)?.Any(one => IsNull(one!)) == true;

    /// <summary>Its types; empty when it names none.</summary>
    public static IReadOnlyList<string> Types(JsonNode schema) => schema["type"] switch
    {
        null => [],
        JsonArray several => [.. several.Select(type => type!.GetValue<string>())],
        var one => [one.GetValue<string>()],
    };

    /// <summary>What of a value is not as a schema has it; empty when it fits.</summary>
    public static IEnumerable<string> Faults(JsonNode schema, JsonNode? value, string path)
    {
        if (value is null)
        {
            return MayBeNull(schema) ? [] : [$"{path} is null."];
        }

        schema = Follow(schema);
        var faults = (schema["allOf"] as JsonArray ?? []).SelectMany(part => Faults(part!, value, path)).ToList();
        if (schema["enum"] is JsonArray words && !words.Any(word => JsonNode.DeepEquals(word, value)))
        {
            faults.Add($"{path} is {value}, which is not in the list.");
        }

        if (schema["const"] is { } only && !JsonNode.DeepEquals(only, value))
        {
            faults.Add($"{path} is {value}, not {only}.");
        }

        if (schema["pattern"]?.GetValue<string>() is { } form && !Regex.IsMatch(value.GetValue<string>(), form, RegexOptions.None, TimeSpan.FromSeconds(1)))
        {
            faults.Add($"{path} is {value}, which has not the form {form}.");
        }

        return value switch
        {
            JsonObject members => faults.Concat(OfMembers(schema, members, path)),
            JsonArray items => faults.Concat(items.SelectMany((item, n) => Faults(schema["items"]!, item, $"{path}[{n}]"))),
            _ => faults,
        };
    }

    static IEnumerable<string> OfMembers(JsonNode schema, JsonObject members, string path)
    {
        foreach (var required in schema["required"] as JsonArray ?? [])
        {
            if (!members.ContainsKey(required!.GetValue<string>()))
            {
                yield return $"{path} has no {required}.";
            }
        }

        foreach (var (name, value) in members)
        {
            var member = schema["properties"]?[name] ?? schema["additionalProperties"];
            if (member is null && schema["type"] is not null)
            {
                yield return $"{path} has {name}, which is not documented.";
            }

            foreach (var fault in member is null ? [] : Faults(member, value, $"{path}.{name}"))
            {
                yield return fault;
            }
        }
    }

    static bool IsNull(JsonNode schema) => schema["type"] is JsonValue type && type.GetValue<string>() == "null";

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
