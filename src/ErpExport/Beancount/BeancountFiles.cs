using Ledger.ErpExport.Adapters;
using Ledger.ErpExport.Files;

namespace Ledger.ErpExport.Beancount;

/// <summary>Runs as files of beancount.</summary>
public static class BeancountFiles
{
    /// <summary>The adapter.</summary>
    public static ErpAdapterKind Kind { get; } = new(
        "beancount", "beancount 2.3.5", Tested.AgainstTheProduct, FileSettings.Rules(acknowledged: false),
        settings => FileSettings.Capabilities(settings) with { HomeAmounts = false }, context =>
            new FileRunAdapter(new BeancountRunFormat(), context))
    {
        DetailCutEvery = FileSettings.DetailCutEvery,
    };
}
