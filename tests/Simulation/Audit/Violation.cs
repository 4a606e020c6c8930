namespace Ledger.Simulation.Audit;

/// <summary>Something that must not be.</summary>
/// <param name="Check">Name of the check, the same for the same kind of mistake.</param>
/// <param name="Detail">What was found and what was expected.</param>
public sealed record Violation(string Check, string Detail);
