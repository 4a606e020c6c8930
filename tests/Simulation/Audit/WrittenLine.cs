namespace Ledger.Simulation.Audit;

/// <summary>A line as it was written.</summary>
sealed record WrittenLine(string Account, bool Debit, long MinorUnits, string Currency);
