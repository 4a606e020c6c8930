using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Ledger.LocalStack.Processes;
using Ledger.LocalStack.Servers.Tryton;

namespace Ledger.LocalStack.Servers;

/// <summary>Reads and writes the remembered choices.</summary>
static class SetupFile
{
    /// <summary>The remembered choices; null when there are none.</summary>
    public static T? Read<T>(string folder, JsonTypeInfo<T> type)
        where T : class
    {
        var path = PathIn(folder);
        return File.Exists(path) ? JsonSerializer.Deserialize(File.ReadAllText(path), type) : null;
    }

    /// <summary>Remembers them.</summary>
    public static T Write<T>(string folder, T setup, JsonTypeInfo<T> type)
    {
        PrivateFile.Write(PathIn(folder), JsonSerializer.Serialize(setup, type));
        return setup;
    }

    static string PathIn(string folder) => Path.Combine(folder, "server.json");
}

/// <summary>JSON of the remembered choices.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(PostgresSetup))]
[JsonSerializable(typeof(RabbitMqSetup))]
[JsonSerializable(typeof(TrytonSetup))]
sealed partial class SetupJson : JsonSerializerContext;
