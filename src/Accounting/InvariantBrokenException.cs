namespace Ledger.Accounting;

/// <summary>A rule that the code itself must keep was broken: a bug, never bad input.</summary>
public sealed class InvariantBrokenException(string message) : Exception(message);
