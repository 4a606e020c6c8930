namespace Ledger.Cli.Reports;

/// <summary>A tree to print as text.</summary>
/// <param name="text">What stands at this place.</param>
/// <param name="below">What hangs from it.</param>
sealed class TextTree(string text, IReadOnlyList<TextTree>? below = null)
{
    /// <summary>The tree, line by line, with branches drawn.</summary>
    public IEnumerable<string> Lines()
    {
        yield return text;
        var last = (below?.Count ?? 0) - 1;
        for (var i = 0; i <= last; i++)
        {
            var first = true;
            foreach (var line in below![i].Lines())
            {
                yield return (first, i == last) switch
                {
                    (true, false) => "├─ ",
                    (true, true) => "└─ ",
                    (false, false) => "│  ",
                    (false, true) => "   ",
                } + line;
                first = false;
            }
        }
    }
}
