namespace Ledger.Reporting.Verifying;

/// <summary>What a verification found.</summary>
/// <param name="Ok">True when every rule holds.</param>
/// <param name="Position">Position of the last event that was looked at.</param>
/// <param name="ElapsedSeconds">How long it took.</param>
/// <param name="FirstDifference">The first difference of the first rule that does not hold; null when all do.</param>
/// <param name="Checks">Every rule, in order.</param>
public sealed record VerificationReport(
    bool Ok, long Position, double ElapsedSeconds, Difference? FirstDifference, IReadOnlyList<CheckResult> Checks);

/// <summary>What one check found.</summary>
/// <param name="Name">Stable name, kebab-case.</param>
/// <param name="Rule">The rule in words.</param>
/// <param name="Ok">True when it holds.</param>
/// <param name="Count">How many things were looked at.</param>
/// <param name="FirstDifference">The first that is off; null when the rule holds.</param>
/// <param name="Remark">What a reader should know besides; may be null.</param>
/// <param name="ElapsedSeconds">How long it took.</param>
public sealed record CheckResult(
    string Name, string Rule, bool Ok, long Count, Difference? FirstDifference, string? Remark, double ElapsedSeconds);

/// <summary>How far a verification is.</summary>
/// <param name="Number">Number of the check, from 1.</param>
/// <param name="Total">How many checks there are.</param>
/// <param name="Name">Name of the check.</param>
/// <param name="Result">What it found; null while it runs.</param>
public sealed record VerificationProgress(int Number, int Total, string Name, CheckResult? Result);
