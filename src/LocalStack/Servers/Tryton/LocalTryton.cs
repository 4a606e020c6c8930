using System.Globalization;
using Ledger.LocalStack.Processes;

namespace Ledger.LocalStack.Servers.Tryton;

/// <summary>
/// A private Tryton, an ERP that nobody here has written, from Debian's packages: own data in SQLite, own port, on 127.0.0.1 only. It
/// outlives the program that starts it; starting it again from the same folder finds it running.
/// </summary>
public sealed class LocalTryton
{
    /// <summary>Name of its database.</summary>
    public const string Database = "ledger";

    static readonly TimeSpan StopGrace = TimeSpan.FromSeconds(10);
    readonly string _folder;
    readonly TrytonSetup _setup;

    LocalTryton(string folder, TrytonSetup setup, RunningProcess process) => (_folder, _setup, Process) = (folder, setup, process);

    /// <summary>Address without the database, such as <c>http://127.0.0.1:20123/</c>.</summary>
    public Uri Address => AddressOf(_setup);

    /// <summary>Its process.</summary>
    public RunningProcess Process { get; }

    /// <summary>Where its data is.</summary>
    public string DataFolder => _folder;

    /// <summary>
    /// Starts the server of a folder and waits until it answers; returns the running one if it runs. At first it is made, in half a minute
    /// or less.
    /// </summary>
    /// <param name="folder">Its own folder, for instance <c>.ledger/tryton</c>.</param>
    /// <param name="company">What it is set up with when it is made.</param>
    /// <param name="progress">Told what happens.</param>
    /// <param name="cancellationToken">Stops what was started.</param>
    /// <exception cref="MissingProgramException">Tryton is not installed.</exception>
    /// <exception cref="StackStartException">It did not come up.</exception>
    public static async Task<LocalTryton> StartAsync(
        string folder, TrytonCompany company, IProgress<string> progress, CancellationToken cancellationToken)
    {
        folder = Path.GetFullPath(folder);
        using var held = await FolderLock.TakeAsync(ServerFolder.Lock(folder), cancellationToken);
        if (FindRunning(folder) is { } running)
        {
            progress.Report($"Tryton already runs on {running.Address}");
            return running;
        }

        var setup = TrytonNode.Prepare(folder, progress);
        var isMade = File.Exists(MadeFile(folder));
        if (!isMade)
        {
            progress.Report("setting up Tryton (once; about twenty seconds)");
            await TrytonNode.InitializeAsync(folder, setup, cancellationToken);
        }

        progress.Report($"starting Tryton on {AddressOf(setup)}");
        var process = TrytonNode.Launch(folder);
        try
        {
            PidFile.Write(ServerFolder.PidFile(folder), process);
            using var admin = await TrytonNode.LoginAsync(
                process, AddressOf(setup), setup, ServerFolder.Log(folder), cancellationToken);
            if (!isMade)
            {
                await TrytonBookkeeper.SetUpAsync(admin, company);
                PrivateFile.Write(MadeFile(folder), "");
            }

            return new LocalTryton(folder, setup, process);
        }
        catch (InvalidOperationException refused)
        {
            await process.KillAsync(CancellationToken.None);
            throw StackStartException.Of("Tryton", $"could not be set up: {refused.Message}", ServerFolder.Log(folder), refused);
        }
        catch
        {
            await process.KillAsync(CancellationToken.None);
            throw;
        }
    }

    /// <summary>Puts a copy of a stopped server's data into an empty folder, to be started from there on a port of its own.</summary>
    public static void Copy(string from, string to)
    {
        var setup = SetupFile.Read(Path.GetFullPath(from), SetupJson.Default.TrytonSetup)
            ?? throw new MissingProgramException($"{from} holds no Tryton.", "Start one there first.");
        to = Directory.CreateDirectory(Path.GetFullPath(to)).FullName;
        File.Copy(TrytonNode.DatabaseFile(from), TrytonNode.DatabaseFile(to));
        SetupFile.Write(to, setup with { Port = FreePort.Choose() }, SetupJson.Default.TrytonSetup);
        PrivateFile.Write(MadeFile(to), "");
    }

    /// <summary>The server of a folder if it runs; null otherwise.</summary>
    public static LocalTryton? FindRunning(string folder)
    {
        folder = Path.GetFullPath(folder);
        return SetupFile.Read(folder, SetupJson.Default.TrytonSetup) is { } setup
            && (PidFile.Read(ServerFolder.PidFile(folder)) ?? TrytonNode.FindOrphan(folder)) is { } process
                ? new LocalTryton(folder, setup, process)
                : null;
    }

    /// <summary>Stops the server of a folder if it runs, and deletes the folder with all data.</summary>
    public static async Task DeleteAsync(string folder, CancellationToken cancellationToken)
    {
        folder = Path.GetFullPath(folder);
        if (FindRunning(folder) is { } running)
        {
            await running.Process.KillAsync(cancellationToken);
        }

        ServerFolder.Delete(folder, dataFolder: null);
    }

    /// <summary>A session of its administrator, who sees and may do everything.</summary>
    /// <exception cref="HttpRequestException">It does not answer.</exception>
    public Task<TrytonClient> LoginAsync(CancellationToken cancellationToken) =>
        TrytonClient.LoginAsync(Address, _setup.AdminPassword, cancellationToken);

    /// <summary>Stops it.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await Process.StopAsync(StopSignal.Terminate, StopGrace, cancellationToken);
        PidFile.Delete(ServerFolder.PidFile(_folder));
    }

    /// <summary>True when it answers.</summary>
    public async Task<bool> IsReadyAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var admin = await LoginAsync(cancellationToken);
            return true;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    static Uri AddressOf(TrytonSetup setup) => new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{setup.Port}/"));

    // There once the company is set up: a start that was interrupted before is begun anew.
    static string MadeFile(string folder) => Path.Combine(folder, "made");
}
