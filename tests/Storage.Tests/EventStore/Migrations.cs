using Ledger.EventStore;
using Ledger.TestKit;
using Npgsql;
using Xunit;

namespace Ledger.Storage.Tests.EventStore;

public sealed class Migrations
{
    static readonly MigrationScript Extra = new(100, "extra", "create table {schema}.extra (id int);");

    [Fact]
    public async Task A_second_run_changes_nothing()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var source = NpgsqlDataSource.Create(database.ConnectionString);

        Assert.Equal(EventStoreMigrations.Scripts.Count, await ApplyAsync(source, EventStoreMigrations.Scripts));
        Assert.Equal(0, await ApplyAsync(source, EventStoreMigrations.Scripts));
        Assert.Equal(1, await ApplyAsync(source, [.. EventStoreMigrations.Scripts, Extra]));
    }

    [Fact]
    public async Task Eight_processes_at_once_apply_every_script_once()
    {
        await using var database = await TestDatabase.CreateAsync();
        var applied = await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            await using var source = NpgsqlDataSource.Create(database.ConnectionString);
            return await Task.Run(() => ApplyAsync(source, [.. EventStoreMigrations.Scripts, Extra]));
        }));

        Assert.Equal(EventStoreMigrations.Scripts.Count + 1, applied.Sum());
    }

    [Fact]
    public async Task A_changed_script_is_refused_by_name()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var source = NpgsqlDataSource.Create(database.ConnectionString);
        await ApplyAsync(source, [Extra]);

        var refusal = await Assert.ThrowsAsync<MigrationRefusedException>(
            () => ApplyAsync(source, [Extra with { Sql = "create table {schema}.extra (id bigint);" }]));
        Assert.Contains("100-extra", refusal.Message);
    }

    [Fact]
    public async Task A_database_newer_than_the_build_is_refused()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var source = NpgsqlDataSource.Create(database.ConnectionString);
        await ApplyAsync(source, [.. EventStoreMigrations.Scripts, Extra]);

        var refusal = await Assert.ThrowsAsync<MigrationRefusedException>(() => ApplyAsync(source, EventStoreMigrations.Scripts));
        Assert.Contains("version 100", refusal.Message);
    }

    [Fact]
    public async Task A_script_that_fails_leaves_nothing_and_can_be_run_again()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var source = NpgsqlDataSource.Create(database.ConnectionString);
        var broken = Extra with { Sql = "create table {schema}.extra (id int); select 1 / 0;" };

        await Assert.ThrowsAsync<PostgresException>(() => ApplyAsync(source, [broken]));
        Assert.Equal(1, await ApplyAsync(source, [Extra]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Journal")]
    [InlineData("a; drop table x")]
    [InlineData("1a")]
    public async Task A_schema_name_that_is_no_plain_identifier_is_refused(string schema)
    {
        await using var source = NpgsqlDataSource.Create(TestServers.Postgres);
        await Assert.ThrowsAsync<ArgumentException>(
            () => SchemaMigrations.ApplyAsync(source, schema, [Extra], CancellationToken.None));
    }

    static Task<int> ApplyAsync(NpgsqlDataSource source, IReadOnlyList<MigrationScript> scripts) =>
        SchemaMigrations.ApplyAsync(source, "journal", scripts, CancellationToken.None);
}
