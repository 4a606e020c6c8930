namespace Ledger.ErpExport.Targets;

/// <summary>The file of targets is not valid; all faults at once. No secret stands in the text.</summary>
public sealed class TargetsRefusedException(IReadOnlyList<string> problems)
    : Exception(string.Join(Environment.NewLine, problems))
{
    /// <summary>What is wrong, each with the file's name.</summary>
    public IReadOnlyList<string> Problems => problems;
}
