using Ledger.ErpExport.Adapters;
using Ledger.ErpExport.Files;

namespace Ledger.ErpExport.Csv;

/// <summary>Runs as CSV files, for whatever imports them.</summary>
public static class CsvFiles
{
    /// <summary>The adapter.</summary>
    public static ErpAdapterKind Kind { get; } = new(
        "csv", "CSV files (RFC 4180, read back by hledger 1.25)", Tested.AgainstTheProduct, FileSettings.Rules(acknowledged: true),
        FileSettings.Capabilities, context => new FileRunAdapter(new CsvFormat(), context))
    {
        DetailCutEvery = FileSettings.DetailCutEvery,
    };
}
