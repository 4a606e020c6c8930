namespace Ledger.JournalPosting.States;

/// <summary>The one word that sums up a stream, most pressing first.</summary>
static class PaymentStatus
{
    public const string PartiallyRefunded = "PARTIALLY_REFUNDED";
    public const string CaptureFailed = Standing.CaptureFailed;
    public const string FeePosted = "FEE_POSTED";

    public static string Of(PaymentState state)
    {
        if ((state.Payout ?? state.Goods) is { } standing)
        {
            return standing;
        }

        if (Has(state, Standing.Disputed))
        {
            return Standing.Disputed;
        }

        var captured = state.CapturedMinorUnits();
        if (captured == 0)
        {
            return BeforeCapture(state);
        }

        var refunded = state.RefundedMinorUnits();
        return refunded >= captured ? Standing.Refunded
            : refunded > 0 ? PartiallyRefunded
            : Has(state, Standing.DisputeLost) ? Standing.DisputeLost
            : Has(state, Standing.DisputeWon) ? Standing.DisputeWon
            : Standing.Captured;
    }

    static string BeforeCapture(PaymentState state) =>
        state.Captures.Count > 0 ? CaptureFailed
        : state.Ended ?? (state.Authorized is not null || state.AuthorizedAt is not null ? Standing.Authorized
        : state.Fees.Count > 0 ? FeePosted
        : Standing.New);

    static bool Has(PaymentState state, string standing)
    {
        foreach (var dispute in state.Disputes)
        {
            if (dispute.Standing == standing)
            {
                return true;
            }
        }

        return false;
    }
}
