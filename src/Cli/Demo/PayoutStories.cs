using Ledger.Cli.Demo.Payloads;

namespace Ledger.Cli.Demo;

/// <summary>What becomes of a payout to our bank account.</summary>
sealed class PayoutStories(Script script)
{
    /// <summary>Created, paid, and reconciled with what it consists of.</summary>
    public void Paid(DemoCurrency currency, long amount, long at) => Pay(script.Ids.Next("po"), currency, amount, at);

    /// <summary>The same, and days later the bank sends it back.</summary>
    public void FailedAfterPaid(DemoCurrency currency, long amount, long at)
    {
        var id = script.Ids.Next("po");
        Pay(id, currency, amount, at);
        script.ReportLater(
            "payout.failed", at + 5_000, StripeAftermath.Payout(id, currency, amount, "failed", at), "paid",
            ExpectedFact.PayoutReturned(id, amount, currency.Code));
    }

    void Pay(string id, DemoCurrency currency, long amount, long at)
    {
        script.Report(
            "payout.created", at, StripeAftermath.Payout(id, currency, amount, "pending", at),
            ExpectedFact.PayoutStarted(id, amount, currency.Code));
        script.ReportChange(
            "payout.paid", at + 3_000, StripeAftermath.Payout(id, currency, amount, "paid", at), "in_transit",
            ExpectedFact.PayoutPaid(id, amount, currency.Code));
        script.Report(
            "payout.reconciliation_completed", at + 3_600, StripeAftermath.Payout(id, currency, amount, "paid", at),
            ExpectedFact.Settled(id, amount, currency.Code));
    }
}
