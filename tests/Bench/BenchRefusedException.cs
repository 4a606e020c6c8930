namespace Ledger.Bench;

/// <summary>Something cannot be measured as asked; the message says what was found and what to do.</summary>
public sealed class BenchRefusedException(string message) : Exception(message);
