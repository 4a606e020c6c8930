using Ledger.ErpExport.Adapters;
using Ledger.ErpExport.Targets;

namespace Ledger.ErpExport.Files;

/// <summary>What the settings of a target of files may hold, and what follows from them.</summary>
static class FileSettings
{
    /// <summary>Where runs go.</summary>
    public const string Folder = "folder";

    /// <summary>Where the reader of the files answers.</summary>
    public const string Acknowledgements = "acknowledgements";

    /// <summary>
    /// How long entries wait in detail mode: each run is files of its own, and the file of all runs is written anew with it. Nobody reads
    /// files by the quarter second.
    /// </summary>
    public static readonly TimeSpan DetailCutEvery = TimeSpan.FromMinutes(1);

    const string RowsPerPart = "rowsPerPart";
    const int RowsPerPartDefault = 100_000;

    /// <summary>Rules of the settings.</summary>
    /// <param name="acknowledged">True when the reader of the format may answer.</param>
    public static IReadOnlyList<SettingRule> Rules(bool acknowledged) =>
    [
        new(Folder, SettingForm.Folder, Required: true, "Where the files of each run are put; made when it is not there."),
        new(RowsPerPart, SettingForm.Number, Required: false, "Most lines of documents in one file; 100,000 without it."),
        .. acknowledged
            ? [new SettingRule(
                Acknowledgements, SettingForm.Folder, Required: false,
                "Where the reader of the files puts gl_<run>.ack.csv; without it a document counts as posted once its run is complete.")]
            : Array.Empty<SettingRule>(),
    ];

    /// <summary>What a target of files can do.</summary>
    public static ErpCapabilities Capabilities(TargetSettings settings) => new()
    {
        Idempotency = Idempotency.FileRun,
        Atomicity = Atomicity.PerFile,
        MaxDocumentsPerCall = int.MaxValue,
        MaxLinesPerDocument = settings.Number(RowsPerPart, RowsPerPartDefault),
        Currency = CurrencyMode.PerLine,
        OursAlone = true,
        SettleDelay = TimeSpan.Zero,
        CallTimeout = TimeSpan.FromMinutes(10),
        Limits = RateLimitProfile.OneAtATime,
    };
}
