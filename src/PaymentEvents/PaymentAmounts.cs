using Ledger.Accounting;

namespace Ledger.PaymentEvents;

/// <summary>The amounts of one fact; null where the provider did not state one.</summary>
/// <param name="Gross">
/// What the fact is about: captured, refunded, disputed, paid out, the fee itself, or the cost of goods. Above zero.
/// </param>
/// <param name="Fee">The provider's fee contained in the fact.</param>
/// <param name="Net">Gross less fee.</param>
/// <param name="Tax">Tax contained in the gross.</param>
/// <param name="Settled">The amount in the settlement currency.</param>
/// <param name="CumulativeGross">Total so far for providers that report running totals instead of steps.</param>
public sealed record PaymentAmounts(
    Money? Gross = null, Money? Fee = null, Money? Net = null, Money? Tax = null, Money? Settled = null,
    Money? CumulativeGross = null);
