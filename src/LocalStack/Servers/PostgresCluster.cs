using System.Net.Sockets;
using Ledger.LocalStack.Processes;
using Npgsql;

namespace Ledger.LocalStack.Servers;

/// <summary>Makes the data of a private PostgreSQL, launches it and waits for it.</summary>
static class PostgresCluster
{
    static readonly TimeSpan ReadyWithin = TimeSpan.FromSeconds(60);
    static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);

    // In its file and not on its command line, so that whoever needs other sizes can set them. Questions about a small ledger look
    // costly to the planner, and compiling one takes longer than a hundred times answering it.
    const string Sizes =
        """

        shared_buffers = 256MB
        max_wal_size = 4GB
        jit = off

        """;

    /// <summary>The remembered setup with data that is there and a port that is free; made when it is not.</summary>
    public static async Task<PostgresSetup> PrepareAsync(
        string folder, IProgress<string> progress, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        var setup = SetupFile.Read(folder, SetupJson.Default.PostgresSetup) ?? NewSetup(
            ServerFolder.ChooseData(folder, await WhyNotHereAsync(folder, cancellationToken), progress));
        if (!FreePort.IsFree(setup.Port))
        {
            progress.Report($"port {setup.Port}, used by PostgreSQL before, is taken by another program: choosing a new one");
            setup = setup with { Port = FreePort.Choose() };
        }

        SetupFile.Write(folder, setup, SetupJson.Default.PostgresSetup);
        if (setup.Initialized && File.Exists(VersionFile(setup)))
        {
            // After a crash the number in its lock may belong to another process, and PostgreSQL would not dare to start.
            File.Delete(Path.Combine(setup.DataFolder, "postmaster.pid"));
            return setup;
        }

        progress.Report("making a database cluster for PostgreSQL");
        await InitializeAsync(folder, setup, cancellationToken);
        await File.AppendAllTextAsync(Path.Combine(setup.DataFolder, "postgresql.conf"), Sizes, cancellationToken);
        return SetupFile.Write(folder, setup with { Initialized = true }, SetupJson.Default.PostgresSetup);
    }

    /// <summary>A setup with a free port and a password of its own, whose data is still to be made.</summary>
    public static PostgresSetup NewSetup(string dataFolder) =>
        new(dataFolder, FreePort.Choose(), RandomText.Hex(32), Initialized: false);

    /// <summary>Starts the server.</summary>
    public static RunningProcess Launch(string folder, PostgresSetup setup) => DetachedProcess.Start(new ProcessLaunch
    {
        Program = Path.Combine(ServerPrograms.Postgres(File.ReadAllText(VersionFile(setup)).Trim()), "postgres"),
        Arguments =
        [
            "-D", setup.DataFolder,
            "-p", setup.Port.ToString(),
            "-c", "listen_addresses=127.0.0.1",
            "-c", "unix_socket_directories=", // None: no path to grow too long, nothing in /tmp or /run to collide.
            "-c", "max_connections=300",
            "-c", "logging_collector=off",
            "-c", "log_line_prefix=%m [%p] ",
        ],
        LogFile = ServerFolder.Log(folder),
        RunAs = ServerUser.ForPostgres(),
        DroppedPrefixes = ["PG"],
    });

    /// <summary>The server of this data if it runs although its pid file does not say so.</summary>
    public static RunningProcess? FindOrphan(PostgresSetup setup) =>
        RunningProcess.FindByCommandLine($"postgres -D {setup.DataFolder} -p ");

    /// <summary>Waits until a connection succeeds and the database <c>ledger</c> exists.</summary>
    public static async Task WaitUntilReadyAsync(
        RunningProcess process, PostgresSetup setup, string logFile, CancellationToken cancellationToken)
    {
        var until = Environment.TickCount64 + (long)ReadyWithin.TotalMilliseconds;
        while (!await TryOpenAsync(setup, cancellationToken))
        {
            if (!process.IsAlive)
            {
                throw StackStartException.Of("PostgreSQL", "ended while starting", logFile);
            }

            if (Environment.TickCount64 > until)
            {
                throw StackStartException.Of("PostgreSQL", $"did not answer within {ReadyWithin.TotalSeconds:0} s", logFile);
            }

            await Task.Delay(Poll, cancellationToken);
        }
    }

    /// <summary>How to reach a database of it.</summary>
    public static string ConnectionString(PostgresSetup setup, string database) => new NpgsqlConnectionStringBuilder
    {
        Host = "127.0.0.1",
        Port = setup.Port,
        Username = "ledger",
        Password = setup.Password,
        Database = database,
    }.ConnectionString;

    static async Task InitializeAsync(string folder, PostgresSetup setup, CancellationToken cancellationToken)
    {
        var programs = ServerPrograms.Postgres(version: null);
        var user = ServerUser.ForPostgres();
        var log = ServerFolder.Log(folder);
        if (Directory.Exists(setup.DataFolder))
        {
            Directory.Delete(setup.DataFolder, recursive: true); // Half-made by a start that was interrupted.
        }

        Directory.CreateDirectory(setup.DataFolder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var passwordFile = Path.Combine(setup.DataFolder, "password");
        PrivateFile.Write(passwordFile, setup.Password);
        await ServerUser.GiveAsync(setup.DataFolder, user, log, cancellationToken);

        // initdb wants an empty folder, so the password reaches it through a descriptor, opened before.
        const string script = """exec 3<"$1/password"; rm -- "$1/password"; exec "$2" -D "$1" -U ledger """
            + "--pwfile=/dev/fd/3 --auth=scram-sha-256 --encoding=UTF8 --locale=C";
        var code = await DetachedProcess.RunAsync(
            new ProcessLaunch
            {
                Program = "/bin/sh",
                Arguments = ["-c", script, "sh", setup.DataFolder, Path.Combine(programs, "initdb")],
                LogFile = log,
                RunAs = user,
                DroppedPrefixes = ["PG"],
            },
            cancellationToken);
        if (code != 0)
        {
            throw StackStartException.Of("initdb", $"failed with exit code {code}", log);
        }
    }

    static async Task<string?> WhyNotHereAsync(string folder, CancellationToken cancellationToken)
    {
        var user = ServerUser.ForPostgres();
        return await ServerUser.CanEnterAsync(folder, user, cancellationToken)
            ? null
            : $"PostgreSQL runs as the user {user}, who cannot enter {folder}";
    }

    static async Task<bool> TryOpenAsync(PostgresSetup setup, CancellationToken cancellationToken)
    {
        try
        {
            await using var source = NpgsqlDataSource.Create(ConnectionString(setup, "postgres") + ";Timeout=5;Pooling=false");
            await using var connection = await source.OpenConnectionAsync(cancellationToken);
            await using var find = new NpgsqlCommand("select 1 from pg_database where datname = 'ledger'", connection);
            if (await find.ExecuteScalarAsync(cancellationToken) is null)
            {
                await using var create = new NpgsqlCommand("create database ledger", connection);
                await create.ExecuteNonQueryAsync(cancellationToken);
            }

            return true;
        }
        catch (PostgresException refused) when (!refused.IsTransient)
        {
            throw new StackStartException($"PostgreSQL on port {setup.Port} refused us: {refused.MessageText}", refused);
        }
        catch (Exception away) when (away is NpgsqlException or SocketException or TimeoutException)
        {
            return false;
        }
    }

    static string VersionFile(PostgresSetup setup) => Path.Combine(setup.DataFolder, "PG_VERSION");
}
