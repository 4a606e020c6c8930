using System.Runtime.CompilerServices;

namespace Ledger.Accounting;

/// <summary>Conditions that only our own bug can break; checked in production too.</summary>
public static class Invariant
{
    /// <summary>Throws when the condition does not hold; the message is the condition itself.</summary>
    /// <exception cref="InvariantBrokenException">The condition is false.</exception>
    public static void Require(
        bool condition, [CallerArgumentExpression(nameof(condition))] string? expression = null)
    {
        if (!condition)
        {
            throw new InvariantBrokenException($"Invariant broken: {expression}");
        }
    }
}
