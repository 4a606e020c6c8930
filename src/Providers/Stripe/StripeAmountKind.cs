namespace Ledger.Providers.Stripe;

/// <summary>What an amount is: Stripe's rules on last digits differ.</summary>
public enum StripeAmountKind
{
    /// <summary>Charges, refunds, disputes: the merchant or the payer chose the amount.</summary>
    Charge,

    /// <summary>Payouts.</summary>
    Payout,

    /// <summary>Amounts that Stripe computed: fees, settled amounts.</summary>
    Computed,
}
