using Ledger.Accounting;

namespace Ledger.JournalPosting.States;

/// <summary>Sums over a state. 128 bits, because a sum of valid amounts need not fit 64.</summary>
static class PaymentTotals
{
    public static Int128 CapturedMinorUnits(this PaymentState state)
    {
        Int128 sum = 0;
        foreach (var capture in state.Captures)
        {
            sum += capture.Failed ? 0 : capture.Amount?.MinorUnits ?? 0;
        }

        return sum;
    }

    /// <summary>Refunds that stand.</summary>
    public static Int128 RefundedMinorUnits(this PaymentState state)
    {
        Int128 sum = 0;
        foreach (var refund in state.Refunds)
        {
            sum += refund.Standing == Standing.Refunded ? refund.Amount?.MinorUnits ?? 0 : 0;
        }

        return sum;
    }

    /// <summary>
    /// Refunds that were ever reported with their amount, failed since or not: what a running total counts.
    /// </summary>
    public static Int128 RefundsKnownMinorUnits(this PaymentState state)
    {
        Int128 sum = 0;
        foreach (var refund in state.Refunds)
        {
            sum += refund.Amount?.MinorUnits ?? 0;
        }

        return sum;
    }

    /// <summary>The currency of the payment: of its captures, else of its authorization; null before both.</summary>
    public static Currency? PaymentCurrency(this PaymentState state)
    {
        foreach (var capture in state.Captures)
        {
            if (capture.Amount is { } amount)
            {
                return amount.Currency;
            }
        }

        return state.Authorized?.Currency;
    }
}
