using Ledger.EventStore;
using Ledger.Evidence;
using Ledger.JournalPosting.Storage;
using Npgsql;

namespace Ledger.Worker;

/// <summary>The worker's databases, brought up to this build's schema before anything is consumed.</summary>
public static class Databases
{
    /// <summary>
    /// A worker that has gone silent (stopped, or its network lost) must not keep the schema's lock from the others for
    /// longer than this; its own work takes milliseconds. Without it the server waits as long as its TCP does: two hours.
    /// </summary>
    const string SilentInTransaction = "-c idle_in_transaction_session_timeout=10s";

    static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(60);

    /// <summary>Opens a pool whose connections name the worker.</summary>
    public static NpgsqlDataSource Open(string connectionString)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString)
        {
            ApplicationName = "ledger-worker",
            MaxAutoPrepare = 64,
            AutoPrepareMinUsages = 2,
        };
        settings.Options = $"{SilentInTransaction} {settings.Options}".TrimEnd();
        return NpgsqlDataSource.Create(settings);
    }

    /// <summary>Applies what is missing of both schemas; waits up to a minute for a server that is still starting.</summary>
    /// <exception cref="NpgsqlException">A server cannot be reached.</exception>
    /// <exception cref="MigrationRefusedException">A schema is not one that this build may work on.</exception>
    public static async Task MigrateAsync(NpgsqlDataSource journal, NpgsqlDataSource evidence, CancellationToken ct)
    {
        var deadline = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                await SchemaMigrations.ApplyAsync(
                    journal, "journal", JournalMigrations.Scripts, ct);
                await SchemaMigrations.ApplyAsync(evidence, "evidence", EvidenceMigrations.Scripts, ct);
                return;
            }
            catch (NpgsqlException away) when (
                away.IsTransient && TimeProvider.System.GetElapsedTime(deadline) < StartTimeout)
            {
                await Task.Delay(TimeSpan.FromSeconds(1), ct);
            }
        }
    }
}
