namespace Ledger.ProviderAccess;

/// <summary>An answer of a provider's API, read to its end.</summary>
/// <param name="Status">HTTP status; never one that a later call may change (429, 5xx): those are thrown.</param>
/// <param name="Body">The bytes.</param>
public sealed record ApiAnswer(int Status, byte[] Body)
{
    /// <summary>True for 200.</summary>
    public bool IsOk => Status == 200;
}
