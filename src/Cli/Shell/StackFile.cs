using System.Text.Json;
using System.Text.Json.Serialization;

namespace Ledger.Cli.Shell;

/// <summary>What <c>.ledger/stack.json</c> says about the local stack; only what commands need to reach it.</summary>
sealed record StackFile
{
    /// <summary>A role's process.</summary>
    public sealed record Role(Uri? Url);

    /// <summary>The PostgreSQL in use.</summary>
    public sealed record Database(string? ConnectionString);

    /// <summary>The RabbitMQ in use.</summary>
    public sealed record Broker(Uri? Uri);

    /// <summary>Receives webhooks; null when it does not run.</summary>
    public Role? Gateway { get; init; }

    /// <summary>Runs the consumers; null when it does not run.</summary>
    public Role? Worker { get; init; }

    /// <summary>Null when there is none.</summary>
    public Database? Postgres { get; init; }

    /// <summary>Null when there is none.</summary>
    [JsonPropertyName("rabbitmq")]
    public Broker? RabbitMq { get; init; }

    /// <summary>Path of the secrets file.</summary>
    public string? SecretsFile { get; init; }

    /// <summary>Reads the file of a home folder; null when there is none.</summary>
    /// <exception cref="CliError">The file is not the JSON it should be.</exception>
    public static StackFile? Read(string home)
    {
        var path = Path.Combine(home, "stack.json");
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize(File.ReadAllText(path), StackFileJson.Default.StackFile);
        }
        catch (JsonException exception)
        {
            throw CliError.Missing(
                "STACK_FILE_UNREADABLE", $"{path} is not the JSON that './ledger up' writes: {exception.Message}",
                "Run './ledger down' and './ledger up' to write it anew.");
        }
    }
}

/// <summary>Source-generated JSON of the stack file.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(StackFile))]
sealed partial class StackFileJson : JsonSerializerContext;
