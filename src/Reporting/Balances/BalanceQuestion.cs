using Ledger.Accounting;

namespace Ledger.Reporting.Balances;

/// <summary>Which balances are asked for, and as of when.</summary>
/// <param name="Account">Code of one account; null for all.</param>
/// <param name="Currency">One currency; null for all.</param>
/// <param name="AsOf">Last booking date that counts; null for all.</param>
/// <param name="KnownAt">What was recorded up to this moment counts, and nothing later; null for now.</param>
public sealed record BalanceQuestion(
    string? Account = null, Currency? Currency = null, DateOnly? AsOf = null, DateTimeOffset? KnownAt = null);
