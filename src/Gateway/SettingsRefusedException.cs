namespace Ledger.Gateway;

/// <summary>The gateway cannot start with these settings; all faults at once, none with a secret in it.</summary>
public sealed class SettingsRefusedException(IReadOnlyList<string> errors)
    : Exception(string.Join(Environment.NewLine, errors))
{
    /// <summary>One sentence for each fault, beginning with the setting's name.</summary>
    public IReadOnlyList<string> Errors { get; } = errors;
}
