using Ledger.Cli.Erp;
using Ledger.Cli.Reports;
using Ledger.Cli.Shell;
using Ledger.Cli.Stack;
using Ledger.LocalStack;
using Ledger.LocalStack.Product;

namespace Ledger.Cli.Demo;

/// <summary>
/// The stack that the demo plays against: the local one, brought up if need be, and stopped at the end unless it ran
/// before or shall be kept.
/// </summary>
sealed class DemoStack : IAsyncDisposable
{
    readonly ProductStack _stack;
    readonly IProgress<string> _progress;
    readonly bool _keep;

    DemoStack(ProductStack stack, StackFile file, CommandContext context, bool keep, IProgress<string> progress)
    {
        (_stack, _keep, _progress) = (stack, keep, progress);
        Gateway = file.Gateway.Url;
        Broker = file.RabbitMq.Uri;
        SecretsFile = file.SecretsFile;
        Books = new Books(context);
        Erp = file.ErpTargets is null ? null : new ErpBooks(context);
        QuickBooks = file.QuickBooks?.Url;
        Providers = file.Providers?.Url;
    }

    /// <summary>Base address of the gateway.</summary>
    public Uri Gateway { get; }

    /// <summary>Journal and archive.</summary>
    public Books Books { get; }

    /// <summary>The export with its targets; null when nothing is exported.</summary>
    public ErpBooks? Erp { get; }

    /// <summary>Where the simulated QuickBooks listens; null when there is none.</summary>
    public Uri? QuickBooks { get; }

    /// <summary>Secret of the app in the simulated QuickBooks.</summary>
    public string QuickBooksSecret => DemoErps.ClientSecret(_stack.Folder.SimulatorOf(ProductRole.QuickBooks.Name));

    /// <summary>Where the simulated providers listen; null when there are none.</summary>
    public Uri? Providers { get; }

    /// <summary>AMQP address of the broker.</summary>
    public Uri Broker { get; }

    /// <summary>Path of the secrets file.</summary>
    public string SecretsFile { get; }

    /// <summary>Takes the stack that runs, or brings one up.</summary>
    /// <param name="context">The running command.</param>
    /// <param name="keep">True to leave it running.</param>
    /// <param name="ct">Stops the start.</param>
    public static async Task<DemoStack> StartAsync(CommandContext context, bool keep, CancellationToken ct)
    {
        var stack = LocalErps.StackOf(context);
        var progress = new ProgressWriter(context.Output.Progress);
        var before = await stack.StatusAsync(ct);
        var ranBefore = before.Parts.Any(part => !part.Configured && part.State != "down");
        var file = await stack.EnsureUpAsync(progress, ct);
        return new DemoStack(stack, file, context, keep || ranBefore, progress);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await (Erp?.DisposeAsync() ?? ValueTask.CompletedTask);
        await Books.DisposeAsync();
        if (!_keep)
        {
            await _stack.DownAsync(_progress, CancellationToken.None);
        }
    }
}
