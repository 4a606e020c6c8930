namespace Ledger.ErpExport.Targets;

/// <summary>The file of targets, as YAML has it.</summary>
sealed class TargetFile
{
    public List<TargetRow> Targets { get; set; } = [];
}

sealed class TargetRow
{
    public string Name { get; set; } = "";

    public string Kind { get; set; } = "";

    public string Prefix { get; set; } = "";

    public string Mode { get; set; } = "summary";

    public int CutSeconds { get; set; } = 900;

    public string ClosedPeriod { get; set; } = "hold";

    public long StartAfter { get; set; }

    public string Mapping { get; set; } = "";

    public int MissingHours { get; set; } = 4;

    public int ConfirmSeconds { get; set; } = 60;

    public Dictionary<string, string> Settings { get; set; } = new(StringComparer.Ordinal);
}
