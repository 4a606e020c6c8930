using System.Security.Cryptography;
using System.Text;
using Ledger.LocalStack;
using Ledger.LocalStack.Processes;
using Ledger.LocalStack.Servers;
using Ledger.TestKit;
using Npgsql;

namespace Ledger.Faults.Parts;

/// <summary>
/// The whole product on private servers: one gateway, two workers of which one stands by as relay, every line between
/// them through a <see cref="TestKit.FaultyLink"/>, the database on a small disk if that is allowed here.
/// </summary>
sealed class FaultStack : IAsyncDisposable
{
    const int WorkerCount = 2;
    readonly string _clockFolder;

    FaultStack(StackFolder folder) => (Folder, _clockFolder) = (folder, folder.Home);

    /// <summary>Where everything of the run lies.</summary>
    public StackFolder Folder { get; }

    public LocalPostgres Postgres { get; private set; } = null!;

    public LocalRabbitMq RabbitMq { get; private set; } = null!;

    /// <summary>Disk of the database; null when none could be mounted.</summary>
    public SmallDisk? Disk { get; private set; }

    /// <summary>Why there is no small disk; null when there is.</summary>
    public string? WhyNoDisk { get; private set; }

    public StackLinks Links { get; private set; } = null!;

    public PartProcess Gateway { get; private set; } = null!;

    public IReadOnlyList<PartProcess> Workers { get; private set; } = [];

    /// <summary>The endpoint's signing secret.</summary>
    public string Secret { get; } = "whsec_" + RandomNumberGenerator.GetHexString(48, lowercase: true);

    /// <summary>Where a provider sends to, through its line.</summary>
    public Uri Webhooks => new(Links.Sender.Of(Gateway.Url), "/v1/webhooks/stripe");

    /// <summary>
    /// The stock policy: the shipped one, but authorizations keep their units for a year, for the stories are of one date and
    /// clocks jump.
    /// </summary>
    public string StockPolicy => Path.Combine(Folder.Home, "stock-policy.yaml");

    /// <summary>Clock files of the two roles.</summary>
    public string ClockOf(string role) => Path.Combine(_clockFolder, $"clock-{role}");

    /// <summary>Brings everything up in a folder of its own below the stack's, emptied before.</summary>
    public static async Task<FaultStack> StartAsync(
        StackFolder checkout, string name, int diskMegabytes, IProgress<string> progress, CancellationToken ct)
    {
        var stack = new FaultStack(new StackFolder(Path.Combine(checkout.Home, name), checkout.Checkout));
        try
        {
            await stack.RemoveAsync();
            await stack.StartServersAsync(diskMegabytes, progress, ct);
            await stack.StartPartsAsync(progress, ct);
            return stack;
        }
        catch
        {
            await stack.DisposeAsync();
            throw;
        }
    }

    /// <summary>True when a query failed because the database is broken at the moment.</summary>
    public static bool IsAway(Exception failure) => failure is NpgsqlException or TimeoutException;

    /// <summary>Runs a query on the database itself, past the lines.</summary>
    public async Task<T> QueryAsync<T>(string sql, Func<NpgsqlDataReader, Task<T>> read, CancellationToken ct)
    {
        await using var connection = new NpgsqlConnection(Postgres.ConnectionString + ";Pooling=false;Timeout=5;Command Timeout=20");
        await connection.OpenAsync(ct);
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await read(reader);
    }

    /// <summary>Stops everything and keeps the folder, with the database from its small disk.</summary>
    public async Task KeepAsync()
    {
        await StopAsync();
        if (Disk is { } disk)
        {
            await disk.CopyToAsync(Path.Combine(Folder.Home, "postgres", "kept"));
            await disk.DisposeAsync();
        }
    }

