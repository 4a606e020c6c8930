using System.Text.Json.Nodes;
using Ledger.Cli.Demo.Payloads;

namespace Ledger.Cli.Demo;

/// <summary>
/// What becomes of a payment. Each story lets the provider report its events and says beside each what it states, as
/// a person who follows the payment would: it knows nothing of how the product translates or posts.
/// </summary>
sealed class PaymentStories(Script script)
{
    /// <summary>Paid at once.</summary>
    public StripePayment Paid(StripePayment payment)
    {
        var captured = Capture(payment, payment.Amount);
        var (capture, fee) = (CaptureOf(captured), FeeOf(captured));
        script.Report("charge.succeeded", captured.CreatedAt + 2, StripeCharges.Charge(captured), capture, fee);
        ReportAgainAsIntent(captured, captured.CreatedAt + 3);
        return captured;
    }

    /// <summary>Authorised, then captured: wholly, or the percentage given.</summary>
    public StripePayment Captured(StripePayment payment, int percent = 100)
    {
        var authorized = payment with { ManualCapture = true };
        Authorize(authorized);
        var amount = percent == 100 ? payment.Amount : payment.Currency.Part(payment.Amount, percent);
        var captured = Capture(authorized, amount);
        var at = captured.CreatedAt + script.Random.Next(600, 7_200);
        script.Report("charge.captured", at, StripeCharges.Charge(captured), CaptureOf(captured), FeeOf(captured));
        ReportAgainAsIntent(captured, at);
        return captured;
    }

    /// <summary>Authorised, and not captured as long as the day lasts.</summary>
    public void Authorized(StripePayment payment) => Authorize(payment with { ManualCapture = true });

    /// <summary>Authorised, then cancelled.</summary>
    public void Voided(StripePayment payment)
    {
        var authorized = payment with { ManualCapture = true };
        Authorize(authorized);
        var at = authorized.CreatedAt + 3_600;
        var cancelled = new JsonObject { ["canceled_at"] = at, ["cancellation_reason"] = "requested_by_customer" };
        script.Report(
            "payment_intent.canceled", at, StripeCharges.Intent(authorized, "canceled", cancelled),
            ExpectedFact.Voided(payment.Intent));
    }

    /// <summary>Declined.</summary>
    public void Declined(StripePayment payment)
    {
        var declined = payment with { Declined = true };
        var error = new JsonObject
        {
            ["last_payment_error"] = new JsonObject
            {
                ["charge"] = declined.Charge,
                ["code"] = "card_declined",
                ["decline_code"] = "insufficient_funds",
                ["message"] = "Your card has insufficient funds.",
                ["type"] = "card_error",
            },
        };
        script.Report(
            "payment_intent.payment_failed", declined.CreatedAt + 1,
            StripeCharges.Intent(declined, "requires_payment_method", error), ExpectedFact.Failed(declined.Charge));
    }

    /// <summary>Declined, then paid with another card.</summary>
    public void PaidAtSecondTry(StripePayment payment)
    {
        Declined(payment);
        Paid(payment with { Charge = script.Ids.Next("ch") });
    }

    /// <summary>Refunded in parts, given as percentages of what was captured; 100 is all of it.</summary>
    public void Refunded(StripePayment captured, params ReadOnlySpan<int> percents)
    {
        var at = captured.CreatedAt + 8_000;
        foreach (var percent in percents)
        {
            var amount = percent == 100 ? captured.Captured : captured.Currency.Part(captured.Captured, percent);
            var id = script.Ids.Next("re");
            var fact = ExpectedFact.Refunded(id, amount, captured.Currency.Code);
            var slow = script.Chance(30);
            script.Report(
                "refund.created", at, StripeAftermath.Refund(captured, id, amount, slow ? "pending" : "succeeded", at),
                slow ? [] : [fact]);
            if (slow || script.Chance(40))
            {
                script.ReportChange(
                    "refund.updated", at + 60, StripeAftermath.Refund(captured, id, amount, "succeeded", at),
                    "pending", fact);
            }

            at += 900;
        }
    }

