using Ledger.LocalStack.Servers;

namespace Ledger.LocalStack;

/// <summary>The two servers of a stack, ours or configured.</summary>
/// <param name="Postgres">The PostgreSQL in use.</param>
/// <param name="RabbitMq">The RabbitMQ in use.</param>
sealed record StackServers(StackFile.Database Postgres, StackFile.Broker RabbitMq)
{
    /// <summary>Starts those that are ours and do not run, both at once.</summary>
    public static async Task<StackServers> EnsureUpAsync(
        StackFolder folder, StackOptions options, StartedParts started,
        IProgress<string> progress, CancellationToken cancellationToken)
    {
        // One that fails must not leave the other half-started: it is cancelled, awaited and then stopped by the caller.
        using var failed = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var postgres = CancelOthersOnFailureAsync(PostgresAsync(folder, options, started, progress, failed.Token), failed);
        var rabbitMq = CancelOthersOnFailureAsync(RabbitMqAsync(folder, options, started, progress, failed.Token), failed);
        var both = Task.WhenAll(postgres, rabbitMq);
        await ((Task)both).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        ThrowTheCause(postgres, rabbitMq);
        return new StackServers(await postgres, await rabbitMq);
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
