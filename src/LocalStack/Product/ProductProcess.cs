using System.Globalization;
using Ledger.LocalStack.Processes;

namespace Ledger.LocalStack.Product;

/// <summary>A running process of the product. It outlives the program that starts it.</summary>
public sealed class ProductProcess
{
    static readonly TimeSpan ReadyWithin = TimeSpan.FromSeconds(60);
    static readonly TimeSpan StopGrace = TimeSpan.FromSeconds(20);
    static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);
    static readonly HttpClient Http = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = TimeSpan.FromSeconds(2) };
    readonly StackFolder _folder;

    ProductProcess(StackFolder folder, ProductRole role, Uri url, RunningProcess process)
    {
        _folder = folder;
        Role = role;
        Url = url;
        Process = process;
    }

    /// <summary>Which one.</summary>
    public ProductRole Role { get; }

    /// <summary>Where it listens.</summary>
    public Uri Url { get; }

    /// <summary>The process.</summary>
    public RunningProcess Process { get; }

    /// <summary>Where its output goes.</summary>
    public string LogFile => _folder.LogOf(Role.Name);

    /// <summary>True when a part of its program was built after it was started.</summary>
    public bool IsOutdated
    {
        get
        {
            var parts = new FileInfo(_folder.ProgramOf(Role.Project)).Directory!;
            var started = File.GetLastWriteTimeUtc(_folder.PidFileOf(Role.Name));
            return parts.Exists && parts.EnumerateFiles("*.dll").Any(part => part.LastWriteTimeUtc > started);
        }
    }

    /// <summary>Starts it and waits until it says that it is ready.</summary>
    /// <param name="folder">The stack it belongs to.</param>
    /// <param name="role">Which one.</param>
    /// <param name="url">Where it shall listen; null for the role's remembered free port.</param>
    /// <param name="environment">The product's settings.</param>
    /// <param name="progress">Told what happens.</param>
    /// <param name="cancellationToken">Stops what was started.</param>
    /// <exception cref="MissingProgramException">Its program is not built.</exception>
    /// <exception cref="StackStartException">It ended, or was not ready in time; it does not run any more.</exception>
    public static async Task<ProductProcess> StartAsync(
        StackFolder folder, ProductRole role, Uri? url, IReadOnlyDictionary<string, string> environment,
        IProgress<string> progress, CancellationToken cancellationToken)
    {
        var program = folder.ProgramOf(role.Project);
        if (!File.Exists(program))
        {
            throw new MissingProgramException($"{program} is not built.", "Run ./ledger up, which builds it.");
        }

        url = Remember(folder, role, url ?? ChooseUrl(folder, role));
        progress.Report($"starting {role.Name} on {url}");
        var process = DetachedProcess.Start(new ProcessLaunch
        {
            Program = DotnetHost.Program,
            Name = role.Name,
            Arguments = [program, .. role.Arguments(folder)],
            LogFile = folder.LogOf(role.Name),
            WorkingFolder = folder.Checkout,
            Environment = new Dictionary<string, string>(environment) { [role.UrlSetting] = url.ToString() },
        });
        var started = new ProductProcess(folder, role, url, process);
        try
        {
            PidFile.Write(folder.PidFileOf(role.Name), process);
            if (!await started.ReadyWithinAsync(ReadyWithin, cancellationToken))
            {
                throw StackStartException.Of($"The {role.Name}", WhyNotReady(process, url), started.LogFile);
            }

            return started;
        }
        catch
        {
            await started.StopAsync(CancellationToken.None);
            throw;
        }
    }

    /// <summary>The running process of a role; null when there is none.</summary>
    public static ProductProcess? FindRunning(StackFolder folder, ProductRole role) =>
        PidFile.Read(folder.PidFileOf(role.Name)) is { } process
            ? new ProductProcess(folder, role, RememberedUrl(folder, role) ?? new Uri("http://127.0.0.1/"), process)
            : null;

    /// <summary>Asks it whether it is ready (<c>/health/ready</c>).</summary>
    public async Task<bool> IsReadyAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var response = await Http.GetAsync(new Uri(Url, "/health/ready"), cancellationToken);
            return response.IsSuccessStatusCode;
        }
        catch (Exception away) when (away is HttpRequestException
            || (away is TaskCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return false;
        }
    }

    /// <summary>Waits until it is ready.</summary>
    /// <returns>False when it was not in that time, or has ended.</returns>
    public async Task<bool> ReadyWithinAsync(TimeSpan time, CancellationToken cancellationToken)
    {
        var until = Environment.TickCount64 + (long)time.TotalMilliseconds;
        while (!await IsReadyAsync(cancellationToken))
        {
            if (!Process.IsAlive || Environment.TickCount64 > until)
            {
                return false;
            }

            await Task.Delay(Poll, cancellationToken);
        }

        return true;
    }

    /// <summary>Stops it in order (SIGTERM), and kills it when that takes too long.</summary>
    /// <returns>False when it had to be killed.</returns>
    public async Task<bool> StopAsync(CancellationToken cancellationToken)
    {
        var orderly = await Process.StopAsync(StopSignal.Terminate, StopGrace, cancellationToken);
        PidFile.Delete(_folder.PidFileOf(Role.Name));
        return orderly;
    }

    /// <summary>Kills it at once (<c>kill -9</c>).</summary>
    public Task KillAsync(CancellationToken cancellationToken) => Process.KillAsync(cancellationToken);

    static string WhyNotReady(RunningProcess process, Uri url) => process.IsAlive
        ? $"did not answer 'ready' at {url} within {ReadyWithin.TotalSeconds:0} s"
        : "ended while starting";

    static Uri ChooseUrl(StackFolder folder, ProductRole role) =>
        RememberedUrl(folder, role) is { IsLoopback: true } remembered && FreePort.IsFree(remembered.Port)
            ? remembered
            : new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{FreePort.Choose()}/"));

    static Uri Remember(StackFolder folder, ProductRole role, Uri url)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(folder.UrlFileOf(role.Name))!);
        PrivateFile.Write(folder.UrlFileOf(role.Name), url.ToString());
        return url;
    }

    static Uri? RememberedUrl(StackFolder folder, ProductRole role)
    {
        var path = folder.UrlFileOf(role.Name);
        return File.Exists(path) && Uri.TryCreate(File.ReadAllText(path).Trim(), UriKind.Absolute, out var url) ? url : null;
    }
}
