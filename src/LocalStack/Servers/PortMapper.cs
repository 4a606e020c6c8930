using Ledger.LocalStack.Processes;

namespace Ledger.LocalStack.Servers;

/// <summary>
/// Erlang's port mapper (epmd) of one private RabbitMQ. Started by us and not by Erlang, which would leave it running
/// for ever and share it with every other Erlang program of the machine.
/// </summary>
static class PortMapper
{
    static readonly TimeSpan StopGrace = TimeSpan.FromSeconds(5);

    /// <summary>Starts it unless it runs.</summary>
    public static async Task StartAsync(string folder, RabbitMqSetup setup, CancellationToken cancellationToken)
    {
        if (PidFile.Read(PathIn(folder)) is not null)
        {
            return;
        }

        var process = DetachedProcess.Start(new ProcessLaunch
        {
            Program = ServerPrograms.Epmd(),
            Arguments = ["-port", setup.EpmdPort.ToString(), "-address", "127.0.0.1"],
            LogFile = ServerFolder.Log(folder),
            DroppedPrefixes = ["ERL_", "LISTEN_"],
        });
        PidFile.Write(PathIn(folder), process);
        while (FreePort.IsFree(setup.EpmdPort))
        {
            if (!process.IsAlive)
            {
                throw StackStartException.Of("epmd", "ended while starting", ServerFolder.Log(folder));
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), cancellationToken);
        }
    }

    /// <summary>Stops it if it runs.</summary>
    public static async Task StopAsync(string folder, CancellationToken cancellationToken)
    {
        if (PidFile.Read(PathIn(folder)) is { } process)
        {
            await process.StopAsync(StopSignal.Terminate, StopGrace, cancellationToken);
        }

        if (Directory.Exists(folder))
        {
            PidFile.Delete(PathIn(folder));
        }
    }

    static string PathIn(string folder) => Path.Combine(folder, "epmd.pid");
}
