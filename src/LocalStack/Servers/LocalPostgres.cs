using Ledger.LocalStack.Processes;
using Npgsql;

namespace Ledger.LocalStack.Servers;

/// <summary>
/// A private PostgreSQL: own data, own port, on 127.0.0.1 only, without a Unix socket, never as root. It outlives the
/// program that starts it; starting it again from the same folder finds it running.
/// </summary>
public sealed class LocalPostgres
{
    static readonly TimeSpan StopGrace = TimeSpan.FromSeconds(30);
    readonly string _folder;
    readonly PostgresSetup _setup;

    LocalPostgres(string folder, PostgresSetup setup, RunningProcess process)
    {
        _folder = folder;
        _setup = setup;
        Process = process;
    }

    /// <summary>How to reach its database <c>ledger</c> (Npgsql); the user may create others.</summary>
    public string ConnectionString => PostgresCluster.ConnectionString(_setup, "ledger");

    /// <summary>Its port on 127.0.0.1, the same each time it starts from this folder.</summary>
    public int Port => _setup.Port;

    /// <summary>Its first process (the postmaster).</summary>
    public RunningProcess Process { get; private set; }

    /// <summary>Where its data is.</summary>
    public string DataFolder => _setup.DataFolder;

    /// <summary>Where it writes what it does.</summary>
    public string LogFile => ServerFolder.Log(_folder);

    /// <summary>
    /// Starts the server of a folder, making it at first, and waits until it answers; returns the running one if it runs.
    /// </summary>
    /// <param name="folder">Its own folder, for instance <c>.ledger/postgres</c>.</param>
    /// <param name="progress">Told what happens.</param>
    /// <param name="cancellationToken">Stops what was started.</param>
    /// <exception cref="MissingProgramException">PostgreSQL is not installed.</exception>
    /// <exception cref="StackStartException">It did not come up.</exception>
    public static async Task<LocalPostgres> StartAsync(
        string folder, IProgress<string> progress, CancellationToken cancellationToken)
    {
        folder = Path.GetFullPath(folder);
        using var held = await FolderLock.TakeAsync(ServerFolder.Lock(folder), cancellationToken);
        if (FindRunning(folder) is { } running)
        {
            progress.Report($"PostgreSQL already runs on port {running.Port}");
            return running;
        }

        var setup = await PostgresCluster.PrepareAsync(folder, progress, cancellationToken);
        progress.Report($"starting PostgreSQL on 127.0.0.1:{setup.Port}");
        var process = PostgresCluster.Launch(folder, setup);
        try
        {
            PidFile.Write(ServerFolder.PidFile(folder), process);
            await PostgresCluster.WaitUntilReadyAsync(process, setup, ServerFolder.Log(folder), cancellationToken);
            return new LocalPostgres(folder, setup, process);
        }
        catch
        {
            await process.StopAsync(StopSignal.Interrupt, StopGrace, CancellationToken.None);
            throw;
        }
    }

    /// <summary>
    /// Says, before the first start, where the data of a folder's server goes: an empty or new folder that PostgreSQL's
    /// user can reach, such as one on a disk of its own.
    /// </summary>
    public static void PlaceData(string folder, string dataFolder)
    {
        folder = Directory.CreateDirectory(Path.GetFullPath(folder)).FullName;
        SetupFile.Write(folder, PostgresCluster.NewSetup(dataFolder), SetupJson.Default.PostgresSetup);
    }

    /// <summary>The server of a folder if it runs; null otherwise.</summary>
    public static LocalPostgres? FindRunning(string folder)
    {
        folder = Path.GetFullPath(folder);
        return SetupFile.Read(folder, SetupJson.Default.PostgresSetup) is { } setup
            && (PidFile.Read(ServerFolder.PidFile(folder)) ?? PostgresCluster.FindOrphan(setup)) is { } process
                ? new LocalPostgres(folder, setup, process)
                : null;
    }

    /// <summary>Stops the server of a folder if it runs, and deletes the folder with all data.</summary>
    public static async Task DeleteAsync(string folder, CancellationToken cancellationToken)
    {
        folder = Path.GetFullPath(folder);
        if (FindRunning(folder) is { } running)
        {
            await running.KillAsync(cancellationToken);
        }

        ServerFolder.Delete(folder, SetupFile.Read(folder, SetupJson.Default.PostgresSetup)?.DataFolder);
    }

    /// <summary>Stops it in order: open connections are closed, data is flushed.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        NpgsqlConnection.ClearPool(new NpgsqlConnection(ConnectionString));
        await Process.StopAsync(StopSignal.Interrupt, StopGrace, cancellationToken);
        PidFile.Delete(ServerFolder.PidFile(_folder));
    }

    /// <summary>Kills all its processes at once (<c>kill -9</c>), as a crash of the machine would.</summary>
    public async Task KillAsync(CancellationToken cancellationToken)
    {
        // The backends lead groups of their own; they must be gone before the data can be opened again, and none may come meanwhile.
        Process.Suspend();
        var backends = Process.Children();
        await Process.KillAsync(cancellationToken);
        foreach (var backend in backends)
        {
            await backend.KillAsync(cancellationToken);
        }
    }

    /// <summary>Lets all its processes stand still (<c>SIGSTOP</c>); connections stay open and get no answer.</summary>
    public void Suspend()
    {
        Process.Suspend(); // First, so that it starts no more.
        foreach (var backend in Process.Children())
        {
            backend.Suspend();
        }
    }

    /// <summary>Lets them go on.</summary>
    public void Resume()
    {
        foreach (var backend in Process.Children())
        {
            backend.Resume();
        }

        Process.Resume();
    }

    /// <summary>Starts it again from the same folder, on the same port; stops it first when it runs.</summary>
    public async Task RestartAsync(IProgress<string> progress, CancellationToken cancellationToken)
    {
        await StopAsync(cancellationToken);
        Process = (await StartAsync(_folder, progress, cancellationToken)).Process;
    }
}
