using Ledger.LocalStack.Processes;
using Ledger.LocalStack.Servers;
using Ledger.LocalStack.Servers.Tryton;

namespace Ledger.LocalStack;

/// <summary>Cleans up after test runs, also those that were killed.</summary>
public static class LeftBehind
{
    /// <summary>Kills every server and process that was started below a folder, and deletes the folder with their data.</summary>
    /// <returns>How many processes still ran.</returns>
    public static async Task<int> RemoveAsync(string folder, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(folder))
        {
            return 0;
        }

        var pidFiles = Directory.EnumerateFiles(folder, "*.pid", SearchOption.AllDirectories).ToList();
        var running = pidFiles.Count(pidFile => PidFile.Read(pidFile) is not null);
        foreach (var setup in Directory.EnumerateFiles(folder, "server.json", SearchOption.AllDirectories).ToList())
        {
            await DeleteServerAsync(Path.GetDirectoryName(setup)!, cancellationToken);
        }

        foreach (var process in pidFiles.Select(PidFile.Read).OfType<RunningProcess>())
        {
            await process.KillAsync(cancellationToken);
        }

        Directory.Delete(folder, recursive: true);
        return running;
    }

    static Task DeleteServerAsync(string folder, CancellationToken cancellationToken) =>
        File.ReadAllText(Path.Combine(folder, "server.json")) switch
        {
            var setup when setup.Contains("nodeName", StringComparison.Ordinal) => LocalRabbitMq.DeleteAsync(folder, cancellationToken),
            var setup when setup.Contains("adminPassword", StringComparison.Ordinal) => LocalTryton.DeleteAsync(folder, cancellationToken),
            _ => LocalPostgres.DeleteAsync(folder, cancellationToken),
        };
}
