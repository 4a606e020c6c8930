using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Ledger.TestKit;

/// <summary>
/// A real Tryton, an ERP that nobody here has written: a copy of <see cref="TrytonTemplate"/> with a server of its own, on 127.0.0.1 only,
/// up within two seconds and killed at the end. It needs Debian's packages and no other right.
/// </summary>
public sealed class TrytonServer : IAsyncDisposable
{
    /// <summary>Name of the database.</summary>
    public const string Database = "ledger";

    /// <summary>What to do where it is not installed; the reason why tests were skipped.</summary>
    public const string HowToInstall = "There is no Tryton here: apt-get install tryton-server tryton-modules-account.";

    const string Modules = "/usr/lib/python3/dist-packages/trytond/modules";

    const string EndSessions = """
        import sqlite3, sys
        database = sqlite3.connect(sys.argv[1], timeout=30)
        database.execute("delete from ir_session where create_uid in (select id from res_user where login = ?)", sys.argv[2:])
        database.commit()
        """;

    static readonly TimeSpan StartTime = TimeSpan.FromSeconds(60);
    readonly Process _process;
    readonly string _folder;

    TrytonServer(Process process, string folder, Uri address, TrytonClient admin)
    {
        (_process, _folder, Address, Admin) = (process, folder, address, admin);
    }

    /// <summary>True where the packages are installed.</summary>
    public static bool IsInstalled { get; } =
        Programs("trytond").Any() && Programs("trytond-admin").Any() && Directory.Exists(Path.Combine(Modules, "account"));

    /// <summary>Address without the database, such as <c>http://127.0.0.1:20123/</c>.</summary>
    public Uri Address { get; }

    /// <summary>A session of its administrator, who sees and may do everything.</summary>
    public TrytonClient Admin { get; }

    /// <summary>Starts one on a copy of the template, which is made first if need be.</summary>
    public static async Task<TrytonServer> StartAsync()
    {
        var template = await TrytonTemplate.EnsureAsync();
        var folder = TestFolder.Create();
        File.Copy(template, Path.Combine(folder, $"{Database}.sqlite"));
        return await StartAsync(folder);
    }

    /// <summary>
    /// Ends a user's sessions, as their age does: nobody may do that over the line, and a new password does not do it (6.0.29).
    /// </summary>
    public Task EndSessionsAsync(string login) => RunAsync(
        _folder, "python3", new Dictionary<string, string>(StringComparer.Ordinal),
        "-c", EndSessions, Path.Combine(_folder, $"{Database}.sqlite"), login);

    /// <summary>Starts one on the database of a folder.</summary>
    internal static async Task<TrytonServer> StartAsync(string folder)
    {
        var port = FreePort();
        var config = Path.Combine(folder, "trytond.conf");
        await File.WriteAllTextAsync(config, Configuration(folder, port));
        var process = Launch(folder, "trytond", ["-c", config, "-d", Database]);
        await File.WriteAllTextAsync(Path.Combine(folder, "trytond.pid"), PidLine(process.Id));
        try
        {
            var address = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/"));
            var admin = await LoginAsync(process, address, folder);
            return new TrytonServer(process, folder, address, admin);
        }
        catch
        {
            await KillAsync(process);
            throw;
        }
    }

    /// <summary>Runs a program of Tryton's to its end.</summary>
    internal static async Task RunAsync(string folder, string program, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        using var process = Launch(folder, program, arguments, environment);
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} failed: {await File.ReadAllTextAsync(LogOf(folder, program))}");
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Kills it and leaves its folder.</summary>
    internal async Task StopAsync()
    {
        Admin.Dispose();
        await KillAsync(_process);
        File.Delete(Path.Combine(_folder, "trytond.pid"));
    }

    static async Task KillAsync(Process process)
    {
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
    }

    static async Task<TrytonClient> LoginAsync(Process process, Uri address, string folder)
    {
        var until = Environment.TickCount64 + (long)StartTime.TotalMilliseconds;
        while (true)
        {
            try
            {
                return await TrytonClient.LoginAsync(address, TrytonTemplate.AdminPassword);
            }
            catch (HttpRequestException) when (!process.HasExited && Environment.TickCount64 < until)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50));
            }
            catch (HttpRequestException away)
            {
                throw new InvalidOperationException(
                    $"trytond did not come up: {await File.ReadAllTextAsync(LogOf(folder, "trytond"))}", away);
            }
        }
    }

    // The shell replaces itself, so that the process is the program; its output goes where nobody has to read it.
    static Process Launch(string folder, string program, string[] arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo("/bin/sh") { UseShellExecute = false, WorkingDirectory = folder };
        string[] all = ["-c", """log=$1; shift; exec "$@" >>"$log" 2>&1 </dev/null""", "sh", LogOf(folder, program), program, .. arguments];
        Array.ForEach(all, start.ArgumentList.Add);
        foreach (var (name, value) in environment ?? new Dictionary<string, string>(StringComparer.Ordinal))
        {
            start.Environment[name] = value;
        }

        return Process.Start(start) ?? throw new InvalidOperationException($"{program} was not started.");
    }

    static string LogOf(string folder, string program) => Path.Combine(folder, $"{program}.log");

    static string Configuration(string folder, int port) => string.Create(CultureInfo.InvariantCulture, $"""
        [database]
        uri = sqlite://
        path = {folder}
        [web]
        listen = 127.0.0.1:{port}
        """);

    // The form of ./ledger test's own processes, by which it kills what a killed test run has left.
    static string PidLine(int pid)
    {
        var stat = File.ReadAllText($"/proc/{pid}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        var boot = File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim();
        return $"{pid} {fields[19]} {boot}\n";
    }

    static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    static IEnumerable<string> Programs(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, name)).Where(File.Exists);
}
