namespace Ledger.ProviderAccess;

/// <summary>The secrets file cannot be used; all faults at once, none with a secret in it.</summary>
public sealed class SecretsRefusedException(IReadOnlyList<string> errors)
    : Exception(string.Join(Environment.NewLine, errors))
{
    /// <summary>One sentence for each fault, beginning with the setting's name.</summary>
    public IReadOnlyList<string> Errors { get; } = errors;
}
