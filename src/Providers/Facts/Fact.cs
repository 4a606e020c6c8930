using Ledger.PaymentEvents;

namespace Ledger.Providers.Facts;

/// <summary>
/// One fact as read from a provider's object, before it is made a canonical event. Texts may be as the provider wrote them.
/// </summary>
/// <param name="Class">The canonical class.</param>
/// <param name="PaymentId">Payment, payout or fee it belongs to; null when the object does not say.</param>
/// <param name="ObjectId">The object's id; null when the object does not say.</param>
/// <param name="Key">What makes the fact this fact, whatever message reports it; no part may be null.</param>
sealed record Fact(string Class, string? PaymentId, string? ObjectId, params string?[] Key)
{
    internal string? Variant { get; init; }

    internal string Subject { get; init; } = PaymentEvents.Subject.Payment;

    internal PaymentAmounts Amounts { get; init; } = new();

    internal string Completeness { get; init; } = PaymentEvents.Completeness.Complete;

    internal string? OrderRef { get; init; }

    internal string? InvoiceRef { get; init; }

    internal string? CustomerRef { get; init; }

    internal string? PayeeRef { get; init; }

    internal string? ReasonCode { get; init; }

    internal string? SettlementBatchId { get; init; }

    internal string? PaymentMethod { get; init; }

    internal DateTimeOffset? DueBy { get; init; }

    internal decimal? ExchangeRate { get; init; }

    internal IReadOnlyList<OrderLine> OrderLines { get; init; } = [];
}
