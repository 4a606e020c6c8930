namespace Ledger.Worker;

/// <summary>The worker cannot start with these settings; all faults at once.</summary>
public sealed class SettingsRefusedException(IReadOnlyList<string> errors)
    : Exception(string.Join(Environment.NewLine, errors));
