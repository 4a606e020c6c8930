namespace Ledger.LocalStack.Product;

/// <summary>A process of the product.</summary>
/// <param name="Name">Its name in commands, logs and files.</param>
/// <param name="Project">The host project that is it.</param>
/// <param name="UrlSetting">Environment variable with the address it listens on.</param>
public sealed record ProductRole(string Name, string Project, string UrlSetting)
{
    /// <summary>Runs the consumers; brings the schemas up to date.</summary>
    public static ProductRole Worker { get; } = new("worker", "Worker", "LEDGER_WORKER_URL");

    /// <summary>Receives webhooks.</summary>
    public static ProductRole Gateway { get; } = new("gateway", "Gateway", "LEDGER_GATEWAY_URL");

    /// <summary>THE list, in the order they are started; they are stopped the other way round.</summary>
    public static IReadOnlyList<ProductRole> All { get; } = [Worker, Gateway];
}
