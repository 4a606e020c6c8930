using Ledger.EventStore;
using Ledger.Evidence;
using Ledger.Evidence.Sealing;
using Ledger.TestKit;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Ledger.Storage.Tests.Evidence;

/// <summary>A fresh database with the archive's tables in schema <c>evidence</c>.</summary>
public sealed class EvidenceDatabase : IAsyncDisposable
{
    public const string Schema = "evidence";

    readonly TestDatabase _database;

    EvidenceDatabase(TestDatabase database)
    {
        _database = database;
        Source = NpgsqlDataSource.Create(database.ConnectionString);
    }

    public NpgsqlDataSource Source { get; }

    public static Task<EvidenceDatabase> CreateAsync() => CreateAsync(EvidenceMigrations.Scripts);

    public static async Task<EvidenceDatabase> CreateAsync(IEnumerable<MigrationScript> scripts)
    {
        var database = new EvidenceDatabase(await TestDatabase.CreateAsync());
        await database.MigrateAsync(scripts);
        return database;
    }

    public Task MigrateAsync(IEnumerable<MigrationScript> scripts) =>
        SchemaMigrations.ApplyAsync(Source, Schema, [.. scripts], CancellationToken.None);

    /// <summary>The keys that the archive is opened with.</summary>
    public static MasterKeys Keys { get; } = MasterKeys.OfText(TestArchiveKeys.Text);

    /// <summary>A master key by its name.</summary>
    public static byte[]? KeyOf(string name) => Keys.Find(name)?.Bytes;

    public DeliveryArchive Open(MasterKeys? keys = null) => new(
        Source, Schema, keys ?? Keys, new BatchQueueOptions(), TimeProvider.System, NullLogger<DeliveryArchive>.Instance);

    public async Task<T> ScalarAsync<T>(string sql)
    {
        await using var command = Source.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    public async Task ExecuteAsync(string sql)
    {
        await using var command = Source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Source.DisposeAsync();
        await _database.DisposeAsync();
    }
}
