namespace Ledger.Inventory.Policy;

/// <summary>The stock policy is not valid; all faults at once.</summary>
public sealed class PolicyRefusedException(IReadOnlyList<string> problems)
    : Exception(string.Join(Environment.NewLine, problems));
