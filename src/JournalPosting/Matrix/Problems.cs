namespace Ledger.JournalPosting.Matrix;

/// <summary>Collects what is wrong with a file, so that all of it is told at once.</summary>
sealed class Problems(string file)
{
    readonly List<(long Line, string Text)> _found = [];

    public void Add(long line, string text) => _found.Add((line, $"{file}:{line}: {text}"));

    public void ThrowIfAny()
    {
        if (_found.Count > 0)
        {
            throw new MatrixRefusedException([.. _found.OrderBy(p => p.Line).Select(p => p.Text)]);
        }
    }
}
