using Npgsql;

namespace Ledger.TestKit;

/// <summary>A database of its own for one test class, dropped at the end.</summary>
public sealed class TestDatabase : IAsyncDisposable
{
    readonly string _admin;
    readonly string _name;

    TestDatabase(string admin, string name)
    {
        _admin = admin;
        _name = name;
        ConnectionString = new NpgsqlConnectionStringBuilder(admin) { Database = name, MaxPoolSize = 40 }.ConnectionString;
    }

    /// <summary>How to reach it.</summary>
    public string ConnectionString { get; }

    /// <summary>Creates an empty database on the test server.</summary>
    public static async Task<TestDatabase> CreateAsync()
    {
        var admin = TestServers.Postgres;
        var name = $"t_{Guid.CreateVersion7():N}";
        await ExecuteAsync(admin, $"create database {name} strategy file_copy");
        return new TestDatabase(admin, name);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearPool(new NpgsqlConnection(ConnectionString));
        await ExecuteAsync(_admin, $"drop database if exists {_name} with (force)");
    }

    static async Task ExecuteAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        // Dropping a database waits for a checkpoint of the whole server, which may take long beside other tests.
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 180 };
        await command.ExecuteNonQueryAsync();
    }
}
