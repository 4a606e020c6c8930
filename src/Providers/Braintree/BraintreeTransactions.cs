using Ledger.PaymentEvents;
using Ledger.Providers.Facts;
using Ledger.Providers.Reading;

namespace Ledger.Providers.Braintree;

/// <summary>
/// Transactions: a sale is a payment with its one capture, a credit is a refund of another transaction. The transaction's id is the
/// authority for each of its facts, whichever kind reports it.
/// </summary>
static class BraintreeTransactions
{
    const string Sale = "sale";
    const string Credit = "credit";

    /// <summary>
    /// The money has been taken, or given back, and is settled. That moves nothing by itself: the disbursement settles the whole batch, net
    /// of fees, and to post that per transaction as well would post it twice.
    /// </summary>
    internal static void Settled(BraintreeEnvelope envelope, BraintreeFacts facts)
    {
        if (Expected(envelope, facts) is { } transaction)
        {
            Settled(facts, transaction, TypeOf(transaction));
            if (TypeOf(transaction) is var type && type is Sale or null)
            {
                var fact = Of(facts, EventClass.SettlementConfirmed, transaction, "settled", transaction.TextOf("id"));
                facts.AddOf(
                    fact with { Variant = EventVariant.OfTransaction }, type is null ? null : transaction.Child("amount"),
                    transaction.TextOf("currency-iso-code"));
            }
        }
    }

    internal static void SettlementDeclined(BraintreeEnvelope envelope, BraintreeFacts facts)
    {
        if (Expected(envelope, facts) is { } transaction)
        {
            Declined(facts, transaction, TypeOf(transaction));
        }
    }

    internal static void RefundFailed(BraintreeEnvelope envelope, BraintreeFacts facts)
    {
        if (Expected(envelope, facts) is { } transaction)
        {
            Declined(facts, transaction, Credit);
        }
    }

    /// <summary>A new transaction in place of one that failed; its status says how far it is.</summary>
    internal static void Retried(BraintreeEnvelope envelope, BraintreeFacts facts)
    {
        if (Expected(envelope, facts) is { } transaction)
        {
            ByStatus(facts, transaction, TypeOf(transaction));
        }
    }

    /// <summary>The fact that the status states; subscriptions and local payments hold sales only.</summary>
    internal static void SaleByStatus(BraintreeFacts facts, BraintreeElement transaction) =>
        ByStatus(facts, transaction, TypeOf(transaction) ?? Sale);

    static void ByStatus(BraintreeFacts facts, BraintreeElement transaction, string? type)
    {
        var id = transaction.TextOf("id");
        switch (transaction.TextOf("status"))
        {
            case "submitted_for_settlement" or "settling" or "settlement_confirmed" when type == Credit:
                facts.NoFact("The refund is not final yet.");
                break;
            case "submitted_for_settlement" or "settling" or "settlement_confirmed" or "settled":
                Settled(facts, transaction, type);
                break;
            case "settlement_pending" when type != Credit:
                Note(facts, Of(facts, EventClass.CapturePending, transaction, "capture-pending", id), transaction);
                break;
            case "settlement_declined":
                Declined(facts, transaction, type);
                break;
            case "processor_declined" or "gateway_rejected" or "failed" when type == Credit:
                Declined(facts, transaction, type);
                break;
            case "processor_declined" or "gateway_rejected" or "failed":
                Note(facts, Of(facts, EventClass.PaymentFailed, transaction, "payment-failed", id), transaction);
                break;
            case "authorized":
                Authorized(facts, transaction, type);
                break;
            case "authorization_expired" when type != Credit:
                AddOf(facts, Of(facts, EventClass.AuthExpired, transaction, "auth-ended", id), transaction);
                break;
            case "voided" when type == Credit || WasSubmitted(transaction):
                Declined(facts, transaction, type);
                break;
            case "voided":
                AddOf(facts, Of(facts, EventClass.AuthVoided, transaction, "auth-ended", id), transaction);
                break;
            case null:
                facts.Refuse(RefusalReason.FieldMissing, "The transaction's status is missing.");
                break;
            default:
                facts.NoFact("The transaction's status states nothing to post.");
                break;
        }
    }

    /// <summary>One authorization per transaction; its amount is no part of the key, because a message may leave it to be read.</summary>
    static void Authorized(BraintreeFacts facts, BraintreeElement transaction, string? type)
    {
        if (type == Credit)
        {
            facts.NoFact("A refund that is authorised has not been paid.");
        }
        else
        {
            var key = transaction.TextOf("id");
            AddOf(facts, Of(facts, EventClass.AuthCreated, transaction, "auth-created", key), transaction);
        }
    }

    static void Settled(BraintreeFacts facts, BraintreeElement transaction, string? type)
    {
        var id = transaction.TextOf("id");
        switch (type)
        {
            case Credit:
                AddOf(facts, Of(facts, EventClass.RefundPosted, transaction, "refund", id), transaction);
                Converted(facts, transaction, EventVariant.MoneyOut);
                break;
            case Sale:
                AddOf(facts, Of(facts, EventClass.CaptureSucceeded, transaction, "capture", id), transaction);
                Converted(facts, transaction, variant: null);
                break;
            case null:
                facts.AddOf(Of(facts, EventClass.CaptureSucceeded, transaction, "capture", id), amount: null, currency: null);
                break;
            default:
                facts.Refuse(RefusalReason.FieldMissing, "The transaction's type is neither sale nor credit.");
                break;
        }
    }

