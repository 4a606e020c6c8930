using System.Text.Json;
using System.Text.Json.Nodes;

namespace Ledger.Cli.Demo.Messages;

/// <summary>
/// Adyen's standard notifications (docs.adyen.com/development-resources/webhooks, read 2026-11). Fees and what is settled stand in its
/// reports alone, and its API has nothing to read a payment by.
/// </summary>
sealed class AdyenMessages : IProviderMessages
{
    /// <inheritdoc/>
    public string Provider => "adyen";

    /// <inheritdoc/>
    public IReadOnlyList<DemoCurrency> Currencies => DemoCurrency.All;

    /// <inheritdoc/>
    public bool StatesLines => false;

    /// <inheritdoc/>
    public bool IsRead => false;

    /// <inheritdoc/>
    public IReadOnlyList<Said> Authorized(SoldPayment payment) =>
    [
        Of("AUTHORISATION", payment, payment.Id, payment.Amount, 1, true, ExpectedFact.Authorized(payment.Id)),
    ];

    /// <inheritdoc/>
    public IReadOnlyList<Said> Voided(SoldPayment payment) =>
    [
        Of("CANCELLATION", payment, payment.Id + "V", payment.Amount, 3_600, true, ExpectedFact.Voided(payment.Id)),
    ];

    /// <inheritdoc/>
    public IReadOnlyList<Said> Failed(SoldPayment payment) =>
    [
        Of("AUTHORISATION", payment, payment.Id, payment.Amount, 1, false, ExpectedFact.Failed(payment.Id)),
    ];

    /// <inheritdoc/>
    public IReadOnlyList<Said> Captured(SoldPayment payment) =>
    [
        Of(
            "CAPTURE", payment, payment.Id + "C", payment.Amount, 900, true,
            ExpectedFact.Captured(payment.Id, payment.Amount, payment.Currency.Code)),
    ];

    /// <inheritdoc/>
    public IReadOnlyList<Said> Refunded(SoldPayment payment, string refund, long amount) =>
    [
        Of("REFUND", payment, refund, amount, 8_000, true, ExpectedFact.Refunded(refund, amount, payment.Currency.Code)),
    ];

    /// <inheritdoc/>
    public IReadOnlyList<Said> Disputed(SoldPayment payment, string dispute) =>
    [
        Of("NOTIFICATION_OF_CHARGEBACK", payment, dispute, payment.Amount, 7_000, true, ExpectedFact.Announced(dispute)),
        Of(
            "CHARGEBACK", payment, dispute, payment.Amount, 8_000, true,
            ExpectedFact.Opened(dispute, payment.Amount, payment.Currency.Code)),
    ];

    /// <inheritdoc/>
    public IReadOnlyList<Said> DisputeEnded(SoldPayment payment, string dispute, bool won) =>
    [
        won
            ? Of(
                "CHARGEBACK_REVERSED", payment, dispute, payment.Amount, 14_000, true,
                ExpectedFact.Won(dispute, payment.Amount, payment.Currency.Code))
            : Of(
                "DISPUTE_DEFENSE_PERIOD_ENDED", payment, dispute, payment.Amount, 14_000, true,
                ExpectedFact.Lost(dispute, payment.Amount, payment.Currency.Code)),
    ];

    /// <inheritdoc/>
    public IReadOnlyList<Said> PaidOut(string payout, long amount, DemoCurrency currency, long at) => [];

    static Said Of(
        string code, SoldPayment payment, string reference, long amount, int secondsLater, bool success,
        params IReadOnlyList<ExpectedFact> facts)
    {
        var item = new JsonObject
        {
            ["additionalData"] = new JsonObject { ["cardSummary"] = "4242", ["expiryDate"] = "8/2030" },
            ["amount"] = new JsonObject { ["currency"] = payment.Currency.Code, ["value"] = amount },
            ["eventCode"] = code,
            ["eventDate"] = payment.Time(secondsLater),
            ["merchantAccountCode"] = "LedgerDemoECOM",
            ["merchantReference"] = payment.Order,
            ["paymentMethod"] = "visa",
            ["pspReference"] = reference,
            ["reason"] = success ? "" : "Refused",
            ["success"] = success ? "true" : "false",
        };
        if (reference != payment.Id)
        {
            item["originalReference"] = payment.Id;
        }

        return new Said(code, JsonSerializer.SerializeToUtf8Bytes(new JsonObject
        {
            ["live"] = "false",
            ["notificationItems"] = new JsonArray(new JsonObject { ["NotificationRequestItem"] = item }),
        }), facts);
    }
}
