using Ledger.Accounting;
using Ledger.JournalPosting.Matrix;
using Ledger.JournalPosting.States;
using Ledger.PaymentEvents;

namespace Ledger.JournalPosting;

/// <summary>Finds what is wrong with an event's amounts, in the order of <see cref="PostingReason"/>.</summary>
static class AmountChecks
{
    public static Judgement? Find(PaymentState state, PaymentEvent e, MatrixRow row, PostingRules rules)
    {
        if (MixedCurrencies(e.Amounts))
        {
            return Refuse(PostingReason.CurrencyMismatch, "Gross, fee, net and tax are not in one currency.");
        }

        var lines = rules.Matrix.Memo ? row.Lines.Concat(row.MemoLines) : row.Lines;
        foreach (var line in lines)
        {
            if (line.Amount.Of(e.Amounts) is null)
            {
                return Refuse(
                    PostingReason.AmountMissing, $"Row {row.Id} posts {line}, which the event does not state.");
            }
        }

        if (e.Amounts.Gross is { IsPositive: false } gross && row.Posts)
        {
            return Refuse(PostingReason.AmountNotPositive, $"The gross amount is {gross}.");
        }

        return e.Class switch
        {
            EventClass.CaptureSucceeded or EventClass.ChargebackOpened =>
                OtherCurrency(e, state.PaymentCurrency(), "the payment"),
            EventClass.RefundPosted => Refund(state, e, row),
            EventClass.ChargebackWon or EventClass.ChargebackLost => DisputeOutcome(state, e),
            EventClass.PayoutPaid => Payout(state, e),
            EventClass.FxConverted => Conversion(state, e),
            _ => null,
        };
    }

    /// <summary>More than is left may only have overtaken another capture, or the failure of another refund.</summary>
    static Judgement? Refund(PaymentState state, PaymentEvent e, MatrixRow row)
    {
        var captured = state.CapturedMinorUnits();
        var refunded = state.RefundedMinorUnits();
        var refund = e.Amounts.Gross!.Value;
        return OtherCurrency(e, state.PaymentCurrency(), "the payment")
            ?? (refunded + refund.MinorUnits > captured
                ? (Judgement)new Judgement.Hold(
                    PostingReason.RefundExceedsCapture, row.HoldFor,
                    $"Captured {Show(captured, refund)}, refunded so far {Show(refunded, refund)}, now {refund}.")
                : null);
    }

    static Judgement.Refuse? DisputeOutcome(PaymentState state, PaymentEvent e)
    {
        var disputed = state.Disputes.FirstOrDefault(d => d.DisputeId == e.ProviderObjectId)?.Amount;
        return OtherCurrency(e, disputed?.Currency, "the dispute")
            ?? (e.Amounts.Gross?.MinorUnits > disputed?.MinorUnits
                ? Refuse(PostingReason.DisputeAmountExceeded, $"Disputed {disputed}, ended with {e.Amounts.Gross}.")
                : null);
    }

    static Judgement.Refuse? Payout(PaymentState state, PaymentEvent e) =>
        OtherCurrency(e, state.PayoutAmount?.Currency, "the payout")
        ?? (state.PayoutAmount is { } started && e.Amounts.Gross != started
            ? Refuse(PostingReason.PayoutAmountDiffers, $"Started with {started}, paid {e.Amounts.Gross}.")
            : null);

    static Judgement.Refuse? OtherCurrency(PaymentEvent e, Currency? expected, string of) =>
        expected is { } currency && e.Amounts.Gross is { } amount && amount.Currency != currency
            ? Refuse(PostingReason.CurrencyMismatch, $"{amount} does not fit {of}, which is in {currency}.")
            : null;

    static Judgement.Refuse? Conversion(PaymentState state, PaymentEvent e) =>
        e.Amounts.Settled?.Currency == e.Amounts.Gross?.Currency
            ? Refuse(PostingReason.CurrencyMismatch, $"{e.Amounts.Gross} to {e.Amounts.Settled} is no conversion.")
            : OtherCurrency(e, state.PaymentCurrency(), "the payment");

    static bool MixedCurrencies(PaymentAmounts amounts) =>
        Differ(amounts.Gross, amounts.Fee) || Differ(amounts.Gross, amounts.Net) || Differ(amounts.Gross, amounts.Tax)
        || Differ(amounts.Fee, amounts.Net);

    static bool Differ(Money? one, Money? other) => one?.Currency is { } a && other?.Currency is { } b && a != b;

    static string Show(Int128 minorUnits, Money like) =>
        $"{Money.Format(minorUnits, like.Currency.Exponent)} {like.Currency}";

    static Judgement.Refuse Refuse(PostingReason reason, string detail) => new(reason, detail);
}
