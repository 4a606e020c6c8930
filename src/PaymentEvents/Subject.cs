namespace Ledger.PaymentEvents;

/// <summary>What an event is about; the first part of its stream's name.</summary>
public static class Subject
{
    /// <summary>A payment: authorization, capture, refunds, disputes, fees.</summary>
    public const string Payment = "payment";

    /// <summary>A payout from the provider to our bank account.</summary>
    public const string Payout = "payout";

    /// <summary>A fee that belongs to no payment.</summary>
    public const string Fee = "fee";

    /// <summary>A transfer between accounts of the provider, or a top-up of one.</summary>
    public const string Transfer = "transfer";

    /// <summary>The goods of an order at one stock location; for corrections, those of one SKU.</summary>
    public const string Goods = "goods";
}
