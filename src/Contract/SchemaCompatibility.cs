using System.Text.Json.Nodes;

namespace Ledger.Contract;

/// <summary>
/// Whether who reads messages by a released schema can go on with those of a later one of the same major version (R-EV-11, R-EV-18): an
/// optional member may come, nothing may go, change its type or its name.
/// </summary>
public static class SchemaCompatibility
{
    /// <summary>What a later schema breaks, a sentence each; empty when it breaks nothing.</summary>
    /// <param name="released">The schema as it was released, standing alone.</param>
    /// <param name="later">The schema of now, standing alone.</param>
    /// <param name="isSent">True for what Ledger publishes, false for what it reads: there nothing more may be asked for.</param>
    public static IReadOnlyList<string> Breaks(JsonObject released, JsonObject later, bool isSent) =>
        [.. new Comparison(released, later, isSent).Of(released, later, "$")];

    sealed class Comparison(JsonObject released, JsonObject later, bool isSent)
    {
        readonly HashSet<string> _seen = new(StringComparer.Ordinal);

        public IEnumerable<string> Of(JsonNode before, JsonNode after, string path)
        {
            if (before["$ref"]?.GetValue<string>() is { } reference && !_seen.Add($"{reference} {after["$ref"]}"))
            {
                return [];
            }

            var (old, now) = (Follow(released, before), Follow(later, after));
            return Types(old, now, path).Concat(Keywords(old, now, path)).Concat(Members(old, now, path)).Concat(Items(old, now, path));
        }

        static IEnumerable<string> Types(JsonObject old, JsonObject now, string path)
        {
            var (before, after) = (TypesOf(old), TypesOf(now));
            if (!before.SetEquals(after))
            {
                yield return $"{path} was {string.Join(" or ", before)} and is {string.Join(" or ", after)}.";
            }
        }

        static IEnumerable<string> Keywords(JsonObject old, JsonObject now, string path)
        {
            foreach (var keyword in new[] { "format", "pattern", "contentEncoding", "const", "maxLength", "minLength", "minItems" })
            {
                if (!JsonNode.DeepEquals(old[keyword], now[keyword]))
                {
                    yield return $"{path} had {keyword} {Text(old[keyword])} and has {Text(now[keyword])}.";
                }
            }

            var gone = Words(old).Where(word => !Words(now).Contains(word, StringComparer.Ordinal)).ToList();
            if (gone.Count > 0 || (Words(old).Count == 0) != (Words(now).Count == 0))
            {
                yield return $"{path} no longer has the same list: {(gone.Count > 0 ? string.Join(", ", gone) : "it began or ended")}.";
            }
        }

        IEnumerable<string> Members(JsonObject old, JsonObject now, string path)
        {
            var (before, after) = (old["properties"] as JsonObject, now["properties"] as JsonObject);
            foreach (var (name, member) in before ?? [])
            {
                if (after?[name] is not { } still)
                {
                    yield return $"{path}.{name} was removed or renamed.";
                    continue;
                }

                foreach (var broken in Of(member!, still, $"{path}.{name}"))
                {
                    yield return broken;
                }
            }

            var (asked, asks) = (Required(old), Required(now));
            foreach (var name in isSent ? asked.Except(asks, StringComparer.Ordinal) : asks.Except(asked, StringComparer.Ordinal))
            {
                yield return isSent ? $"{path}.{name} was always there and may be missing now." : $"{path}.{name} must be given now.";
            }
        }

        IEnumerable<string> Items(JsonObject old, JsonObject now, string path)
        {
            foreach (var keyword in new[] { "items", "additionalProperties" })
            {
                if (old[keyword] is JsonObject before && now[keyword] is JsonObject after)
                {
                    foreach (var broken in Of(before, after, $"{path}[]"))
                    {
                        yield return broken;
                    }
                }
                else if (old[keyword] is null != now[keyword] is null)
                {
                    yield return $"{path} had {keyword} or has them now.";
                }
            }
        }

        // One that may be null is looked at without that: its types say it.
        static JsonObject Follow(JsonObject whole, JsonNode schema)
        {
            var inner = schema["anyOf"] is JsonArray either ? either[0]! : schema;
            return inner["$ref"]?.GetValue<string>() is { } reference
                ? MarkedNull(whole["$defs"]![reference["#/$defs/".Length..]]!.AsObject(), MessageSchemas.MayBeNull(schema))
                : inner.AsObject();
        }

        static JsonObject MarkedNull(JsonObject schema, bool mayBeNull)
        {
            if (!mayBeNull)
            {
                return schema;
            }

            var marked = schema.DeepClone().AsObject();
            marked["type"] = new JsonArray(schema["type"]!.DeepClone(), "null");
            return marked;
        }

        static HashSet<string> TypesOf(JsonObject schema) => schema["type"] switch
        {
            null => [],
            JsonArray several => [.. several.Select(type => type!.GetValue<string>())],
            var one => [one.GetValue<string>()],
        };

        static List<string> Words(JsonObject schema) => [.. (schema["enum"] as JsonArray ?? []).Select(Text)];

        static List<string> Required(JsonObject schema) =>
            [.. (schema["required"] as JsonArray ?? []).Select(name => name!.GetValue<string>())];

        static string Text(JsonNode? value) => value?.ToJsonString() ?? "none";
    }
}
