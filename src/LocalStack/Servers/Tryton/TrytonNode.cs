using System.Globalization;
using Ledger.LocalStack.Processes;

namespace Ledger.LocalStack.Servers.Tryton;

/// <summary>Makes the database of a private Tryton, launches it and waits for it.</summary>
static class TrytonNode
{
    static readonly TimeSpan ReadyWithin = TimeSpan.FromSeconds(60);
    static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);

    /// <summary>The remembered choices with a port that is free.</summary>
    public static TrytonSetup Prepare(string folder, IProgress<string> progress)
    {
        ServerPrograms.RequireTryton();
        Directory.CreateDirectory(folder);
        var setup = SetupFile.Read(folder, SetupJson.Default.TrytonSetup) ?? new TrytonSetup(FreePort.Choose(), RandomText.Hex(32));
        if (!FreePort.IsFree(setup.Port))
        {
            progress.Report($"port {setup.Port}, used by Tryton before, is taken by another program: choosing a new one");
            setup = setup with { Port = FreePort.Choose() };
        }

        SetupFile.Write(folder, setup, SetupJson.Default.TrytonSetup);
        PrivateFile.Write(Configuration(folder), string.Create(CultureInfo.InvariantCulture, $"""
            [database]
            uri = sqlite://
            path = {folder}
            [web]
            listen = 127.0.0.1:{setup.Port}

            """));
        return setup;
    }

    /// <summary>Makes an empty database with the module for accounts.</summary>
    public static async Task InitializeAsync(string folder, TrytonSetup setup, CancellationToken cancellationToken)
    {
        File.Delete($"{DatabaseFile(folder)}-journal"); // What an interrupted start has left is begun anew.
        PrivateFile.Write(DatabaseFile(folder), ""); // It must exist, empty.
        var password = Path.Combine(folder, "password");
        PrivateFile.Write(password, setup.AdminPassword);
        var code = await DetachedProcess.RunAsync(
            new ProcessLaunch
            {
                Program = "trytond-admin",
                Arguments =
                [
                    "-c", Configuration(folder), "-d", LocalTryton.Database, "-u", "account", "--activate-dependencies",
                    "--email", "admin@example.invalid",
                ],
                LogFile = ServerFolder.Log(folder),
                WorkingFolder = folder,
                Environment = new Dictionary<string, string> { ["TRYTONPASSFILE"] = password },
            },
            cancellationToken);
        File.Delete(password);
        if (code != 0)
        {
            throw StackStartException.Of("trytond-admin", $"failed with exit code {code}", ServerFolder.Log(folder));
        }
    }

    /// <summary>Starts the server.</summary>
    public static RunningProcess Launch(string folder) => DetachedProcess.Start(new ProcessLaunch
    {
        Program = "trytond",
        Arguments = ["-c", Configuration(folder), "-d", LocalTryton.Database],
        LogFile = ServerFolder.Log(folder),
        WorkingFolder = folder,
    });

    /// <summary>The server of a folder if it runs although its pid file does not say so.</summary>
    public static RunningProcess? FindOrphan(string folder) => RunningProcess.FindByCommandLine($"-c {Configuration(folder)} -d ");

    /// <summary>Waits until the administrator can log in.</summary>
    public static async Task<TrytonClient> LoginAsync(
        RunningProcess process, Uri address, TrytonSetup setup, string logFile, CancellationToken cancellationToken)
    {
        var until = Environment.TickCount64 + (long)ReadyWithin.TotalMilliseconds;
        while (true)
        {
            try
            {
                return await TrytonClient.LoginAsync(address, setup.AdminPassword, cancellationToken);
            }
            catch (HttpRequestException) when (process.IsAlive && Environment.TickCount64 < until)
            {
                await Task.Delay(Poll, cancellationToken);
            }
            catch (HttpRequestException away)
            {
                throw StackStartException.Of(
                    "Tryton", process.IsAlive ? $"did not answer within {ReadyWithin.TotalSeconds:0} s" : "ended while starting", logFile,
                    away);
            }
        }
    }

    /// <summary>Path of the database.</summary>
    public static string DatabaseFile(string folder) => Path.Combine(folder, $"{LocalTryton.Database}.sqlite");

    static string Configuration(string folder) => Path.Combine(folder, "trytond.conf");
}
