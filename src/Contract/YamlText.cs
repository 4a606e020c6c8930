using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Ledger.Contract;

/// <summary>
/// Writes JSON as YAML for people: blocks, long texts folded, references in one line. It writes what JSON can say and no more.
/// </summary>
static partial class YamlText
{
    const int Width = 130;

    /// <summary>Writes a value that is an object.</summary>
    public static string Of(JsonObject value)
    {
        var text = new StringBuilder();
        Members(text, value, 0);
        return text.ToString();
    }

    static void Members(StringBuilder text, JsonObject members, int depth)
    {
        foreach (var (name, value) in members)
        {
            text.Append(' ', depth).Append(Scalar(name)).Append(':');
            Value(text, value, depth);
        }
    }

    static void Value(StringBuilder text, JsonNode? value, int depth)
    {
        switch (value)
        {
            case JsonObject { Count: > 0 } members when !IsShort(members, depth):
                text.Append('\n');
                Members(text, members, depth + 2);
                break;
            case JsonArray { Count: > 0 } items when items.Any(item => item is JsonArray or JsonObject):
                text.Append('\n');
                Items(text, items, depth + 2);
                break;
            case JsonValue one when one.GetValueKind() == JsonValueKind.String && IsLong(one.GetValue<string>(), depth):
                Folded(text, one.GetValue<string>(), depth + 2);
                break;
            default:
                text.Append(' ').Append(Flow(value)).Append('\n');
                break;
        }
    }

    static void Items(StringBuilder text, JsonArray items, int depth)
    {
        foreach (var item in items)
        {
            text.Append(' ', depth).Append('-');
            if (item is JsonObject { Count: > 0 } members && !IsShort(members, depth))
            {
                var inner = new StringBuilder();
                Members(inner, members, depth + 2);
                text.Append(' ').Append(inner.ToString().AsSpan(depth + 2));
            }
            else
            {
                Value(text, item, depth);
            }
        }
    }

    static string Flow(JsonNode? value) => value switch
    {
        null => "null",
        JsonObject members => $"{{{string.Join(", ", members.Select(member => $"{Scalar(member.Key)}: {Flow(member.Value)}"))}}}",
        JsonArray items => $"[{string.Join(", ", items.Select(Flow))}]",
        JsonValue one when one.GetValueKind() == JsonValueKind.String => Scalar(one.GetValue<string>()),
        _ => value.ToJsonString(),
    };

    // A reference, an amount, a line of an entry: what a reader takes in at one look.
    static bool IsShort(JsonObject members, int depth) =>
        members.All(member => member.Value is not JsonArray && (member.Value is not JsonObject inner || IsShort(inner, depth)))
        && depth + Flow(members).Length <= Width && !members.Any(member => IsText(member.Key));

    static bool IsText(string name) => name is "description" or "summary" or "title";

    static bool IsLong(string text, int depth) => depth + text.Length > Width - 20 && Foldable().IsMatch(text);

    static void Folded(StringBuilder text, string value, int depth)
    {
        text.Append(" >-\n");
        var column = 0;
        foreach (var word in value.Split(' '))
        {
            if (column > 0 && column + word.Length + 1 > Width)
            {
                text.Append('\n');
                column = 0;
            }

            text.Append(' ', column == 0 ? depth : 1).Append(word);
            column += word.Length + (column == 0 ? depth : 1);
        }

        text.Append('\n');
    }

    static string Scalar(string text) =>
        Plain().IsMatch(text) && !Reserved().IsMatch(text) ? text
        : text.Any(char.IsControl) ? JsonSerializer.Serialize(text, ContractJson.Default.String)
        : $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    // Where nothing can be taken for a mark of YAML's, and nothing for another type.
    [GeneratedRegex(@"^[A-Za-z$/](?:[A-Za-z0-9_./$()`;’–…-]| (?![ #]))*(?<! )$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Plain();

    [GeneratedRegex("^(y|n|yes|no|on|off|true|false|null)$", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Reserved();

    [GeneratedRegex(@"^[^\s](?:[^\s]| (?! ))*[^\s]$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Foldable();
}
