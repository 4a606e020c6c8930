using Ledger.LocalStack;
using Ledger.LocalStack.Processes;
using Ledger.LocalStack.Servers;
using Ledger.LocalStack.Servers.Tryton;

namespace Ledger.TestKit;

/// <summary>
/// A real Tryton for one test: a copy of <see cref="TrytonTemplate"/> with a server of its own, up within two seconds and killed at the
/// end. It needs Debian's packages and no other right.
/// </summary>
public sealed class TrytonServer : IAsyncDisposable
{
    /// <summary>What to do where it is not installed; the reason why tests were skipped.</summary>
    public const string HowToInstall = "There is no Tryton here: apt-get install tryton-server tryton-modules-account.";

    const string EndSessions = """
        import sqlite3, sys
        database = sqlite3.connect(sys.argv[1], timeout=30)
        database.execute("delete from ir_session where create_uid in (select id from res_user where login = ?)", sys.argv[2:])
        database.commit()
        """;

    readonly LocalTryton _server;

    TrytonServer(LocalTryton server, TrytonClient admin) => (_server, Admin) = (server, admin);

    /// <summary>True where the packages are installed.</summary>
    public static bool IsInstalled => ServerPrograms.HasTryton;

    /// <summary>Address without the database, such as <c>http://127.0.0.1:20123/</c>.</summary>
    public Uri Address => _server.Address;

    /// <summary>A session of its administrator, who sees and may do everything.</summary>
    public TrytonClient Admin { get; }

    /// <summary>Starts one on a copy of the template, which is made first if need be.</summary>
    public static async Task<TrytonServer> StartAsync()
    {
        var folder = TestFolder.Create();
        LocalTryton.Copy(await TrytonTemplate.EnsureAsync(), folder);
        var server = await LocalTryton.StartAsync(folder, TrytonTemplate.Setup, ProgressWriter.Silent, CancellationToken.None);
        return new TrytonServer(server, await server.LoginAsync(CancellationToken.None));
    }

    /// <summary>
    /// Ends a user's sessions, as their age does: nobody may do that over the line, and a new password does not do it (6.0.29).
    /// </summary>
    public async Task EndSessionsAsync(string login)
    {
        var code = await DetachedProcess.RunAsync(
            new ProcessLaunch
            {
                Program = "python3",
                Arguments = ["-c", EndSessions, Path.Combine(_server.DataFolder, $"{LocalTryton.Database}.sqlite"), login],
                LogFile = Path.Combine(_server.DataFolder, "sessions.log"),
            },
            CancellationToken.None);
        if (code != 0)
        {
            throw new InvalidOperationException(
                $"Sessions were not ended: {await File.ReadAllTextAsync(Path.Combine(_server.DataFolder, "sessions.log"))}");
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Admin.Dispose();
        await LocalTryton.DeleteAsync(_server.DataFolder, CancellationToken.None);
    }
}
