using Ledger.ErpExport.Beancount;
using Ledger.ErpExport.Csv;
using Ledger.ErpExport.Hledger;
using Ledger.ErpExport.Odoo;
using Ledger.ErpExport.QuickBooks;
using Ledger.ErpExport.Targets;
using Ledger.ErpExport.Tryton;

namespace Ledger.ErpExport.Adapters;

/// <summary>THE list of ERPs and formats. A new one is a folder and a line.</summary>
public static class AllErpAdapters
{
    /// <summary>All of them, by their <c>kind</c> in the file of targets.</summary>
    public static IReadOnlyDictionary<string, ErpAdapterKind> ByKind { get; } = new[]
    {
        Outside.OutsideAdapter.Kind,
        TrytonAdapter.Kind,
        QuickBooksKind.Kind,
        OdooAdapter.Kind,
        BeancountFiles.Kind,
        CsvFiles.Kind,
        HledgerFiles.Kind,
    }.ToDictionary(kind => kind.Kind, StringComparer.Ordinal);
}

/// <summary>One ERP, as the file of targets names it.</summary>
/// <param name="Kind">Its name there, such as <c>tryton</c>.</param>
/// <param name="Title">Its name for people, with the version it was built for.</param>
/// <param name="Tested">Against what it was tested; said wherever the target is shown.</param>
/// <param name="Settings">What its <c>settings</c> may hold.</param>
/// <param name="Capabilities">What it can do, given the settings.</param>
/// <param name="Make">Makes an adapter; nothing is connected yet.</param>
public sealed record ErpAdapterKind(
    string Kind, string Title, Tested Tested, IReadOnlyList<SettingRule> Settings,
    Func<TargetSettings, ErpCapabilities> Capabilities, Func<AdapterContext, IErpAdapter> Make)
{
    /// <summary>How long entries wait for others in detail mode where the file of targets does not say; zero for not at all.</summary>
    public TimeSpan DetailCutEvery { get; init; } = TimeSpan.Zero;
}

/// <summary>What a capability was tested against.</summary>
public enum Tested
{
    /// <summary>The product itself ran in the tests.</summary>
    AgainstTheProduct,

    /// <summary>A simulator written from public documents.</summary>
    AgainstSimulator,

    /// <summary>Not at all.</summary>
    Untested,

    /// <summary>Somebody else's adapter: they know.</summary>
    ByOthers,
}
