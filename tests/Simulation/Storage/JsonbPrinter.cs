using System.Text;
using System.Text.Json;

namespace Ledger.Simulation.Storage;

/// <summary>
/// Prints JSON as the documentation of PostgreSQL says that <c>jsonb</c> does: members by length of their name, then by
/// bytes; of equal names the last; a blank behind comma and colon. Written for the auditor, not taken from the product.
/// </summary>
static class JsonbPrinter
{
    public static string Print(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        var output = new StringBuilder(json.Length + 64);
        Print(document.RootElement, output);
        return output.ToString();
    }

    static void Print(JsonElement value, StringBuilder output)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                PrintObject(value, output);
                break;
            case JsonValueKind.Array:
                output.Append('[');
                var first = true;
                foreach (var item in value.EnumerateArray())
                {
                    output.Append(first ? "" : ", ");
                    first = false;
                    Print(item, output);
                }

                output.Append(']');
                break;
            case JsonValueKind.String:
                PrintText(value.GetString()!, output);
                break;
            default:
                output.Append(value.GetRawText()); // Amounts are whole numbers: their text is their value.
                break;
        }
    }

    static void PrintObject(JsonElement value, StringBuilder output)
    {
        var members = new List<JsonProperty>();
        foreach (var member in value.EnumerateObject())
        {
            members.RemoveAll(earlier => earlier.NameEquals(member.Name));
            members.Add(member);
        }

        members.Sort(static (a, b) => a.Name.Length != b.Name.Length
            ? a.Name.Length - b.Name.Length
            : string.CompareOrdinal(a.Name, b.Name)); // Names are ASCII.
        output.Append('{');
        for (var n = 0; n < members.Count; n++)
        {
            output.Append(n == 0 ? "" : ", ");
            PrintText(members[n].Name, output);
            output.Append(": ");
            Print(members[n].Value, output);
        }

        output.Append('}');
    }

    static void PrintText(string text, StringBuilder output)
    {
        output.Append('"');
        foreach (var letter in text)
        {
            switch (letter)
            {
                case '"':
                    output.Append("\\\"");
                    break;
                case '\\':
                    output.Append(@"\\");
                    break;
                case '\n':
                    output.Append("\\n");
                    break;
                case '\0':
                    throw new StoreException("22P05", "\\u0000 cannot be converted to text.");
                default:
                    output.Append(letter);
                    break;
            }
        }

        output.Append('"');
    }
}
