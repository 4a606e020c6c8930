using System.IO.Enumeration;

namespace Ledger.Inventory.Policy;

/// <summary>A text in which <c>*</c> stands for anything; letters count as they are.</summary>
static class Pattern
{
    public static bool Fits(string pattern, string text) =>
        pattern == "*" || FileSystemName.MatchesSimpleExpression(pattern, text, ignoreCase: false);
}
