using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;
using Ledger.Accounting;
using Ledger.ErpExport.Documents;

namespace Ledger.Contract;

/// <summary>
/// JSON Schemas of messages, from the types that are sent, with the sentences of the code as descriptions. What occurs in several
/// messages is a part of its own, referred to by <c>#/$defs/Name</c>.
/// </summary>
public sealed class MessageSchemas
{
    /// <summary>Form of the reference of a document.</summary>
    internal const string ReferencePattern = "^[A-Z0-9]{1,4}[0-9A-HJKMNP-TV-Z]{6}-[0-9]{5}$";

    const string Definitions = "#/$defs/";

    readonly SortedDictionary<string, JsonObject> _parts = new(StringComparer.Ordinal);
    readonly Dictionary<string, JsonObject> _messages = new(StringComparer.Ordinal);

    /// <summary>Makes those of some messages.</summary>
    /// <exception cref="ContractException">A member has no sentence, or the documentation files are not there.</exception>
    public MessageSchemas(IEnumerable<PublishedMessage> messages)
    {
        _parts["Document"] = Export(DocumentJson.Default.PostingDocument, isSent: true);
        foreach (var message in messages)
        {
            _messages[message.Name] = Export(message.Type, message.IsSent);
        }

        // What stands as a message of its own and inside another is one and the same.
        foreach (var twice in _messages.Keys.Where(_parts.ContainsKey))
        {
            _parts.Remove(twice);
        }
    }

    /// <summary>The whole schemas of the messages, by name.</summary>
    public IReadOnlyDictionary<string, JsonObject> Messages => _messages;

    /// <summary>What they refer to, by name, in order of the names.</summary>
    public IReadOnlyDictionary<string, JsonObject> Parts => _parts;

    /// <summary>A schema that stands alone: what it refers to is in it.</summary>
    public JsonObject Whole(PublishedMessage message)
    {
        var schema = new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["$id"] = $"urn:ledger:v1:{message.FileName.Split('.')[0]}",
            ["title"] = message.Title,
        };
        foreach (var (keyword, value) in _messages[message.Name])
        {
            schema[keyword] = value?.DeepClone();
        }

        var parts = new SortedDictionary<string, JsonNode?>(StringComparer.Ordinal);
        Gather(_messages[message.Name], parts);
        if (parts.Count > 0)
        {
            schema["$defs"] = new JsonObject(parts);
        }

        return schema;
    }

    void Gather(JsonNode? node, SortedDictionary<string, JsonNode?> parts)
    {
        foreach (var name in References(node).Where(name => !parts.ContainsKey(name)).ToList())
        {
            var part = _parts.GetValueOrDefault(name) ?? _messages[name];
            parts[name] = part.DeepClone();
            Gather(part, parts);
        }
    }

    static IEnumerable<string> References(JsonNode? node) => node switch
    {
        JsonObject members => members.SelectMany(member => member is { Key: "$ref", Value: { } reference }
            ? [reference.GetValue<string>()[Definitions.Length..]]
            : References(member.Value)),
        JsonArray items => items.SelectMany(References),
        _ => [],
    };

    JsonObject Export(JsonTypeInfo type, bool isSent) => type.GetJsonSchemaAsNode(new JsonSchemaExporterOptions
    {
        TreatNullObliviousAsNonNullable = true,
        TransformSchemaNode = (context, node) => Transform(context, node, isSent),
    }).AsObject();

    JsonObject Transform(JsonSchemaExporterContext context, JsonNode node, bool isSent)
    {
        var type = Nullable.GetUnderlyingType(context.TypeInfo.Type) ?? context.TypeInfo.Type;
        var mayBeNull = context.PropertyInfo?.IsGetNullable == true;
        var name = NameOf(type, node, context.Path.Length == 0);
        if (context.Path.Length == 0)
        {
            return Whole(type, node.AsObject(), isSent);
        }

        if (name is not null && !_parts.ContainsKey(name))
        {
            _parts[name] = Part(type, node);
        }

        var schema = name is null ? Scalar(type, node) : Referring(name, mayBeNull);
        if (context.PropertyInfo is { } property)
        {
            Describe(schema, property);
        }

        return schema;
    }

    // What an object of ours, or a text with a form of its own, is called; null for what is written out where it stands.
    static string? NameOf(Type type, JsonNode node, bool isWhole) =>
        type == typeof(JsonElement) ? "Document"
        : type == typeof(DocumentReference) ? "Reference"
        : type == typeof(Currency) || type == typeof(Side) ? type.Name
        : !isWhole && node is JsonObject members && members.ContainsKey("properties") ? type.Name
        : null;

    static JsonObject Part(Type type, JsonNode node) =>
        type == typeof(DocumentReference)
            ? Text(ReferencePattern, "Names a document, unique in its target for ever; at most 16 characters.")
        : type == typeof(Currency)
            ? Text("^[A-Z]{3}$", "ISO 4217 code; it says how many decimal places the minor units have (JPY 0, EUR 2, KWD 3).")
        : type == typeof(Side) ? new JsonObject
        {
            ["type"] = "string",
            ["enum"] = new JsonArray([.. Enum.GetNames<Side>().Select(name => (JsonNode)name)]),
            ["description"] = XmlSentences.Of(type),
        }
        : Whole(type, node.AsObject(), isSent: true);

    static JsonObject Text(string pattern, string description) =>
        new() { ["type"] = "string", ["pattern"] = pattern, ["description"] = description };

    // What Ledger sends has every member that is not null; what it reads must have what the code requires.
    static JsonObject Whole(Type type, JsonObject exported, bool isSent)
    {
        var properties = exported["properties"]!.AsObject();
        var required = isSent
            ? properties.Where(member => !MayBeNull(member.Value!)).Select(member => (JsonNode)member.Key)
            : exported["required"]!.AsArray().Select(name => name!.DeepClone());
        return new JsonObject
        {
            ["type"] = "object",
            ["description"] = XmlSentences.Of(type) ?? throw new ContractException($"{type.Name} has no sentence."),
            ["required"] = new JsonArray([.. required]),
            ["properties"] = properties.DeepClone(),
        };
    }

    static JsonObject Scalar(Type type, JsonNode node)
    {
        var schema = node.DeepClone().AsObject();
        schema.Remove("default");
        if (type == typeof(long))
        {
            schema["format"] = "int64";
        }

        return schema;
    }

    static JsonObject Referring(string name, bool mayBeNull)
    {
        var reference = new JsonObject { ["$ref"] = Definitions + name };
        return mayBeNull ? new JsonObject { ["anyOf"] = new JsonArray(reference, new JsonObject { ["type"] = "null" }) } : reference;
    }

    static void Describe(JsonObject schema, JsonPropertyInfo property)
    {
        var member = $"{char.ToUpperInvariant(property.Name[0])}{property.Name[1..]}";
        foreach (var (keyword, value) in MemberRules.Of(property.DeclaringType, member))
        {
            schema[keyword] = value?.DeepClone();
        }

        schema["description"] = XmlSentences.Of(property.DeclaringType, member)
            ?? throw new ContractException($"{property.DeclaringType.Name}.{member} has no sentence.");
    }

    /// <summary>True when null is a value by a schema.</summary>
    internal static bool MayBeNull(JsonNode schema) =>
        (schema["type"] as JsonArray)?.Any(IsNullWord) == true
        || (schema["anyOf"] as JsonArray)?.Any(one => IsNullWord(one!["type"])) == true;

    static bool IsNullWord(JsonNode? type) => type is JsonValue word && word.GetValue<string>() == "null";
}