    /// <summary>Told once it was disbursed: what its amount came to in the currency that we are paid in.</summary>
    static void Converted(BraintreeFacts facts, BraintreeElement transaction, string? variant)
    {
        var id = transaction.TextOf("id");
        // Of a credit it lies where the refund does: under the payment that it gives back.
        var fact = Of(facts, variant is null ? EventClass.FxConverted : EventClass.RefundPosted, transaction, "conversion", id);
        var before = facts.Computed(transaction.Child("amount")?.Text, transaction.TextOf("currency-iso-code"));
        if (before is { IsPositive: true } amount && fact.Amounts.Settled is { IsPositive: true } settled
            && settled.Currency != amount.Currency)
        {
            facts.Add(fact with
            {
                Class = EventClass.FxConverted,
                Variant = variant,
                Amounts = new PaymentAmounts(amount, Settled: settled),
            });
        }
    }

    /// <summary>It failed, maybe after it had been reported as settled; posting undoes what it posted for this very id.</summary>
    static void Declined(BraintreeFacts facts, BraintreeElement transaction, string? type)
    {
        var id = transaction.TextOf("id");
        switch (type)
        {
            case Credit:
                Note(facts, Of(facts, EventClass.RefundFailed, transaction, "refund", id, "failed"), transaction);
                break;
            case Sale:
                Note(facts, Of(facts, EventClass.CaptureFailed, transaction, "capture", id, "failed"), transaction);
                break;
            case null:
                facts.AddOf(
                    Of(facts, EventClass.CaptureFailed, transaction, "capture", id, "failed"), amount: null, currency: null);
                break;
            default:
                facts.Refuse(RefusalReason.FieldMissing, "The transaction's type is neither sale nor credit.");
                break;
        }
    }

    static void AddOf(BraintreeFacts facts, Fact fact, BraintreeElement transaction) =>
        facts.AddOf(fact, transaction.Child("amount"), transaction.TextOf("currency-iso-code"));

    /// <summary>A fact that posts no amount of its own; it is told with the amount when there is one.</summary>
    static void Note(BraintreeFacts facts, Fact fact, BraintreeElement transaction) => facts.Add(fact with
    {
        Amounts = new PaymentAmounts(
            facts.AmountIfAny(transaction.Child("amount"), transaction.TextOf("currency-iso-code"))),
    });

    static Fact Of(BraintreeFacts facts, string eventClass, BraintreeElement transaction, params string?[] key)
    {
        var disbursed = transaction.Child("disbursement-details");
        var id = transaction.TextOf("id");
        var isRefund = eventClass is EventClass.RefundPosted or EventClass.RefundFailed;
        return new Fact(eventClass, (isRefund ? transaction.TextOf("refunded-transaction-id") : null) ?? id, id, key)
        {
            Amounts = new PaymentAmounts(
                Settled: facts.Computed(disbursed?.TextOf("settlement-amount"), disbursed?.TextOf("settlement-currency-iso-code"))),
            ExchangeRate = disbursed?.Rate("settlement-currency-exchange-rate"),
            OrderRef = transaction.TextOf("order-id"),
            CustomerRef = transaction.Child("customer")?.TextOf("id"),
            PayeeRef = transaction.TextOf("sub-merchant-account-id"),
            PaymentMethod = transaction.TextOf("payment-instrument-type"),
            SettlementBatchId = CleanText.Name(transaction.TextOf("settlement-batch-id")),
            ReasonCode = ReasonOf(transaction),
        };
    }

    /// <summary>Why it failed: the status names which of the codes applies.</summary>
    static string? ReasonOf(BraintreeElement transaction) => transaction.TextOf("status") switch
    {
        "settlement_declined" => transaction.TextOf("processor-settlement-response-code") ?? "settlement_declined",
        "processor_declined" => transaction.TextOf("processor-response-code") ?? "processor_declined",
        "gateway_rejected" => transaction.TextOf("gateway-rejection-reason") ?? "gateway_rejected",
        "failed" or "voided" or "authorization_expired" => transaction.TextOf("status"),
        _ => null,
    };

    static bool WasSubmitted(BraintreeElement transaction) =>
        transaction.Child("status-history")?.Children.Any(step => step.TextOf("status") == "submitted_for_settlement") == true;

    /// <summary>Sale or credit as the transaction says it, or as it shows by what it refunds; null when it does not say.</summary>
    static string? TypeOf(BraintreeElement transaction) =>
        transaction.TextOf("type") ?? (transaction.TextOf("refunded-transaction-id") is null ? null : Credit);

    static BraintreeElement? Expected(BraintreeEnvelope envelope, BraintreeFacts facts)
    {
        if (envelope.ObjectOrChild("transaction") is { } transaction)
        {
            return transaction;
        }

        facts.Refuse(RefusalReason.NotAnEvent, "The subject holds no transaction.");
        return null;
    }
}
