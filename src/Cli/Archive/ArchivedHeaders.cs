using System.Text.Json;

namespace Ledger.Cli.Archive;

/// <summary>Headers of an archived delivery.</summary>
static class ArchivedHeaders
{
    /// <summary>Reads the JSON object that the archive keeps.</summary>
    public static IReadOnlyDictionary<string, string> Read(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.EnumerateObject().ToDictionary(
            header => header.Name, header => header.Value.GetString() ?? "", StringComparer.Ordinal);
    }
}