    /// <summary>Refunded, and days later the customer's bank sends the refund back.</summary>
    public void RefundFailed(StripePayment captured)
    {
        var id = script.Ids.Next("re");
        var at = captured.CreatedAt + 8_000;
        var (amount, currency) = (captured.Captured, captured.Currency.Code);
        script.Report(
            "refund.created", at, StripeAftermath.Refund(captured, id, amount, "succeeded", at),
            ExpectedFact.Refunded(id, amount, currency));
        script.ReportLater(
            "refund.failed", at + 4_000, StripeAftermath.Refund(captured, id, amount, "failed", at), "succeeded",
            ExpectedFact.RefundFailed(id, amount, currency));
    }

    /// <summary>Disputed by the cardholder, and won or lost.</summary>
    public void Disputed(StripePayment captured, bool won)
    {
        var id = script.Ids.Next("dp");
        var at = captured.CreatedAt + 8_000;
        var currency = captured.Currency;
        var withdrawal = StripeTransactions.Of(
            script.Ids.Next("txn"), "adjustment", id, -captured.Captured, currency.DisputeFee, currency, at,
            "Dispute fee");
        var opened = ExpectedFact.Opened(id, captured.Captured, currency.Code);
        var fee = ExpectedFact.DisputeFee(id, currency.DisputeFee, currency.Code);
        var needed = StripeAftermath.Dispute(captured, id, "needs_response", at, withdrawal);
        script.Report("charge.dispute.created", at, needed, opened, fee);
        if (script.Chance(60))
        {
            script.Report("charge.dispute.funds_withdrawn", at + 1, needed.DeepClone().AsObject(), opened, fee);
        }

        if (won)
        {
            Won(captured, id, at, withdrawal, fee);
        }
        else
        {
            script.ReportChange(
                "charge.dispute.closed", at + 6_000, StripeAftermath.Dispute(captured, id, "lost", at, withdrawal),
                "under_review", ExpectedFact.Lost(id, captured.Captured, currency.Code), fee);
        }
    }

    // Every later message of a dispute lists its balance transactions so far, and so states the fee again.
    void Won(StripePayment captured, string id, long openedAt, JsonObject withdrawal, ExpectedFact fee)
    {
        var at = openedAt + 6_000;
        var reinstated = StripeTransactions.Of(
            script.Ids.Next("txn"), "adjustment", id, captured.Captured, 0, captured.Currency, at, "");
        var dispute = StripeAftermath.Dispute(captured, id, "won", openedAt, withdrawal, reinstated);
        var won = ExpectedFact.Won(id, captured.Captured, captured.Currency.Code);
        script.ReportChange("charge.dispute.closed", at, dispute, "under_review", won, fee);
        if (script.Chance(60))
        {
            script.Report("charge.dispute.funds_reinstated", at + 1, dispute.DeepClone().AsObject(), won, fee);
        }
    }

    void Authorize(StripePayment payment)
    {
        var fact = ExpectedFact.Authorized(payment.Intent);
        script.Report(
            "payment_intent.amount_capturable_updated", payment.CreatedAt + 1,
            StripeCharges.Intent(payment, "requires_capture"), fact);
        if (script.Chance(30))
        {
            script.Report("charge.succeeded", payment.CreatedAt + 1, StripeCharges.Charge(payment), fact);
        }
    }

    StripePayment Capture(StripePayment payment, long amount) => payment with
    {
        Captured = amount,
        Fee = payment.Currency.Fee(amount),
        BalanceTransaction = script.Ids.Next("txn"),
    };

    // The provider tells one capture twice, under two event ids.
    void ReportAgainAsIntent(StripePayment captured, long at)
    {
        if (script.Chance(35))
        {
            script.Report(
                "payment_intent.succeeded", at, StripeCharges.Intent(captured, "succeeded"), CaptureOf(captured));
            script.OnlyReadTells(FeeOf(captured));
        }
    }

    static ExpectedFact CaptureOf(StripePayment payment) =>
        ExpectedFact.Captured(payment.Intent, payment.Captured, payment.Currency.Code);

    static ExpectedFact FeeOf(StripePayment payment) =>
        ExpectedFact.Fee(payment.Intent, payment.Fee, payment.Currency.Code);
}
