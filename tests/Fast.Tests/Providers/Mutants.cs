using System.Text;
using System.Text.Json;

namespace Ledger.Fast.Tests.Providers;

/// <summary>Makes mutants of a body: every field in every way for JSON, and the bytes as a whole for whatever it is.</summary>
static class Mutants
{
    static readonly (string Kind, string Json)[] Values =
    [
        ("null", "null"), ("true", "true"), ("text", "\"x\""), ("empty text", "\"\""), ("zero", "0"), ("below zero", "-1"),
        ("fraction", "1.5"), ("exponent", "1e9"), ("64 bits and more", "99999999999999999999"), ("10,000 digits", new string('9', 10_000)),
        ("object", "{}"), ("array", "[]"), ("half a surrogate", "\"\\ud800\""), ("zero character", "\"\\u0000\""),
        ("card number", "\"4242424242424242\""), ("10,000 characters", $"\"{new string('x', 10_000)}\""),
        ("60 nested arrays", new string('[', 60) + new string(']', 60)),
        ("10,000 nested arrays", new string('[', 10_000) + new string(']', 10_000)),
    ];

    static readonly string[] Names = ["dropped", "twice, the first wrong", "in capitals", "escaped"];

    /// <summary>All mutants of the fields of JSON: a few hundred for the smallest event.</summary>
    internal static IEnumerable<Mutant> OfFields(byte[] json)
    {
        using var document = JsonDocument.Parse(json);
        foreach (var path in Paths(document.RootElement, ""))
        {
            foreach (var (kind, value) in Values)
            {
                yield return new Mutant(Write(document.RootElement, path, kind, value), path, kind);
            }

            foreach (var kind in Names)
            {
                yield return new Mutant(Write(document.RootElement, path, kind, null), path, kind);
            }
        }
    }

    /// <summary>Mutants of any bytes: cut, in other encodings, with splinters in them.</summary>
    /// <param name="body">The bytes.</param>
    /// <param name="count">How many.</param>
    /// <param name="seed">Which; the same seed gives the same.</param>
    internal static IEnumerable<Mutant> OfBytes(byte[] body, int count, int seed)
    {
        var text = Encoding.UTF8.GetString(body);
        yield return new Mutant(Encoding.Unicode.GetBytes(text), "", "UTF-16");
        yield return new Mutant(Encoding.UTF32.GetBytes(text), "", "UTF-32");
        yield return new Mutant(Encoding.Latin1.GetBytes(text + "é"), "", "Latin-1");
        yield return new Mutant([0xEF, 0xBB, 0xBF, .. body], "", "byte order mark");
        yield return new Mutant([.. body, .. body], "", "twice");
        yield return new Mutant([], "", "nothing");
        var random = new Random(seed);
        for (var n = 6; n < count; n++)
        {
            var at = random.Next(body.Length);
            yield return (n % 4) switch
            {
                0 => new Mutant(body[..at], "", $"cut at {at}, seed {seed}"),
                1 => new Mutant([.. body[..at], (byte)random.Next(256), .. body[(at + 1)..]], "", $"byte {at} replaced, seed {seed}"),
                2 => new Mutant([.. body[..at], .. body[(at + 1)..]], "", $"byte {at} dropped, seed {seed}"),
                _ => new Mutant([.. body[..at], (byte)random.Next(256), .. body[at..]], "", $"byte put in at {at}, seed {seed}"),
            };
        }
    }

    static IEnumerable<string> Paths(JsonElement element, string path)
    {
        var inner = element.ValueKind switch
        {
            JsonValueKind.Object => element.EnumerateObject().Select(member => (member.Name, member.Value)),
            JsonValueKind.Array => element.EnumerateArray().Select((item, n) => ($"{n}", item)),
            _ => [],
        };
        foreach (var (name, value) in inner)
        {
            var at = path.Length == 0 ? name : $"{path}.{name}";
            yield return at;
            foreach (var deeper in Paths(value, at))
            {
                yield return deeper;
            }
        }
    }

    static byte[] Write(JsonElement root, string target, string kind, string? value)
    {
        var text = new StringBuilder();
        Write(text, root, "", target, kind, value);
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    static void Write(StringBuilder text, JsonElement element, string path, string target, string kind, string? value)
    {
        if (path == target && path.Length > 0 && value is not null)
        {
            text.Append(value);
        }
        else if (element.ValueKind == JsonValueKind.Object)
        {
            text.Append('{');
            foreach (var member in element.EnumerateObject())
            {
                WriteMember(text, member, path.Length == 0 ? member.Name : $"{path}.{member.Name}", target, kind, value);
            }

            Close(text, '}');
        }
        else if (element.ValueKind == JsonValueKind.Array)
        {
            text.Append('[');
            foreach (var (item, n) in element.EnumerateArray().Select((item, n) => (item, n)))
            {
                var at = path.Length == 0 ? $"{n}" : $"{path}.{n}";
                if (at != target || kind != "dropped")
                {
                    Write(text, item, at, target, kind, value);
                    text.Append(',');
                }
            }

            Close(text, ']');
        }
        else
        {
            text.Append(element.GetRawText());
        }
    }

    static void WriteMember(StringBuilder text, JsonProperty member, string path, string target, string kind, string? value)
    {
        var name = member.Name;
        if (path == target && value is null)
        {
            switch (kind)
            {
                case "dropped":
                    return;
                case "twice, the first wrong":
                    text.Append(JsonSerializer.Serialize(name)).Append(":[7],");
                    break;
                case "in capitals":
                    name = name.ToUpperInvariant();
                    break;
            }
        }

        var written = JsonSerializer.Serialize(name);
        text.Append(path == target && kind == "escaped" && value is null ? $"\"\\u{(int)name[0]:x4}{written[2..]}" : written).Append(':');
        Write(text, member.Value, path, target, kind, value);
        text.Append(',');
    }

    static void Close(StringBuilder text, char closing)
    {
        if (text[^1] == ',')
        {
            text.Length--;
        }

        text.Append(closing);
    }
}

/// <summary>A body with one thing wrong.</summary>
/// <param name="Body">The bytes.</param>
/// <param name="Path">What was changed, such as <c>data.object.amount</c>; empty when it is the bytes as a whole.</param>
/// <param name="Kind">How.</param>
sealed record Mutant(byte[] Body, string Path, string Kind);
