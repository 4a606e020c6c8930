using Ledger.Accounting;

namespace Ledger.Providers.Amounts;

/// <summary>An amount in canonical minor units, or the reason why there is none.</summary>
/// <param name="Money">The amount; null when refused.</param>
/// <param name="Reason">Why it is refused; null when it is not.</param>
/// <param name="Detail">One sentence; null when not refused.</param>
public readonly record struct ProviderAmount(Money? Money, RefusalReason? Reason = null, string? Detail = null);
