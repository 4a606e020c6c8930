using Ledger.LocalStack.Processes;

namespace Ledger.LocalStack.Servers;

/// <summary>
/// A private RabbitMQ: own data, node name, cookie, ports and port mapper, everything on 127.0.0.1 only. It outlives
/// the program that starts it; starting it again from the same folder finds it running.
/// </summary>
public sealed class LocalRabbitMq
{
    static readonly TimeSpan StopGrace = TimeSpan.FromSeconds(40);
    readonly string _folder;
    readonly RabbitMqSetup _setup;

    LocalRabbitMq(string folder, RabbitMqSetup setup, RunningProcess process)
    {
        _folder = folder;
        _setup = setup;
        Process = process;
    }

    /// <summary>AMQP address with user and password, virtual host <c>/</c>.</summary>
    public Uri Uri => new($"amqp://ledger:{_setup.Password}@127.0.0.1:{_setup.Port}");

    /// <summary>Address of the management API, which takes the same user and password; null when it is switched off.</summary>
    public Uri? ApiUrl => RabbitMqNode.HasManagement(_setup) ? new Uri($"http://127.0.0.1:{_setup.ApiPort}") : null;

    /// <summary>Its AMQP port on 127.0.0.1, the same each time it starts from this folder.</summary>
    public int Port => _setup.Port;

    /// <summary>Its Erlang machine.</summary>
    public RunningProcess Process { get; private set; }

    /// <summary>Where its data is.</summary>
    public string DataFolder => _setup.DataFolder;

    /// <summary>Where it writes what it does.</summary>
    public string LogFile => ServerFolder.Log(_folder);

    /// <summary>
    /// Starts the server of a folder, making it at first, and waits until it answers; returns the running one if it runs.
    /// </summary>
    /// <param name="folder">Its own folder, for instance <c>.ledger/rabbitmq</c>.</param>
    /// <param name="management">True for the management API too (about a second more); asked of a running server, no effect.</param>
    /// <param name="progress">Told what happens.</param>
    /// <param name="cancellationToken">Stops what was started.</param>
    /// <exception cref="MissingProgramException">RabbitMQ is not installed.</exception>
    /// <exception cref="StackStartException">It did not come up.</exception>
    public static Task<LocalRabbitMq> StartAsync(
        string folder, bool management, IProgress<string> progress, CancellationToken cancellationToken) =>
        StartAsync(folder, management ? [RabbitMqNode.Management] : [], progress, cancellationToken);

    /// <summary>The same with plugins that come with the server, such as <c>rabbitmq_shovel</c>.</summary>
    /// <exception cref="MissingProgramException">RabbitMQ is not installed.</exception>
    /// <exception cref="StackStartException">It did not come up.</exception>
    public static async Task<LocalRabbitMq> StartAsync(
        string folder, IReadOnlyList<string> plugins, IProgress<string> progress, CancellationToken cancellationToken)
    {
        folder = Path.GetFullPath(folder);
        using var held = await FolderLock.TakeAsync(ServerFolder.Lock(folder), cancellationToken);
        if (FindRunning(folder) is { } running)
        {
            progress.Report($"RabbitMQ already runs on port {running.Port}");
            return running;
        }

        var setup = RabbitMqNode.Prepare(folder, plugins, progress);
        progress.Report($"starting RabbitMQ on 127.0.0.1:{setup.Port}");
        RunningProcess? process = null;
        try
        {
            await PortMapper.StartAsync(folder, setup, cancellationToken);
            process = RabbitMqNode.Launch(folder, setup);
            PidFile.Write(ServerFolder.PidFile(folder), process);
            await RabbitMqNode.WaitUntilReadyAsync(process, setup, ServerFolder.Log(folder), cancellationToken);
            return new LocalRabbitMq(folder, setup, process);
        }
        catch
        {
            await (process?.KillAsync(CancellationToken.None) ?? Task.CompletedTask);
            await PortMapper.StopAsync(folder, CancellationToken.None);
            throw;
        }
    }

    /// <summary>The server of a folder if it runs; null otherwise.</summary>
    public static LocalRabbitMq? FindRunning(string folder)
    {
        folder = Path.GetFullPath(folder);
        return SetupFile.Read(folder, SetupJson.Default.RabbitMqSetup) is { } setup
            && (PidFile.Read(ServerFolder.PidFile(folder)) ?? RabbitMqNode.FindOrphan(setup)) is { } process
                ? new LocalRabbitMq(folder, setup, process)
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

        await PortMapper.StopAsync(folder, cancellationToken);
        ServerFolder.Delete(folder, SetupFile.Read(folder, SetupJson.Default.RabbitMqSetup)?.DataFolder);
    }

    /// <summary>Stops what a killed server has left running: its port mapper.</summary>
    internal static Task StopLeftoversAsync(string folder, CancellationToken cancellationToken) =>
        PortMapper.StopAsync(folder, cancellationToken);

    /// <summary>Stops it in order, with its port mapper.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await Process.StopAsync(StopSignal.Terminate, StopGrace, cancellationToken);
        PidFile.Delete(ServerFolder.PidFile(_folder));
        await PortMapper.StopAsync(_folder, cancellationToken);
    }

    /// <summary>Kills it at once (<c>kill -9</c>), as a crash of the machine would; its port mapper stays.</summary>
    public Task KillAsync(CancellationToken cancellationToken) => Process.KillAsync(cancellationToken);

    /// <summary>Starts it again from the same folder, on the same port; stops it first when it runs.</summary>
    public async Task RestartAsync(IProgress<string> progress, CancellationToken cancellationToken)
    {
        await StopAsync(cancellationToken);
        Process = (await StartAsync(_folder, RabbitMqNode.Plugins(_setup), progress, cancellationToken)).Process;
    }
}
