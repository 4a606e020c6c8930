namespace Ledger.ErpExport.Mapping;

/// <summary>A mapping is not valid; all faults at once.</summary>
public sealed class MappingRefusedException(IReadOnlyList<string> problems)
    : Exception(string.Join(Environment.NewLine, problems))
{
    /// <summary>What is wrong, each with the file's name.</summary>
    public IReadOnlyList<string> Problems => problems;
}
