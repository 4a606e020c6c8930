namespace Ledger.Evidence.Sealing;

/// <summary>The master keys cannot be used; all faults at once, none of which repeats a key.</summary>
public sealed class MasterKeysRefusedException(IReadOnlyList<string> problems)
    : Exception(string.Join(Environment.NewLine, problems))
{
    /// <summary>One sentence each.</summary>
    public IReadOnlyList<string> Problems { get; } = problems;
}
