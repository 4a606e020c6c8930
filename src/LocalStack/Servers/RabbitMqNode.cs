using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Ledger.LocalStack.Processes;

namespace Ledger.LocalStack.Servers;

/// <summary>Writes the configuration of a private RabbitMQ, launches it and waits for it.</summary>
static class RabbitMqNode
{
    /// <summary>
    /// Half the cores are enough for the broker, and its schedulers sleep as soon as they have nothing to do, in place of spinning
    /// for work: what RabbitMQ's guide to its runtime advises where other programs share the cores
    /// (https://www.rabbitmq.com/docs/runtime#scheduling).
    /// </summary>
    static readonly string Quiet = string.Create(
        CultureInfo.InvariantCulture, $"+S {Schedulers}:{Schedulers} +sbwt none +sbwtdcpu none +sbwtdio none");

    static int Schedulers => Math.Max(1, Environment.ProcessorCount / 2);

    static readonly TimeSpan ReadyWithin = TimeSpan.FromSeconds(90);
    static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);
    static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(2) };

    /// <summary>The plugin of the management API.</summary>
    public const string Management = "rabbitmq_management";

    /// <summary>The remembered setup with free ports, its configuration written anew.</summary>
    public static RabbitMqSetup Prepare(string folder, IReadOnlyList<string> plugins, IProgress<string> progress)
    {
        Directory.CreateDirectory(folder);
        var setup = SetupFile.Read(folder, SetupJson.Default.RabbitMqSetup) ?? new RabbitMqSetup(
            ServerFolder.ChooseData(folder, WhyNotHere(folder), progress),
            $"ledger-{RandomText.Hex(10)}@localhost",
            FreePort.Choose(), FreePort.Choose(), FreePort.Choose(), FreePort.Choose(),
            RandomText.Hex(32));
        setup = setup with
        {
            Port = Free(setup.Port, progress),
            DistributionPort = Free(setup.DistributionPort, progress),
            ApiPort = Free(setup.ApiPort, progress),
            EpmdPort = PidFile.Read(Path.Combine(folder, "epmd.pid")) is null ? Free(setup.EpmdPort, progress) : setup.EpmdPort,
        };
        SetupFile.Write(folder, setup, SetupJson.Default.RabbitMqSetup);
        WriteConfiguration(setup, plugins);
        return setup;
    }

    /// <summary>Starts the server.</summary>
    public static RunningProcess Launch(string folder, RabbitMqSetup setup)
    {
        var data = setup.DataFolder;
        return DetachedProcess.Start(new ProcessLaunch
        {
            Program = ServerPrograms.RabbitMq(),
            LogFile = ServerFolder.Log(folder),
            WorkingFolder = data,
            DroppedPrefixes = ["RABBITMQ_", "ERL_", "NOTIFY_SOCKET", "LISTEN_", "CONF_ENV_FILE"],
            Environment = new Dictionary<string, string>
            {
                ["HOME"] = data,
                ["RABBITMQ_NODENAME"] = setup.NodeName,
                ["RABBITMQ_MNESIA_BASE"] = Path.Combine(data, "mnesia"),
                ["RABBITMQ_LOG_BASE"] = Path.Combine(data, "log"),
                ["RABBITMQ_GENERATED_CONFIG_DIR"] = Path.Combine(data, "generated"),
                ["RABBITMQ_FEATURE_FLAGS_FILE"] = Path.Combine(data, "feature_flags"),
                ["RABBITMQ_CONFIG_FILE"] = Path.Combine(data, "rabbitmq.conf"),
                ["RABBITMQ_CONFIG_FILES"] = Path.Combine(data, "conf.d"),
                ["RABBITMQ_ADVANCED_CONFIG_FILE"] = Path.Combine(data, "advanced.config"),
                ["RABBITMQ_ENABLED_PLUGINS_FILE"] = Path.Combine(data, "enabled_plugins"),
                ["RABBITMQ_CONF_ENV_FILE"] = Path.Combine(data, "no-environment.conf"),
                ["RABBITMQ_NODE_PORT"] = setup.Port.ToString(),
                ["RABBITMQ_NODE_IP_ADDRESS"] = "127.0.0.1",
                ["RABBITMQ_DIST_PORT"] = setup.DistributionPort.ToString(),
                ["RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS"] = "-kernel inet_dist_use_interface {127,0,0,1} " + Quiet,
                ["ERL_EPMD_PORT"] = setup.EpmdPort.ToString(),
                ["ERL_EPMD_ADDRESS"] = "127.0.0.1",
                ["RUNNING_UNDER_SYSTEMD"] = "true", // Makes the start script become the server instead of watching it.
            },
        });
    }

    /// <summary>The server of this data if it runs although its pid file does not say so.</summary>
    public static RunningProcess? FindOrphan(RabbitMqSetup setup) =>
        RunningProcess.FindByCommandLine($" -home {setup.DataFolder} ");

    /// <summary>Waits until the server speaks AMQP, and the management API answers when it is switched on.</summary>
    public static async Task WaitUntilReadyAsync(
        RunningProcess process, RabbitMqSetup setup, string logFile, CancellationToken cancellationToken)
    {
        var until = Environment.TickCount64 + (long)ReadyWithin.TotalMilliseconds;
        while (!await SpeaksAmqpAsync(setup.Port, cancellationToken)
            || (HasManagement(setup) && !await ApiAnswersAsync(setup, cancellationToken)))
        {
            if (!process.IsAlive)
            {
                throw StackStartException.Of("RabbitMQ", "ended while starting", logFile);
            }

            if (Environment.TickCount64 > until)
            {
                throw StackStartException.Of("RabbitMQ", $"did not answer within {ReadyWithin.TotalSeconds:0} s", logFile);
            }

            await Task.Delay(Poll, cancellationToken);
        }
    }

    /// <summary>True when the management plugin is switched on.</summary>
    public static bool HasManagement(RabbitMqSetup setup) => Plugins(setup).Contains(Management, StringComparer.Ordinal);

    /// <summary>The plugins that are switched on.</summary>
    public static IReadOnlyList<string> Plugins(RabbitMqSetup setup) => File.ReadAllText(Path.Combine(setup.DataFolder, "enabled_plugins"))
        .Trim('[', ']', '.', '\n').Split(',', StringSplitOptions.RemoveEmptyEntries);

    static void WriteConfiguration(RabbitMqSetup setup, IReadOnlyList<string> plugins)
    {
        var management = plugins.Contains(Management, StringComparer.Ordinal);
        var data = setup.DataFolder;
        Directory.CreateDirectory(Path.Combine(data, "conf.d"));
        PrivateFile.Write(Path.Combine(data, "rabbitmq.conf"), $"""
            listeners.tcp.local = 127.0.0.1:{setup.Port}
            default_user = ledger
            default_pass = {setup.Password}
            log.console = true
            log.console.level = info
            log.file = false
            # A consumer that waits for a database may hold messages unacknowledged for a day.
            consumer_timeout = 86400000
            {(management ? $"management.tcp.ip = 127.0.0.1\nmanagement.tcp.port = {setup.ApiPort}" : "")}

            """);
        PrivateFile.Write(Path.Combine(data, "advanced.config"), "[].\n");
        PrivateFile.Write(Path.Combine(data, "enabled_plugins"), $"[{string.Join(',', plugins)}].\n");
        var cookie = Path.Combine(data, ".erlang.cookie");
        if (!File.Exists(cookie))
        {
            PrivateFile.Write(cookie, RandomText.Hex(32));
            File.SetUnixFileMode(cookie, UnixFileMode.UserRead);
        }
    }

    static async Task<bool> SpeaksAmqpAsync(int port, CancellationToken cancellationToken)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync("127.0.0.1", port, cancellationToken);
            var stream = client.GetStream();
            await stream.WriteAsync("AMQP\0\0\x09\x01"u8.ToArray(), cancellationToken);
            var first = new byte[1];
            await stream.ReadExactlyAsync(first, cancellationToken);
            return first[0] == 1; // A method frame: connection.start.
        }
        catch (Exception away) when (away is SocketException or IOException)
        {
            return false;
        }
    }

    static async Task<bool> ApiAnswersAsync(RabbitMqSetup setup, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"http://127.0.0.1:{setup.ApiPort}/api/overview");
        request.Headers.Authorization = new AuthenticationHeaderValue(
            "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"ledger:{setup.Password}")));
        try
        {
            using var response = await Http.SendAsync(request, cancellationToken);
            return response.IsSuccessStatusCode;
        }
        catch (Exception away) when (away is HttpRequestException
            || (away is TaskCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return false;
        }
    }

    static string? WhyNotHere(string folder) =>
        folder.Any(char.IsWhiteSpace) ? $"RabbitMQ's start script cannot work in a folder with a space ({folder})" : null;

    static int Free(int port, IProgress<string> progress)
    {
        if (FreePort.IsFree(port))
        {
            return port;
        }

        progress.Report($"port {port}, used by RabbitMQ before, is taken by another program: choosing a new one");
        return FreePort.Choose();
    }
}
