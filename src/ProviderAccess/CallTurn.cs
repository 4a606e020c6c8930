namespace Ledger.ProviderAccess;

/// <summary>
/// Takes the next turn to call an account's API, and returns when it has come. Whoever calls an API under the same name takes turns with
/// everybody else.
/// </summary>
/// <param name="account">The account: provider, API and name of the account, and no secret.</param>
/// <param name="perSecond">Calls a second of the account, over time.</param>
/// <param name="ct">Gives up.</param>
public delegate Task CallTurn(string account, int perSecond, CancellationToken ct);
