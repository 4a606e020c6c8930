namespace Ledger.Evidence;

/// <summary>A customer that a delivery names, by a hash.</summary>
/// <param name="Provider">Whose customer it is.</param>
/// <param name="Account">The provider's account.</param>
/// <param name="Sha256">64 hex digits, lower case, of provider, account and the customer's id.</param>
public sealed record ArchivedSubject(string Provider, string Account, string Sha256);
