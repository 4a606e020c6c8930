namespace Ledger.ErpExport.Adapters;

/// <summary>
/// Keeps the tokens of one installation where all its processes see them. A refresh token that an ERP replaces with every use is worth
/// a login by a person: the new one is durable before the access token that came with it is used.
/// </summary>
public interface ITokenVault
{
    /// <summary>The tokens of a key; null when there are none yet.</summary>
    Task<ErpTokens?> ReadAsync(string key, CancellationToken ct);

    /// <summary>
    /// Renews tokens: one process at a time for a key. Whoever waited for its turn is given what the other has brought, if that is not
    /// what it had.
    /// </summary>
    /// <param name="key">Whose tokens, such as <c>quickbooks/9130350000000</c>.</param>
    /// <param name="known">The tokens that no longer do; null for none.</param>
    /// <param name="renew">Asks the ERP, with what is stored now (null for nothing).</param>
    /// <param name="ct">Stops; what the ERP has already given is kept all the same.</param>
    Task<ErpTokens> RenewAsync(string key, ErpTokens? known, Func<ErpTokens?, CancellationToken, Task<ErpTokens>> renew,
        CancellationToken ct);
}

/// <summary>An access token, with what renews it. Never printed.</summary>
/// <param name="Access">Sent with each call.</param>
/// <param name="Refresh">Renews it; null when a secret does.</param>
/// <param name="ExpiresAt">When the access token ends, by our clock.</param>
public sealed record ErpTokens(string Access, string? Refresh, DateTimeOffset ExpiresAt)
{
    /// <inheritdoc/>
    public override string ToString() => $"tokens until {ExpiresAt:O}";
}
