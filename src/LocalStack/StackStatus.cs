using System.Text;
using System.Text.Json.Serialization;
using Ledger.LocalStack.Processes;
using Ledger.LocalStack.Product;
using Ledger.LocalStack.Servers;
using Ledger.LocalStack.Servers.Tryton;
using Npgsql;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Ledger.LocalStack;

/// <summary>What runs of a stack.</summary>
/// <param name="Up">True when every part is ready.</param>
/// <param name="Parts">The parts: postgres, rabbitmq, tryton where it runs, providers, quickbooks and odoo unless unwanted, worker,
/// gateway.</param>
/// <param name="SecretsFile">Path of the secrets file; null when the stack was never up.</param>
public sealed record StackStatus(bool Up, IReadOnlyList<StackStatus.Part> Parts, string? SecretsFile)
{
    /// <summary>One part.</summary>
    /// <param name="Name">Its name.</param>
    /// <param name="State">ready, running (but not ready) or down.</param>
    /// <param name="Configured">True when it is not ours.</param>
    /// <param name="Pid">Its process; null when it does not run here.</param>
    /// <param name="Address">Where it is, without password; null when it does not run.</param>
    /// <param name="RssMb">Resident memory of its process in MiB (of PostgreSQL: of its first process).</param>
    /// <param name="UptimeSeconds">How long it has been running.</param>
    /// <param name="Version">What the server says its version is.</param>
    public sealed record Part(
        string Name, string State, bool Configured, int? Pid, string? Address, long? RssMb, long? UptimeSeconds, string? Version);

    /// <summary>Asks every part, all at once.</summary>
    internal static async Task<StackStatus> ReadAsync(
        StackFolder folder, StackOptions options, CancellationToken cancellationToken)
    {
        var file = StackFile.Read(folder.StackFile);
        var parts = await Task.WhenAll(
            [
                PostgresAsync(folder, options, cancellationToken),
                RabbitMqAsync(folder, options, cancellationToken),
                .. file?.Tryton is not null || LocalTryton.FindRunning(folder.Tryton) is not null
                    ? [TrytonAsync(folder, cancellationToken)]
                    : Array.Empty<Task<Part>>(),
                .. ProductRole.All.Where(role => IsWanted(folder, options, file, role))
                    .Select(role => RoleAsync(folder, role, cancellationToken)),
            ]);
        return new StackStatus(parts.All(part => part.State == "ready"), parts, file?.SecretsFile);
    }

    // A stack that was brought up says itself whether it has ERPs; before that, the settings do.
    static bool IsWanted(StackFolder folder, StackOptions options, StackFile? file, ProductRole role) =>
        (role == ProductRole.Providers ? (file is null ? options.HasProviders : file.Providers is not null)
            : !ProductRole.Simulators.Contains(role) || (file is null ? options.HasErps : file.QuickBooks is not null))
        || ProductProcess.FindRunning(folder, role) is not null;

    static async Task<Part> PostgresAsync(StackFolder folder, StackOptions options, CancellationToken ct)
    {
        var ours = options.Postgres is null ? LocalPostgres.FindRunning(folder.Postgres) : null;
        var target = options.Postgres ?? ours?.ConnectionString;
        if (target is null)
        {
            return Down("postgres");
        }

        var connection = new NpgsqlConnectionStringBuilder(target);
        var version = await PostgresVersionAsync(target, ct);
        return Describe(
            "postgres", version is not null, options.Postgres is not null, ours?.Process,
            $"{connection.Host}:{connection.Port}", version);
    }

    static async Task<Part> RabbitMqAsync(StackFolder folder, StackOptions options, CancellationToken ct)
    {
        var ours = options.RabbitMq is null ? LocalRabbitMq.FindRunning(folder.RabbitMq) : null;
        var target = options.RabbitMq ?? ours?.Uri;
        if (target is null)
        {
            return Down("rabbitmq");
        }

        var version = await RabbitMqVersionAsync(target, ct);
        return Describe(
            "rabbitmq", version is not null, options.RabbitMq is not null, ours?.Process,
            $"{target.Host}:{target.Port}", version);
    }

    static async Task<Part> TrytonAsync(StackFolder folder, CancellationToken ct) => LocalTryton.FindRunning(folder.Tryton) is { } running
        ? Describe(
            "tryton", await running.IsReadyAsync(ct), configured: false, running.Process, running.Address.ToString(), version: null)
        : Down("tryton");

    static async Task<Part> RoleAsync(StackFolder folder, ProductRole role, CancellationToken ct) =>
        ProductProcess.FindRunning(folder, role) is { } running
            ? Describe(role.Name, await running.IsReadyAsync(ct), configured: false, running.Process, running.Url.ToString(), version: null)
            : Down(role.Name);

    static Part Down(string name) => new(name, "down", Configured: false, null, null, null, null, null);

    static Part Describe(string name, bool ready, bool configured, RunningProcess? process, string address, string? version) => new(
        name,
        ready ? "ready" : process is null ? "down" : "running",
        configured,
        process?.Pid,
        address,
        process?.ResidentBytes / (1024 * 1024),
        (long?)process?.Uptime.TotalSeconds,
        version);

    static async Task<string?> PostgresVersionAsync(string connectionString, CancellationToken ct)
    {
        try
        {
            var quick = new NpgsqlConnectionStringBuilder(connectionString) { Timeout = 3, Pooling = false };
            await using var connection = new NpgsqlConnection(quick.ConnectionString);
            await connection.OpenAsync(ct);
            return connection.ServerVersion;
        }
        catch (Exception away) when (away is NpgsqlException or TimeoutException)
        {
            return null;
        }
    }

    static async Task<string?> RabbitMqVersionAsync(Uri uri, CancellationToken ct)
    {
        try
        {
            var factory = new ConnectionFactory { Uri = uri, RequestedConnectionTimeout = TimeSpan.FromSeconds(3) };
            await using var connection = await factory.CreateConnectionAsync("ledger status", ct);
            var version = connection.ServerProperties?["version"] is byte[] text ? Encoding.UTF8.GetString(text) : "unknown";
            await connection.CloseAsync(ct);
            return version;
        }
        catch (Exception away) when (away is BrokerUnreachableException or OperationInterruptedException or TimeoutException)
        {
            return null;
        }
    }
}

/// <summary>Source-generated JSON of the status.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(StackStatus))]
public sealed partial class StackStatusJson : JsonSerializerContext;
