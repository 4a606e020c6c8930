using Ledger.Bench.Reporting;
using Ledger.LocalStack;
using Ledger.LocalStack.Servers;
using Npgsql;

namespace Ledger.Bench;

/// <summary>Private servers of the benchmark, made anew for every run and removed after it.</summary>
public sealed class BenchServers : IAsyncDisposable
{
    readonly LocalRabbitMq _rabbitMq;
    readonly LocalPostgres _postgres;
    readonly string _folder;

    BenchServers(string folder, LocalPostgres postgres, LocalRabbitMq rabbitMq)
    {
        _folder = folder;
        _postgres = postgres;
        _rabbitMq = rabbitMq;
    }

    /// <summary>Address of the broker.</summary>
    public Uri Broker => _rabbitMq.Uri;

    /// <summary>First process of the broker.</summary>
    public int BrokerPid => _rabbitMq.Process.Pid;

    /// <summary>First process of the database.</summary>
    public int PostgresPid => _postgres.Process.Pid;

    /// <summary>Bytes that are free where the database keeps its data.</summary>
    public long FreeBytes => new DriveInfo(_postgres.DataFolder).AvailableFreeSpace;

    /// <summary>
    /// Starts both servers. PostgreSQL keeps the time of every commit, and has a quarter of the memory for its buffers, as
    /// its manual recommends: https://www.postgresql.org/docs/15/runtime-config-resource.html.
    /// </summary>
    public static async Task<BenchServers> StartAsync(StackFolder stack, IProgress<string> progress, CancellationToken ct)
    {
        var folder = Path.Combine(stack.Home, "bench");
        await RemoveAsync(folder, ct);
        var rabbitMq = LocalRabbitMq.StartAsync(Path.Combine(folder, "rabbitmq"), management: false, progress, ct);
        var postgres = await LocalPostgres.StartAsync(Path.Combine(folder, "postgres"), progress, ct);
        await ExecuteAsync(postgres.ConnectionString, "alter system set track_commit_timestamp = on", ct);
        var buffers = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4 / 1_048_576;
        await ExecuteAsync(postgres.ConnectionString, $"alter system set shared_buffers = '{buffers}MB'", ct);
        await postgres.RestartAsync(progress, ct);
        return new BenchServers(folder, postgres, await rabbitMq);
    }

    /// <summary>Makes a database and returns how to reach it.</summary>
    public async Task<string> CreateDatabaseAsync(string name, CancellationToken ct)
    {
        await ExecuteAsync(_postgres.ConnectionString, $"drop database if exists {name} with (force)", ct);
        await ExecuteAsync(_postgres.ConnectionString, $"create database {name}", ct);
        return new NpgsqlConnectionStringBuilder(_postgres.ConnectionString) { Database = name }.ConnectionString;
    }

    /// <summary>Versions of both servers and the size of the machine, for the report.</summary>
    public async Task<Machine> DescribeAsync(CancellationToken ct)
    {
        await using var connection = new NpgsqlConnection(_postgres.ConnectionString);
        await connection.OpenAsync(ct);
        return new Machine(
            Environment.ProcessorCount, connection.ServerVersion, await BrokerVersionAsync(ct), Environment.Version.ToString());
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _postgres.StopAsync(CancellationToken.None);
        await _rabbitMq.StopAsync(CancellationToken.None);
        await RemoveAsync(_folder, CancellationToken.None);
    }

    async Task<string> BrokerVersionAsync(CancellationToken ct)
    {
        var factory = new RabbitMQ.Client.ConnectionFactory { Uri = Broker };
        await using var connection = await factory.CreateConnectionAsync(ct);
        var version = connection.ServerProperties?["version"] as byte[] ?? [];
        return System.Text.Encoding.ASCII.GetString(version);
    }

    static async Task RemoveAsync(string folder, CancellationToken ct)
    {
        await LocalPostgres.DeleteAsync(Path.Combine(folder, "postgres"), ct);
        await LocalRabbitMq.DeleteAsync(Path.Combine(folder, "rabbitmq"), ct);
    }

    static async Task ExecuteAsync(string connectionString, string sql, CancellationToken ct)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(ct);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(ct);
    }
}
