using System.Text.Json;
using System.Text.Json.Nodes;

namespace Ledger.Contract;

/// <summary>
/// The schemas of released versions, as they were: <c>schemas/frozen/v1/journal-entry.schema.json</c>. Nobody writes there but whoever
/// releases, by copying.
/// </summary>
public static class FrozenSchemas
{
    /// <summary>The version whose schemas the code gives.</summary>
    const string Current = "v1";

    /// <summary>What a reader of this major version's released schemas could not read, a sentence each; empty when nothing.</summary>
    /// <param name="folder">The folder of the contract.</param>
    /// <exception cref="ContractException">A released schema is not JSON.</exception>
    public static IReadOnlyList<string> Breaks(string folder)
    {
        var frozen = Path.Combine(folder, "schemas", "frozen", Current);
        var schemas = new MessageSchemas(PublishedMessages.All);
        return Directory.Exists(frozen)
            ? [.. Directory.GetFiles(frozen, "*.schema.json").Order(StringComparer.Ordinal).SelectMany(file => Breaks(file, schemas))]
            : [];
    }

    static IEnumerable<string> Breaks(string file, MessageSchemas schemas)
    {
        var name = Path.GetFileName(file);
        var message = PublishedMessages.All.FirstOrDefault(message => message.FileName == name);
        return message is null
            ? [$"{name}: the message is no more."]
            : SchemaCompatibility.Breaks(Read(file), schemas.Whole(message), message.IsSent).Select(broken => $"{name}: {broken}");
    }

    static JsonObject Read(string file)
    {
        try
        {
            return JsonNode.Parse(File.ReadAllText(file)) as JsonObject ?? throw new ContractException($"{file} is no schema.");
        }
        catch (JsonException e)
        {
            throw new ContractException($"{file} is not JSON: {e.Message}", e);
        }
    }
}
