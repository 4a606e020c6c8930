using Ledger.LocalStack.Processes;
using Ledger.LocalStack.Product;

namespace Ledger.LocalStack;

/// <summary>The whole product on this machine: PostgreSQL and RabbitMQ (private, unless configured), worker and gateway.</summary>
/// <param name="folder">Where it keeps what it needs.</param>
/// <param name="options">What exists already.</param>
/// <param name="time">The clock.</param>
public sealed class ProductStack(StackFolder folder, StackOptions options, TimeProvider time)
{
    static readonly TimeSpan PatienceWithRunning = TimeSpan.FromSeconds(30);

    /// <summary>The stack of the checkout this program was built in, with what the environment configures.</summary>
    public static ProductStack OfThisProgram(TimeProvider time) =>
        new(StackFolder.OfThisProgram(), StackOptions.FromEnvironment(), time);

    /// <summary>Where it keeps what it needs.</summary>
    public StackFolder Folder { get; } = folder;

    /// <summary>
    /// Brings up whatever does not run yet, in the order servers, worker, gateway, and waits until each is ready. If
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
            var servers = await StackServers.EnsureUpAsync(Folder, options, started, progress, cancellationToken);
            var secrets = options.SecretsFile ?? Folder.SecretsFile;
            if (options.SecretsFile is null)
            {
                DemoSecrets.Ensure(secrets);
            }

            var settings = new Dictionary<string, string>
            {
                ["LEDGER_POSTGRES"] = servers.Postgres.ConnectionString,
                ["LEDGER_RABBITMQ"] = servers.RabbitMq.Uri.ToString(),
                ["LEDGER_SECRETS"] = secrets,
            };
            var targets = options.ErpTargets ?? DemoTargets.Ensure(Path.Combine(Folder.Home, "erp"));
            if (options.Exports)
            {
                settings["LEDGER_ERP"] = "on";
                settings["LEDGER_ERP_TARGETS"] = targets;
            }

            var stale = !IsFor(StackFile.Read(Folder.StackFile), servers, secrets, options.Exports ? targets : null);
            var worker = await EnsureRoleAsync(
                ProductRole.Worker, options.WorkerUrl, settings, stale, started, progress, cancellationToken);
            var gateway = await EnsureRoleAsync(
                ProductRole.Gateway, options.GatewayUrl, settings, stale, started, progress, cancellationToken);
            var file = new StackFile
            {
                Gateway = Describe(gateway),
                Worker = Describe(worker),
                Postgres = servers.Postgres,
                RabbitMq = servers.RabbitMq,
                SecretsFile = secrets,
                ErpTargets = options.Exports ? targets : null,
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

    static bool IsFor(StackFile? file, StackServers servers, string secrets, string? targets) =>
        file is not null
        && file.SecretsFile == secrets
        && file.ErpTargets == targets
        && file.Postgres.ConnectionString == servers.Postgres.ConnectionString
        && file.RabbitMq.Uri == servers.RabbitMq.Uri;

    static StackFile.Role Describe(ProductProcess process) => new(process.Url, process.Process.Pid, process.LogFile);
}
