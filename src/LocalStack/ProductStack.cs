using Ledger.LocalStack.Processes;
using Ledger.LocalStack.Product;
using Ledger.LocalStack.Servers.Tryton;

namespace Ledger.LocalStack;

/// <summary>
/// The whole product on this machine: PostgreSQL and RabbitMQ (private, unless configured), the providers to read at, ERPs to export to,
/// worker and gateway.
/// </summary>
/// <param name="folder">Where it keeps what it needs.</param>
/// <param name="options">What exists already.</param>
/// <param name="time">The clock.</param>
public sealed class ProductStack(StackFolder folder, StackOptions options, TimeProvider time)
{
    static readonly TimeSpan PatienceWithRunning = TimeSpan.FromSeconds(30);

    /// <summary>The stack of the checkout this program was built in, with what the environment configures.</summary>
    public static ProductStack OfThisProgram(TimeProvider time) => OfThisProgram(time, tryton: null);

    /// <summary>The same with a Tryton of its own.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="tryton">The chart of it; null for no Tryton beside one that runs already.</param>
    public static ProductStack OfThisProgram(TimeProvider time, IReadOnlyList<TrytonAccount>? tryton) =>
        new(StackFolder.OfThisProgram(), StackOptions.FromEnvironment() with { Tryton = tryton }, time);

    /// <summary>Where it keeps what it needs.</summary>
    public StackFolder Folder { get; } = folder;

    /// <summary>
    /// Brings up whatever does not run yet, in the order servers, providers, ERPs, worker, gateway, and waits until each is ready. If
    /// one fails, or when cancelled, everything started by this call is stopped again.
    /// </summary>
    /// <exception cref="MissingProgramException">A server is not installed or the product is not built.</exception>
    /// <exception cref="StackStartException">Something did not come up.</exception>
    public async Task<StackFile> EnsureUpAsync(IProgress<string> progress, CancellationToken cancellationToken)
    {
        using var held = await FolderLock.TakeAsync(Folder.LockFile, cancellationToken);
        var started = new StartedParts();
        try
        {
            var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
            var servers = await StackServers.EnsureUpAsync(Folder, options, today, started, progress, cancellationToken);
            var secrets = options.SecretsFile ?? Folder.SecretsFile;
            var providers = options.HasProviders ? await ProvidersAsync(secrets, started, progress, cancellationToken) : null;

            if (options.ArchiveKeysFile is null)
            {
                DemoSecrets.EnsureArchiveKeys(ArchiveKeys);
            }

            var erps = options.HasErps ? await ErpsAsync(servers, started, progress, cancellationToken) : null;
            var settings = Settings(servers, secrets, erps, confirms: providers is not null);
            var stale = !IsFor(StackFile.Read(Folder.StackFile), servers, secrets, erps);
            var worker = await EnsureRoleAsync(
                ProductRole.Worker, options.WorkerUrl, WithArchiveKeys(settings), stale, started, progress, cancellationToken);
            var gateway = await EnsureRoleAsync(
                ProductRole.Gateway, options.GatewayUrl, settings, stale, started, progress, cancellationToken);
            var file = new StackFile
            {
                Gateway = Describe(gateway),
                Worker = Describe(worker),
                Postgres = servers.Postgres,
                RabbitMq = servers.RabbitMq,
                SecretsFile = secrets,
                Providers = providers is null ? null : Describe(providers),
                ArchiveKeys = ArchiveKeys,
                ErpTargets = TargetsOf(erps),
                ErpTargetsSha256 = erps?.Sha256,
                ErpTokenKey = erps is null ? null : Folder.TokenKeyFile,
                QuickBooks = erps is null ? null : Describe(erps.QuickBooks),
                Odoo = erps is null ? null : Describe(erps.Odoo),
                Tryton = servers.Tryton,
                StartedAt = time.GetUtcNow(),
            };
            file.Write(Folder.StackFile);
            return file;
        }
        catch
        {
            await started.UndoAsync(progress);
            throw;
        }
    }

    /// <summary>
    /// Stops everything of this stack that runs, in the order gateway, worker, servers; data stays. Configured servers
    /// are not touched.
    /// </summary>
    /// <returns>What was stopped.</returns>
    public async Task<IReadOnlyList<string>> DownAsync(IProgress<string> progress, CancellationToken cancellationToken)
    {
        using var held = await FolderLock.TakeAsync(Folder.LockFile, cancellationToken);
        List<string> stopped = [];
        foreach (var role in ProductRole.All.Reverse())
        {
            if (ProductProcess.FindRunning(Folder, role) is { } process)
            {
                progress.Report($"stopping {role.Name}");
                var orderly = await process.StopAsync(cancellationToken);
                progress.Report(orderly ? $"{role.Name} stopped" : $"{role.Name} did not stop in time and was killed");
                stopped.Add(role.Name);
            }
        }

        stopped.AddRange(await StackServers.DownAsync(Folder, progress, cancellationToken));
        File.Delete(Folder.StackFile);
        return stopped;
    }

