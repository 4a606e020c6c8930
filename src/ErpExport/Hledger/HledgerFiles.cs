using Ledger.ErpExport.Adapters;
using Ledger.ErpExport.Files;

namespace Ledger.ErpExport.Hledger;

/// <summary>Runs as journals of hledger, which ledger reads too.</summary>
public static class HledgerFiles
{
    /// <summary>The adapter.</summary>
    public static ErpAdapterKind Kind { get; } = new(
        "hledger", "hledger 1.25, ledger 3.3.0", Tested.AgainstTheProduct, FileSettings.Rules(acknowledged: false),
        settings => FileSettings.Capabilities(settings) with { HomeAmounts = false }, context =>
            new FileRunAdapter(new HledgerRunFormat(), context))
    {
        DetailCutEvery = FileSettings.DetailCutEvery,
    };
}
