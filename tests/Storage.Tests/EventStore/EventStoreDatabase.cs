using System.Globalization;
using Ledger.EventStore;
using Ledger.TestKit;
using Npgsql;

namespace Ledger.Storage.Tests.EventStore;

/// <summary>A fresh database with the event store's tables in schema <c>journal</c>.</summary>
public sealed class EventStoreDatabase : IAsyncDisposable
{
    public const string Schema = "journal";

    readonly TestDatabase _database;

    EventStoreDatabase(TestDatabase database)
    {
        _database = database;
        Source = NpgsqlDataSource.Create(database.ConnectionString);
    }

    public string ConnectionString => _database.ConnectionString;

    public NpgsqlDataSource Source { get; }

    public static async Task<EventStoreDatabase> CreateAsync()
    {
        var database = new EventStoreDatabase(await TestDatabase.CreateAsync());
        await SchemaMigrations.ApplyAsync(database.Source, Schema, EventStoreMigrations.Scripts, CancellationToken.None);
        return database;
    }

    public async Task ExecuteAsync(string sql)
    {
        await using var command = Source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    public async Task<long> CountAsync(string fromAndWhere)
    {
        await using var command = Source.CreateCommand($"select count(*) from {fromAndWhere}");
        return Convert.ToInt64(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture);
    }

    /// <summary>One line a row, columns joined by " | ", nulls as "-".</summary>
    public async Task<string[]> RowsAsync(string sql)
    {
        await using var command = Source.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await reader.ReadAsync())
        {
            var values = Enumerable.Range(0, reader.FieldCount)
                .Select(n => reader.IsDBNull(n) ? "-" : Convert.ToString(reader.GetValue(n), CultureInfo.InvariantCulture));
            rows.Add(string.Join(" | ", values));
        }

        return [.. rows];
    }

    public async ValueTask DisposeAsync()
    {
        await Source.DisposeAsync();
        await _database.DisposeAsync();
    }
}
