using Ledger.LocalStack.Product;
using Ledger.LocalStack.Servers;
using Ledger.LocalStack.Servers.Tryton;

namespace Ledger.LocalStack;

/// <summary>The servers of a stack, ours or configured.</summary>
/// <param name="Postgres">The PostgreSQL in use.</param>
/// <param name="RabbitMq">The RabbitMQ in use.</param>
/// <param name="Tryton">The Tryton of ours; null where there is none.</param>
sealed record StackServers(StackFile.Database Postgres, StackFile.Broker RabbitMq, StackFile.ErpServer? Tryton)
{
    /// <summary>Starts those that are ours and do not run, all at once.</summary>
    /// <param name="folder">Where they are.</param>
    /// <param name="options">Which are there already, and which are wanted.</param>
    /// <param name="today">Its year is open in an ERP that is made now.</param>
    /// <param name="started">Told what was started.</param>
    /// <param name="progress">Told what happens.</param>
    /// <param name="cancellationToken">Stops what was started.</param>
    public static async Task<StackServers> EnsureUpAsync(
        StackFolder folder, StackOptions options, DateOnly today, StartedParts started,
        IProgress<string> progress, CancellationToken cancellationToken)
    {
        if (options.Tryton is not null)
        {
            ServerPrograms.RequireTryton(); // Before anything is started.
        }

        // One that fails must not leave the others half-started: they are cancelled, awaited and then stopped by the caller.
        using var failed = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var postgres = CancelOthersOnFailureAsync(PostgresAsync(folder, options, started, progress, failed.Token), failed);
        var rabbitMq = CancelOthersOnFailureAsync(RabbitMqAsync(folder, options, started, progress, failed.Token), failed);
        var tryton = CancelOthersOnFailureAsync(TrytonAsync(folder, options, today, started, progress, failed.Token), failed);
        await Task.WhenAll(postgres, rabbitMq, tryton).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        ThrowTheCause(postgres, rabbitMq, tryton);
        return new StackServers(await postgres, await rabbitMq, await tryton);
    }

    /// <summary>Stops those that are ours and run.</summary>
    public static async Task<IReadOnlyList<string>> DownAsync(
        StackFolder folder, IProgress<string> progress, CancellationToken cancellationToken)
    {
        List<(string Name, Task Stopping)> stops = [];
        if (LocalPostgres.FindRunning(folder.Postgres) is { } postgres)
        {
            progress.Report("stopping PostgreSQL");
            stops.Add(("postgres", postgres.StopAsync(cancellationToken)));
        }

        if (LocalTryton.FindRunning(folder.Tryton) is { } tryton)
        {
            progress.Report("stopping Tryton");
            stops.Add(("tryton", tryton.StopAsync(cancellationToken)));
        }

        if (LocalRabbitMq.FindRunning(folder.RabbitMq) is { } rabbitMq)
        {
            progress.Report("stopping RabbitMQ");
            stops.Add(("rabbitmq", rabbitMq.StopAsync(cancellationToken)));
        }
        else
        {
            await LocalRabbitMq.StopLeftoversAsync(folder.RabbitMq, cancellationToken);
        }

        await Task.WhenAll(stops.Select(stop => stop.Stopping));
        return [.. stops.Select(stop => stop.Name)];
    }

    static async Task<StackFile.Database> PostgresAsync(
        StackFolder folder, StackOptions options, StartedParts started, IProgress<string> progress, CancellationToken ct)
    {
        if (options.Postgres is { } configured)
        {
            progress.Report("using the PostgreSQL of LEDGER_POSTGRES");
            return new StackFile.Database(configured, Port: null, Pid: null, DataFolder: null, Configured: true);
        }

        var wasRunning = LocalPostgres.FindRunning(folder.Postgres) is not null;
        var server = await LocalPostgres.StartAsync(folder.Postgres, progress, ct);
        if (!wasRunning)
        {
            started.Add("PostgreSQL", server.StopAsync);
            progress.Report("PostgreSQL is ready");
        }

        return new StackFile.Database(server.ConnectionString, server.Port, server.Process.Pid, server.DataFolder, Configured: false);
    }

    static async Task<StackFile.Broker> RabbitMqAsync(
        StackFolder folder, StackOptions options, StartedParts started, IProgress<string> progress, CancellationToken ct)
    {
        if (options.RabbitMq is { } configured)
        {
            progress.Report("using the RabbitMQ of LEDGER_RABBITMQ");
            return new StackFile.Broker(configured, Port: null, Pid: null, DataFolder: null, Configured: true);
        }

        var wasRunning = LocalRabbitMq.FindRunning(folder.RabbitMq) is not null;
        var server = await LocalRabbitMq.StartAsync(folder.RabbitMq, management: false, progress, ct);
        if (!wasRunning)
        {
            started.Add("RabbitMQ", server.StopAsync);
            progress.Report("RabbitMQ is ready");
        }

        return new StackFile.Broker(server.Uri, server.Port, server.Process.Pid, server.DataFolder, Configured: false);
    }

    static async Task<StackFile.ErpServer?> TrytonAsync(
        StackFolder folder, StackOptions options, DateOnly today, StartedParts started, IProgress<string> progress, CancellationToken ct)
    {
        var server = LocalTryton.FindRunning(folder.Tryton);
        if (options.Tryton is not { } accounts)
        {
            return server is null ? null : Describe(server);
        }

        if (server is null)
        {
            var password = DemoSecrets.EnsurePassword(Path.Combine(folder.Erp, "tryton-password"));
            server = await LocalTryton.StartAsync(folder.Tryton, DemoErps.Tryton(password, accounts, today), progress, ct);
            started.Add("Tryton", server.StopAsync);
            progress.Report("Tryton is ready");
        }

        return Describe(server);
    }

    static StackFile.ErpServer Describe(LocalTryton server) => new(server.Address, server.Process.Pid, server.DataFolder);

    static async Task<T> CancelOthersOnFailureAsync<T>(Task<T> starting, CancellationTokenSource others)
    {
        try
        {
            return await starting;
        }
        catch
        {
            await others.CancelAsync();
            throw;
        }
    }

    static void ThrowTheCause(params Task[] tasks)
    {
        var cause = tasks.Select(task => task.Exception?.InnerException).FirstOrDefault(each => each is not null);
        if (cause is not null)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(cause);
        }
    }
}
