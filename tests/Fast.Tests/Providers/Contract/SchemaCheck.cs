using System.Text.Json;
using System.Text.RegularExpressions;

namespace Ledger.Fast.Tests.Providers.Contract;

/// <summary>
/// Whether JSON fits a JSON Schema (2020-12), for the keywords that our schema uses; another keyword throws, so that none is passed over.
/// </summary>
sealed class SchemaCheck(JsonElement root)
{
    static readonly string[] Notes = ["$schema", "$id", "$defs", "title", "description"];

    internal bool Fits(JsonElement value) => Fits(value, root);

    bool Fits(JsonElement value, JsonElement schema) =>
        schema.EnumerateObject().All(rule => Fits(value, rule.Name, rule.Value, schema));

    bool Fits(JsonElement value, string keyword, JsonElement rule, JsonElement schema) => keyword switch
    {
        "type" => rule.ValueKind == JsonValueKind.String ? IsOf(value, rule.GetString()!) : rule.EnumerateArray().Any(type => IsOf(value, type.GetString()!)),
        "enum" => rule.EnumerateArray().Any(one => JsonElement.DeepEquals(one, value)),
        "const" => JsonElement.DeepEquals(rule, value),
        "$ref" => Fits(value, root.GetProperty("$defs").GetProperty(rule.GetString()!["#/$defs/".Length..])),
        "allOf" => rule.EnumerateArray().All(one => Fits(value, one)),
        "anyOf" => rule.EnumerateArray().Any(one => Fits(value, one)),
        "if" => !Fits(value, rule) || Fits(value, schema.GetProperty("then")),
        "then" => schema.TryGetProperty("if", out _),
        "required" => value.ValueKind != JsonValueKind.Object || rule.EnumerateArray().All(name => value.TryGetProperty(name.GetString()!, out _)),
        "properties" => value.ValueKind != JsonValueKind.Object
            || rule.EnumerateObject().All(member => !value.TryGetProperty(member.Name, out var inner) || Fits(inner, member.Value)),
        "items" => value.ValueKind != JsonValueKind.Array || value.EnumerateArray().All(item => Fits(item, rule)),
        "maxItems" => value.ValueKind != JsonValueKind.Array || value.GetArrayLength() <= rule.GetInt32(),
        "maxLength" => value.ValueKind != JsonValueKind.String || value.GetString()!.Length <= rule.GetInt32(),
        "pattern" => value.ValueKind != JsonValueKind.String
            || Regex.IsMatch(value.GetString()!, rule.GetString()!.Replace("$", "\\z", StringComparison.Ordinal), RegexOptions.None, TimeSpan.FromSeconds(1)),
        "minimum" => value.ValueKind != JsonValueKind.Number || value.GetDecimal() >= rule.GetDecimal(),
        "maximum" => value.ValueKind != JsonValueKind.Number || value.GetDecimal() <= rule.GetDecimal(),
        _ when Notes.Contains(keyword) => true,
        _ => throw new NotSupportedException($"The check does not know the keyword {keyword}."),
    };

    static bool IsOf(JsonElement value, string type) => type switch
    {
        "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        "string" => value.ValueKind == JsonValueKind.String,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "null" => value.ValueKind == JsonValueKind.Null,
        "number" => value.ValueKind == JsonValueKind.Number,
        "integer" => value.ValueKind == JsonValueKind.Number && decimal.IsInteger(value.GetDecimal()),
        _ => throw new NotSupportedException($"The check does not know the type {type}."),
    };
}
