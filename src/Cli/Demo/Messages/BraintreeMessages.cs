using System.Text;
using System.Xml.Linq;

namespace Ledger.Cli.Demo.Messages;

/// <summary>
/// Braintree's notifications (developer.paypal.com/braintree/docs/guides/webhooks, read 2026-11), before they are put into a form. There is
/// none of an authorization or its end; a sale is first heard of when it has settled.
/// </summary>
sealed class BraintreeMessages : IProviderMessages
{
    /// <inheritdoc/>
    public string Provider => "braintree";

    /// <inheritdoc/>
    public IReadOnlyList<DemoCurrency> Currencies => [DemoCurrency.Euro];

    /// <inheritdoc/>
    public bool StatesLines => false;

    /// <inheritdoc/>
    public bool IsRead => true;

    /// <inheritdoc/>
    public IReadOnlyList<Said> Authorized(SoldPayment payment) => [];

    /// <inheritdoc/>
    public IReadOnlyList<Said> Voided(SoldPayment payment) => [];

    /// <inheritdoc/>
    public IReadOnlyList<Said> Failed(SoldPayment payment) => [];

    /// <inheritdoc/>
    public IReadOnlyList<Said> Captured(SoldPayment payment) =>
    [
        Of(
            "transaction_settled", payment.Time(900), Transaction(payment, payment.Id, "sale", payment.Amount),
            ExpectedFact.Captured(payment.Id, payment.Amount, payment.Currency.Code), ExpectedFact.SettledInBatch(payment.Id)),
    ];

    /// <inheritdoc/>
    public IReadOnlyList<Said> Refunded(SoldPayment payment, string refund, long amount)
    {
        var credit = Transaction(payment, refund, "credit", amount);
        credit.Add(new XElement("refunded-transaction-id", payment.Id));
        return [Of("transaction_settled", payment.Time(8_000), credit, ExpectedFact.Refunded(refund, amount, payment.Currency.Code))];
    }

    /// <inheritdoc/>
    public IReadOnlyList<Said> Disputed(SoldPayment payment, string dispute) =>
    [
        Of(
            "dispute_opened", payment.Time(8_000), Dispute(payment, dispute, "open", 0),
            ExpectedFact.Opened(dispute, payment.Amount, payment.Currency.Code)),
    ];

    /// <inheritdoc/>
    public IReadOnlyList<Said> DisputeEnded(SoldPayment payment, string dispute, bool won) =>
    [
        won
            ? Of(
                "dispute_won", payment.Time(14_000), Dispute(payment, dispute, "won", payment.Amount),
                ExpectedFact.Won(dispute, payment.Amount, payment.Currency.Code))
            : Of(
                "dispute_lost", payment.Time(14_000), Dispute(payment, dispute, "lost", 0),
                ExpectedFact.Lost(dispute, payment.Amount, payment.Currency.Code)),
    ];

    /// <inheritdoc/>
    public IReadOnlyList<Said> PaidOut(string payout, long amount, DemoCurrency currency, long at) =>
    [
        Of(
            "disbursement", SoldPayment.Rfc3339(at),
            new XElement(
                "disbursement", new XElement("id", payout), Typed("success", "boolean", "true"), Typed("retry", "boolean", "false"),
                new XElement(
                    "merchant-account", new XElement("id", "ledger_demo_eur"), new XElement("currency-iso-code", currency.Code),
                    Typed("sub-merchant-account", "boolean", "false"), new XElement("status", "active")),
                new XElement("amount", currency.Text(amount)), Typed("disbursement-date", "date", SoldPayment.Rfc3339(at)[..10]),
                new XElement("disbursement-type", "credit")),
            ExpectedFact.Settled(payout, amount, currency.Code), ExpectedFact.PayoutStarted(payout, amount, currency.Code),
            ExpectedFact.PayoutPaid(payout, amount, currency.Code)),
    ];

    static XElement Transaction(SoldPayment payment, string id, string type, long amount) => new(
        "transaction", new XElement("id", id), new XElement("status", "settled"), new XElement("type", type),
        new XElement("currency-iso-code", payment.Currency.Code), new XElement("amount", payment.Text(amount)),
        new XElement("order-id", payment.Order), new XElement("payment-instrument-type", "sepa_debit_account"));

    static XElement Dispute(SoldPayment payment, string id, string status, long won) => new(
        "dispute", new XElement("id", id), new XElement("amount", payment.Text(payment.Amount)),
        new XElement("amount-disputed", payment.Text(payment.Amount)), new XElement("amount-won", payment.Text(won)),
        new XElement("currency-iso-code", payment.Currency.Code), new XElement("kind", "chargeback"), new XElement("reason", "fraud"),
        new XElement("reason-code", "83"), new XElement("status", status),
        new XElement(
            "transaction", new XElement("id", payment.Id), new XElement("amount", payment.Text(payment.Amount)),
            new XElement("order-id", payment.Order)));

    static XElement Typed(string name, string type, string value) => new(name, new XAttribute("type", type), value);

    static Said Of(string kind, string time, XElement about, params IReadOnlyList<ExpectedFact> facts)
    {
        var notification = new XElement(
            "notification", Typed("timestamp", "datetime", time), new XElement("kind", kind), new XElement("subject", about));
        return new Said(kind, Encoding.UTF8.GetBytes($"""<?xml version="1.0" encoding="UTF-8"?>{"\n"}{notification}{"\n"}"""), facts);
    }
}
