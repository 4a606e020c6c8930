namespace Ledger.Contract;

/// <summary>The contract cannot be made or read; the message says what is missing, for people.</summary>
public sealed class ContractException(string message, Exception? cause = null) : Exception(message, cause);
