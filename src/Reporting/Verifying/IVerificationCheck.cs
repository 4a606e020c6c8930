namespace Ledger.Reporting.Verifying;

/// <summary>One thing that must be true of the ledger.</summary>
public interface IVerificationCheck
{
    /// <summary>Stable name for programs, kebab-case.</summary>
    string Name { get; }

    /// <summary>The rule in words, as a statement.</summary>
    string Rule { get; }

    /// <summary>Looks whether it holds.</summary>
    Task<CheckFinding> RunAsync(VerificationScope scope, CancellationToken ct);
}

/// <summary>What a check found.</summary>
/// <param name="Count">How many things were looked at.</param>
/// <param name="FirstDifference">The first that is off; null when the rule holds.</param>
/// <param name="Remark">What a reader should know besides, such as deliveries still on their way; may be null.</param>
public sealed record CheckFinding(long Count, Difference? FirstDifference, string? Remark = null);
