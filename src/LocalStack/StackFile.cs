using System.Text.Json;
using System.Text.Json.Serialization;
using Ledger.LocalStack.Processes;

namespace Ledger.LocalStack;

/// <summary>What runs in a local stack: <c>.ledger/stack.json</c>, mode 0600 because it holds passwords.</summary>
public sealed record StackFile
{
    /// <summary>A role's process.</summary>
    /// <param name="Url">Where it listens.</param>
    /// <param name="Pid">Its process number.</param>
    /// <param name="Log">Path of its log.</param>
    public sealed record Role(Uri Url, int Pid, string Log);

    /// <summary>The PostgreSQL in use.</summary>
    /// <param name="ConnectionString">How to reach it (Npgsql).</param>
    /// <param name="Port">Its port; null when configured by LEDGER_POSTGRES, as are the others.</param>
    /// <param name="Pid">Its process number.</param>
    /// <param name="DataFolder">Where its data is.</param>
    /// <param name="Configured">True when it was named by LEDGER_POSTGRES and is not ours to stop.</param>
    public sealed record Database(string ConnectionString, int? Port, int? Pid, string? DataFolder, bool Configured);

    /// <summary>The RabbitMQ in use.</summary>
    /// <param name="Uri">How to reach it (AMQP).</param>
    /// <param name="Port">Its port; null when configured by LEDGER_RABBITMQ, as are the others.</param>
    /// <param name="Pid">Its process number.</param>
    /// <param name="DataFolder">Where its data is.</param>
    /// <param name="Configured">True when it was named by LEDGER_RABBITMQ and is not ours to stop.</param>
    public sealed record Broker(Uri Uri, int? Port, int? Pid, string? DataFolder, bool Configured);

    /// <summary>An ERP of the stack's own, as a server.</summary>
    /// <param name="Url">Where it listens.</param>
    /// <param name="Pid">Its process number.</param>
    /// <param name="DataFolder">Where its data is.</param>
    public sealed record ErpServer(Uri Url, int Pid, string DataFolder);

    /// <summary>Receives webhooks.</summary>
    public required Role Gateway { get; init; }

    /// <summary>Runs the consumers.</summary>
    public required Role Worker { get; init; }

    /// <summary>Holds streams and evidence.</summary>
    public required Database Postgres { get; init; }

    /// <summary>Carries the messages.</summary>
    [JsonPropertyName("rabbitmq")]
    public required Broker RabbitMq { get; init; }

    /// <summary>Path of the secrets file.</summary>
    public required string SecretsFile { get; init; }

    /// <summary>Path of the file of the archive's master keys; null in a file of an older build.</summary>
    public string? ArchiveKeys { get; init; }

    /// <summary>Path of the file of ERP targets; null when nothing is exported.</summary>
    public string? ErpTargets { get; init; }

    /// <summary>SHA-256 of what the worker was started with beside servers and secrets: the targets and their addresses.</summary>
    public string? ErpTargetsSha256 { get; init; }

    /// <summary>Path of the key by which tokens of ERPs are sealed; null when the stack has no ERPs of its own.</summary>
    public string? ErpTokenKey { get; init; }

    /// <summary>Stands in for the payment providers' APIs; null when it does not run.</summary>
    public Role? Providers { get; init; }

    /// <summary>Stands in for QuickBooks Online; null when it does not run.</summary>
    public Role? QuickBooks { get; init; }

    /// <summary>Stands in for Odoo; null when it does not run.</summary>
    public Role? Odoo { get; init; }

    /// <summary>A real Tryton; null when it does not run.</summary>
    public ErpServer? Tryton { get; init; }

    /// <summary>When the stack was last brought up.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Reads it; null when there is none or it cannot be understood.</summary>
    public static StackFile? Read(string path)
    {
        try
        {
            return File.Exists(path) ? JsonSerializer.Deserialize(File.ReadAllText(path), StackFileJson.Default.StackFile) : null;
        }
        catch (JsonException)
        {
            return null; // Written by another version; the pid files still say what runs.
        }
    }

    /// <summary>Writes it; whole or not at all.</summary>
    public void Write(string path) => PrivateFile.Write(path, JsonSerializer.Serialize(this, StackFileJson.Default.StackFile) + "\n");
}

/// <summary>Source-generated JSON of the stack file.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(StackFile))]
public sealed partial class StackFileJson : JsonSerializerContext;
