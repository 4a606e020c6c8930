using Ledger.EventStore;
using Ledger.Inventory.Policy;
using Ledger.JournalPosting.Matrix;
using Ledger.MessageBus;
using Ledger.ProviderAccess;
using Ledger.Worker;
using Npgsql;

const int SomethingMissing = 3;
const int ServerUnreachable = 4;

try
{
    var options = WorkerSettings.Read(Environment.GetEnvironmentVariable);
    await using var databases = Databases.Of(options);
    await databases.MigrateAsync(CancellationToken.None);
    await ArchiveStart.RequireKeysAsync(options, databases, CancellationToken.None);
    await using var app = WorkerHost.Build(options, databases);
    await app.RunAsync();
    return 0;
}
catch (Exception refused) when (refused is SettingsRefusedException or MigrationRefusedException
    or MatrixRefusedException or PolicyRefusedException or SecretsRefusedException)
{
    await Console.Error.WriteLineAsync(refused.Message);
    return SomethingMissing;
}
catch (Exception away) when (away is BrokerAwayException or NpgsqlException)
{
    await Console.Error.WriteLineAsync(away.Message);
    return ServerUnreachable;
}
