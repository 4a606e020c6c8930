using Ledger.Cli.Shell;

namespace Ledger.Cli.Demo;

/// <summary>The stack that the demo plays against.</summary>
sealed class DemoStack : IAsyncDisposable
{
    /// <summary>Base address of the gateway.</summary>
    public required Uri Gateway { get; init; }

    /// <summary>Npgsql connection string of the journal.</summary>
    public required string Journal { get; init; }

    /// <summary>Npgsql connection string of the evidence archive.</summary>
    public required string Evidence { get; init; }

    /// <summary>AMQP address of the broker.</summary>
    public required Uri Broker { get; init; }

    /// <summary>Path of the secrets file.</summary>
    public required string SecretsFile { get; init; }

    /// <summary>Takes the stack that runs, or brings one up.</summary>
    public static Task<DemoStack> StartAsync(CommandContext context, bool keep, CancellationToken ct)
    {
        _ = keep;
        ct.ThrowIfCancellationRequested();
        var connections = context.Connections;
        return Task.FromResult(new DemoStack
        {
            Gateway = connections.Gateway,
            Journal = connections.Journal,
            Evidence = connections.Evidence,
            Broker = connections.Broker,
            SecretsFile = connections.SecretsFile,
        });
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