    /// <summary>Stops everything and removes it.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await RemoveAsync();
    }

    async Task StopAsync()
    {
        PartProcess?[] parts = [.. Workers, Gateway];
        await Task.WhenAll(parts.OfType<PartProcess>().Select(part => part.DisposeAsync().AsTask()));
        await (Links?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (Postgres?.StopAsync(CancellationToken.None) ?? Task.CompletedTask);
        await (RabbitMq?.StopAsync(CancellationToken.None) ?? Task.CompletedTask);
    }

    async Task StartServersAsync(int diskMegabytes, IProgress<string> progress, CancellationToken ct)
    {
        (Disk, WhyNoDisk) = await SmallDisk.MountAsync(DiskFolder, diskMegabytes, ct);
        var postgres = Path.Combine(Folder.Home, "postgres");
        if (Disk is { } disk)
        {
            LocalPostgres.PlaceData(postgres, disk.DataFolder);
        }

        var rabbitMq = LocalRabbitMq.StartAsync(Path.Combine(Folder.Home, "rabbitmq"), management: false, progress, ct);
        Postgres = await LocalPostgres.StartAsync(postgres, progress, ct);
        RabbitMq = await rabbitMq;
    }

    async Task StartPartsAsync(IProgress<string> progress, CancellationToken ct)
    {
        var secrets = Path.Combine(Folder.Home, "secrets.json");
        await File.WriteAllTextAsync(
            secrets, $$"""{ "stripe": { "endpoints": { "default": { "account": "acct_faults", "secrets": ["{{Secret}}"] } } } }""", ct);
        File.SetUnixFileMode(secrets, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var shipped = await File.ReadAllTextAsync(Path.Combine(Folder.Checkout, "src", "Inventory", "stock-policy.yaml"), ct);
        await File.WriteAllTextAsync(StockPolicy, shipped.Replace("hours: 168}", "hours: 8760}", StringComparison.Ordinal), ct);
        JumpingClock.Set(ClockOf("worker"), TimeSpan.Zero);
        JumpingClock.Set(ClockOf("gateway"), TimeSpan.Zero);
        var gateway = FreePort.Choose();
        Links = StackLinks.Open(gateway, RabbitMq.Port, Postgres.Port, WorkerCount);
        Workers = [.. Enumerable.Range(0, WorkerCount).Select(NewWorker)];
        Gateway = NewGateway(gateway, secrets);
        foreach (var part in (PartProcess[])[.. Workers, Gateway])
        {
            progress.Report($"starting {part.Name}");
            await part.StartAsync(ct);
        }
    }

    PartProcess NewWorker(int n)
    {
        var url = new Uri($"http://127.0.0.1:{FreePort.Choose()}");
        var database = new NpgsqlConnectionStringBuilder(Postgres.ConnectionString) { Port = Links.WorkerDatabase[n].Port };
        return new PartProcess($"worker-{n + 1}", "worker", url, Folder, new Dictionary<string, string>
        {
            ["LEDGER_POSTGRES"] = database.ConnectionString,
            ["LEDGER_RABBITMQ"] = Links.WorkerBroker[n].Of(RabbitMq.Uri).ToString(),
            ["LEDGER_WORKER_URL"] = url.ToString(),
            ["LEDGER_STOCK_POLICY"] = StockPolicy,
            [TestArchiveKeys.Setting] = TestArchiveKeys.Text,
            [ProductRoles.ClockSetting] = ClockOf("worker"),
        });
    }

    PartProcess NewGateway(int port, string secrets)
    {
        var url = new Uri($"http://127.0.0.1:{port}");
        return new PartProcess("gateway", "gateway", url, Folder, new Dictionary<string, string>
        {
            ["LEDGER_RABBITMQ"] = Links.GatewayBroker.Of(RabbitMq.Uri).ToString(),
            ["LEDGER_SECRETS"] = secrets,
            ["LEDGER_GATEWAY_URL"] = url.ToString(),
            [ProductRoles.ClockSetting] = ClockOf("gateway"),
        });
    }

    // Of this run, or of one that was killed.
    async Task RemoveAsync()
    {
        foreach (var name in (string[])["gateway", "worker-1", "worker-2"])
        {
            await (PidFile.Read(Folder.PidFileOf(name))?.KillAsync(CancellationToken.None) ?? Task.CompletedTask);
        }

        await LocalPostgres.DeleteAsync(Path.Combine(Folder.Home, "postgres"), CancellationToken.None);
        await LocalRabbitMq.DeleteAsync(Path.Combine(Folder.Home, "rabbitmq"), CancellationToken.None);
        await SmallDisk.RemoveAsync(DiskFolder);
        if (Directory.Exists(Folder.Home))
        {
            Directory.Delete(Folder.Home, recursive: true);
        }
    }

    // Below a folder that PostgreSQL's user can enter, named after the run's folder so that a later run finds it.
    string DiskFolder => Path.Combine(
        "/var/tmp", "ledger-faults-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Folder.Home)))[..12]);
}
