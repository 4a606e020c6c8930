namespace Ledger.JournalPosting.Matrix;

/// <summary>A matrix as its file has it, before profiles.</summary>
sealed record MatrixFile(
    string Version, IReadOnlyDictionary<string, MatrixProfile> Profiles, IReadOnlyList<MatrixFile.NumberedRow> Rows)
{
    /// <summary>A row and the line it begins on.</summary>
    public sealed record NumberedRow(MatrixRow Row, long Line);
}

/// <summary>A named change of the whole matrix.</summary>
/// <param name="Memo">True to post the memo entries.</param>
/// <param name="Accounts">Accounts that take the place of others.</param>
sealed record MatrixProfile(bool Memo, IReadOnlyDictionary<string, string> Accounts, long Line);
