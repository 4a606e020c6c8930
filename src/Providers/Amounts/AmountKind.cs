namespace Ledger.Providers.Amounts;

/// <summary>What an amount is: providers' rules on last digits differ.</summary>
public enum AmountKind
{
    /// <summary>Charges, refunds, disputes: the merchant or the payer chose the amount.</summary>
    Charge,

    /// <summary>Payouts.</summary>
    Payout,

    /// <summary>Amounts that the provider computed: fees, settled amounts.</summary>
    Computed,
}
