using Npgsql;

namespace Ledger.EventStore;

/// <summary>Brings a schema to the state that the build expects, forward only.</summary>
public static class SchemaMigrations
{
    static readonly TimeSpan LockAgain = TimeSpan.FromMilliseconds(200);

    /// <summary>
    /// Applies every script that the schema has not seen, each in a transaction of its own, in order of version.
    /// Safe to run again and from several processes at once: they take turns.
    /// </summary>
    /// <returns>How many scripts were applied.</returns>
    /// <exception cref="MigrationRefusedException">
    /// An applied script has changed, or the database knows a version that this build does not.
    /// </exception>
    public static async Task<int> ApplyAsync(
        NpgsqlDataSource source, string schema, IReadOnlyList<MigrationScript> scripts, CancellationToken ct)
    {
        SchemaName.Require(schema);
        var ordered = scripts.OrderBy(script => script.Version).ToList();
        if (ordered.DistinctBy(script => script.Version).Count() != ordered.Count)
        {
            throw new ArgumentException("Two scripts carry the same version.", nameof(scripts));
        }

        await using var connection = await source.OpenConnectionAsync(ct);
        for (var applied = 0; ; applied++)
        {
            if (!await ApplyNextAsync(connection, schema, ordered, ct))
            {
                return applied;
            }
        }
    }

    static async Task<bool> ApplyNextAsync(
        NpgsqlConnection connection, string schema, List<MigrationScript> scripts, CancellationToken ct)
    {
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await LockAsync(connection, schema, ct);
        var known = await ReadAppliedAsync(connection, schema, ct);
        RequireFit(schema, known, scripts);
        var next = scripts.Find(script => !known.ContainsKey(script.Version));
        if (next is not null)
        {
            await ApplyAsync(connection, schema, next, ct);
        }

        await transaction.CommitAsync(ct);
        return next is not null;
    }

    // Another process may be at a long script. It is asked again and again: a wait at the server would not see a line that is lost.
    static async Task LockAsync(NpgsqlConnection connection, string schema, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("select pg_try_advisory_xact_lock(hashtextextended($1, 0))", connection)
        {
            Parameters = { new() { Value = $"ledger/migrations/{schema}" } },
        };
        while (!(bool)(await command.ExecuteScalarAsync(ct))!)
        {
            await Task.Delay(LockAgain, ct);
        }
    }

    static async Task<Dictionary<int, string>> ReadAppliedAsync(
        NpgsqlConnection connection, string schema, CancellationToken ct)
    {
        await using (var create = new NpgsqlCommand(
            $"""
            do $$
            begin
                if to_regclass('{schema}.ledger_migrations') is null then
                    create schema if not exists {schema};
                    create table {schema}.ledger_migrations (
                        version    integer     not null constraint ledger_migrations_pk primary key,
                        name       text        not null,
                        sha256     text        not null,
                        applied_at timestamptz not null default now());
                end if;
            end $$
            """,
            connection))
        {
            await create.ExecuteNonQueryAsync(ct);
        }

        await using var select = new NpgsqlCommand($"select version, sha256 from {schema}.ledger_migrations", connection);
        await using var reader = await select.ExecuteReaderAsync(ct);
        var known = new Dictionary<int, string>();
        while (await reader.ReadAsync(ct))
        {
            known.Add(reader.GetInt32(0), reader.GetString(1));
        }

        return known;
    }

    static void RequireFit(string schema, Dictionary<int, string> known, List<MigrationScript> scripts)
    {
        var ours = scripts.ToDictionary(script => script.Version);
        foreach (var (version, sha256) in known.OrderBy(pair => pair.Key))
        {
            if (!ours.TryGetValue(version, out var script))
            {
                throw new MigrationRefusedException(
                    $"Schema {schema} has version {version}, which this build does not know: the database is newer. Run the newer build.");
            }

            if (script.Sha256 != sha256)
            {
                throw new MigrationRefusedException(
                    $"Script {version}-{script.Name} differs from the one that schema {schema} was made with. "
                    + "Published scripts stay as they are; put the change into a new one.");
            }
        }
    }

    static async Task ApplyAsync(
        NpgsqlConnection connection, string schema, MigrationScript script, CancellationToken ct)
    {
        var sql = script.Sql.Replace("{schema}", schema, StringComparison.Ordinal);
        await using (var run = new NpgsqlCommand($"set local search_path to {schema};\n{sql}", connection))
        {
            run.CommandTimeout = 0;
            await run.ExecuteNonQueryAsync(ct);
        }

        await using var remember = new NpgsqlCommand(
            $"insert into {schema}.ledger_migrations (version, name, sha256) values ($1, $2, $3)", connection)
        {
            Parameters = { new() { Value = script.Version }, new() { Value = script.Name }, new() { Value = script.Sha256 } },
        };
        await remember.ExecuteNonQueryAsync(ct);
    }
}
