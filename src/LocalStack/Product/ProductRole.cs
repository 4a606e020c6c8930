namespace Ledger.LocalStack.Product;

/// <summary>A process of the product.</summary>
/// <param name="Name">Its name in commands, logs and files.</param>
/// <param name="Project">The host project that is it.</param>
/// <param name="UrlSetting">Environment variable with the address it listens on.</param>
public sealed record ProductRole(string Name, string Project, string UrlSetting)
{
    /// <summary>Stands in for the payment providers' APIs.</summary>
    public static ProductRole Providers { get; } = new("providers", "Cli", "LEDGER_PROVIDERS_URL")
    {
        Arguments = folder => ["confirm", "simulate", "--folder", folder.Providers],
    };

    /// <summary>Stands in for QuickBooks Online.</summary>
    public static ProductRole QuickBooks { get; } = Simulator("quickbooks", "LEDGER_QUICKBOOKS_URL");

    /// <summary>Stands in for Odoo.</summary>
    public static ProductRole Odoo { get; } = Simulator("odoo", "LEDGER_ODOO_URL");

    /// <summary>Runs the consumers; brings the schemas up to date.</summary>
    public static ProductRole Worker { get; } = new("worker", "Worker", "LEDGER_WORKER_URL");

    /// <summary>Receives webhooks.</summary>
    public static ProductRole Gateway { get; } = new("gateway", "Gateway", "LEDGER_GATEWAY_URL");

    /// <summary>THE list, in the order they are started; they are stopped the other way round.</summary>
    public static IReadOnlyList<ProductRole> All { get; } = [Providers, QuickBooks, Odoo, Worker, Gateway];

    /// <summary>Those that stand in for ERPs.</summary>
    public static IReadOnlyList<ProductRole> Simulators { get; } = [QuickBooks, Odoo];

    /// <summary>What its program is called with in a stack.</summary>
    public Func<StackFolder, IReadOnlyList<string>> Arguments { get; init; } = _ => [];

    static ProductRole Simulator(string name, string urlSetting) => new(name, "Cli", urlSetting)
    {
        Arguments = folder => ["erp", "simulate", name, "--folder", folder.SimulatorOf(name)],
    };
}
