namespace Ledger.JournalPosting.Matrix;

/// <summary>A matrix or chart is not valid; nothing may start with it.</summary>
/// <param name="problems">Every problem found, each with the file and line.</param>
public sealed class MatrixRefusedException(IReadOnlyList<string> problems)
    : FormatException($"{problems.Count} problem(s) in the posting rules:\n{string.Join('\n', problems)}")
{
    /// <summary>Every problem found, each with the file and line.</summary>
    public IReadOnlyList<string> Problems { get; } = problems;
}