    /// <summary>What runs, and whether it is ready.</summary>
    public Task<StackStatus> StatusAsync(CancellationToken cancellationToken) =>
        StackStatus.ReadAsync(Folder, options, cancellationToken);

    async Task<ProductProcess> ProvidersAsync(
        string secrets, StartedParts started, IProgress<string> progress, CancellationToken cancellationToken)
    {
        var running = await EnsureRoleAsync(
            ProductRole.Providers, url: null, new Dictionary<string, string>(), stale: false, started, progress, cancellationToken);
        try
        {
            await DemoSecrets.EnsureAsync(secrets, running.Url, DemoProviders.ApiKey(Folder.Providers), cancellationToken);
        }
        catch (HttpRequestException away)
        {
            throw StackStartException.Of($"The {ProductRole.Providers.Name}", "did not tell whom to believe", running.LogFile, away);
        }

        return running;
    }

    async Task<RunningErps> ErpsAsync(
        StackServers servers, StartedParts started, IProgress<string> progress, CancellationToken cancellationToken)
    {
        DemoSecrets.EnsureKey(Folder.TokenKeyFile);
        Task<ProductProcess> SimulatorAsync(ProductRole role) => EnsureRoleAsync(
            role, url: null, new Dictionary<string, string>(), stale: false, started, progress, cancellationToken);
        var (quickBooks, odoo) = (await SimulatorAsync(ProductRole.QuickBooks), await SimulatorAsync(ProductRole.Odoo));
        var targets = new DemoTargets(quickBooks.Url, odoo.Url, servers.Tryton?.Url);
        return new RunningErps(quickBooks, odoo, targets.Write(Folder.Erp), targets.Sha256());
    }

    Dictionary<string, string> Settings(StackServers servers, string secrets, RunningErps? erps, bool confirms)
    {
        var settings = new Dictionary<string, string>
        {
            ["LEDGER_POSTGRES"] = servers.Postgres.ConnectionString,
            ["LEDGER_RABBITMQ"] = servers.RabbitMq.Uri.ToString(),
            ["LEDGER_SECRETS"] = secrets,
            ["LEDGER_CONFIRMATION"] = confirms ? "on" : "off",
        };
        if (TargetsOf(erps) is { } targets)
        {
            settings["LEDGER_ERP"] = "on";
            settings["LEDGER_ERP_TARGETS"] = targets;
        }

        if (erps is not null)
        {
            settings["LEDGER_ERP_TOKEN_KEY"] = Folder.TokenKeyFile;
        }

        return settings;
    }

    // The gateway faces the internet and opens no body: it does not get them.
    Dictionary<string, string> WithArchiveKeys(Dictionary<string, string> settings) =>
        new(settings) { ["LEDGER_ARCHIVE_KEYS"] = ArchiveKeys };

    string ArchiveKeys => options.ArchiveKeysFile ?? Folder.ArchiveKeysFile;

    string? TargetsOf(RunningErps? erps) => options.Exports ? erps?.Targets ?? options.ErpTargets : null;

    async Task<ProductProcess> EnsureRoleAsync(
        ProductRole role, Uri? url, IReadOnlyDictionary<string, string> settings, bool stale,
        StartedParts started, IProgress<string> progress, CancellationToken cancellationToken)
    {
        if (ProductProcess.FindRunning(Folder, role) is { } running)
        {
            // One that has just lost a server, now running again, is given the time to find it.
            if (!stale && !running.IsOutdated && await running.ReadyWithinAsync(PatienceWithRunning, cancellationToken))
            {
                progress.Report($"{role.Name} already runs on {running.Url}");
                return running;
            }

            progress.Report($"{role.Name} runs, but it is of an older build, has other settings or is not ready: restarting it");
            await running.StopAsync(cancellationToken);
        }

        var process = await ProductProcess.StartAsync(Folder, role, url, settings, progress, cancellationToken);
        started.Add(role.Name, process.StopAsync);
        progress.Report($"{role.Name} is ready");
        return process;
    }

    bool IsFor(StackFile? file, StackServers servers, string secrets, RunningErps? erps) =>
        file is not null
        && file.SecretsFile == secrets
        && file.Providers is not null == options.HasProviders
        && file.ArchiveKeys == ArchiveKeys
        && file.ErpTargets == TargetsOf(erps)
        && file.ErpTargetsSha256 == erps?.Sha256
        && file.Postgres.ConnectionString == servers.Postgres.ConnectionString
        && file.RabbitMq.Uri == servers.RabbitMq.Uri;

    static StackFile.Role Describe(ProductProcess process) => new(process.Url, process.Process.Pid, process.LogFile);

    sealed record RunningErps(ProductProcess QuickBooks, ProductProcess Odoo, string Targets, string Sha256);
}
