using Ledger.PaymentEvents;
using Ledger.Providers.Api;

namespace Ledger.Providers.Braintree;

/// <summary>
/// What the status of a transaction or dispute says about a notification: still so, moved on through it, or never so. From Braintree's
/// pages of statuses and of each kind. A refund is a transaction of its own: it changes nothing about the sale's status.
/// </summary>
static class BraintreeStandings
{
    const string Status = "status";
    const string History = "status-history";

    static readonly string[] Captured = ["submitted_for_settlement", "settling", "settlement_confirmed", "settled"];
    static readonly string[] Failed = ["processor_declined", "gateway_rejected", "failed"];
    static readonly string[] Lost = ["lost", "accepted", "auto_accepted", "expired"];

    static readonly string[] AfterAuthorization =
        [.. Captured, "settlement_pending", "settlement_declined", "voided", "authorization_expired"];

    static readonly string[] AnyOfADispute = ["open", "under_review", "disputed", "won", .. Lost];

    /// <summary>The standing, the status now, and the object as it was when the notification was right.</summary>
    /// <param name="kind">The notification's kind.</param>
    /// <param name="reportedClass">The class of its fact.</param>
    /// <param name="read">The transaction or dispute.</param>
    internal static (ObjectStanding Standing, string? State, BraintreeElement Object) Of(
        string kind, string reportedClass, BraintreeElement read)
    {
        var status = read.TextOf(Status);
        return kind switch
        {
            "dispute_opened" => (Of(status, AnyOfADispute), status, read), // What was disputed stays, however it ends.
            "dispute_won" => (Of(status, ["won"]), status, read),
            "dispute_lost" or "dispute_accepted" or "dispute_auto_accepted" or "dispute_expired" => (Of(status, Lost), status, read),
            "transaction_settled" => OfTransaction(read, ["settled"], ["settlement_declined"]), // A bank may give it back later.
            "transaction_disbursed" => OfTransaction(read, ["settling", "settlement_confirmed", "settled"], ["settlement_declined"]),
            "transaction_settlement_declined" => OfTransaction(read, ["settlement_declined"], []),
            "refund_failed" => OfTransaction(read, ["settlement_declined", "voided", .. Failed], []),
            _ => OfTransaction(read, reportedClass),
        };
    }

    /// <summary>Kinds whose fact is what the transaction's status was when they were sent.</summary>
    static (ObjectStanding Standing, string? State, BraintreeElement Object) OfTransaction(BraintreeElement read, string reportedClass) =>
        reportedClass switch
        {
            EventClass.AuthCreated => OfTransaction(read, ["authorized"], AfterAuthorization),
            // What is voided after it was submitted says so in its history; without one it may never have been submitted.
            EventClass.CaptureSucceeded => OfTransaction(read, Captured, ["settlement_declined"]),
            EventClass.CaptureFailed => OfTransaction(read, ["settlement_declined", "voided"], []),
            EventClass.CapturePending => OfTransaction(read, ["settlement_pending"], [.. Captured, "settlement_declined", "voided"]),
            EventClass.PaymentFailed => OfTransaction(read, Failed, []),
            EventClass.AuthVoided => OfTransaction(read, ["voided"], []),
            EventClass.AuthExpired => OfTransaction(read, ["authorization_expired"], []),
            EventClass.RefundPosted => OfTransaction(read, ["settled"], ["settlement_declined"]),
            EventClass.RefundFailed => OfTransaction(read, ["settlement_declined", "voided", .. Failed], []),
            _ => (ObjectStanding.Denies, read.TextOf(Status), read),
        };

    /// <summary>
    /// A transaction that keeps its history says by it which states it has been in; of one that keeps none, the statuses that are
    /// documented to follow count.
    /// </summary>
    static (ObjectStanding Standing, string? State, BraintreeElement Object) OfTransaction(
        BraintreeElement read, ReadOnlySpan<string> states, ReadOnlySpan<string> later)
    {
        var status = read.TextOf(Status);
        var history = read.Child(History)?.Children ?? [];
        return Of(status, states) == ObjectStanding.States ? (ObjectStanding.States, status, read)
            : status is not null && LastOf(history, states) is { } then ? (ObjectStanding.MovedOn, status, AsOf(read, then))
            : history.Count == 0 && status is not null && later.Contains(status) ? (ObjectStanding.MovedOn, status, read)
            : (ObjectStanding.Denies, status, read);
    }

    static BraintreeElement? LastOf(IReadOnlyList<BraintreeElement> history, ReadOnlySpan<string> states)
    {
        BraintreeElement? last = null;
        foreach (var step in history)
        {
            last = step.TextOf(Status) is { } status && states.Contains(status) ? step : last;
        }

        return last;
    }

    /// <summary>The transaction with the status and the amount that it had then, so that what it has passed is still told by it.</summary>
    static BraintreeElement AsOf(BraintreeElement read, BraintreeElement then)
    {
        string[] names = then.Child("amount") is null ? [Status] : [Status, "amount"];
        return read with
        {
            Children =
            [
                .. read.Children.Where(child => !names.Contains(child.Name)),
                .. then.Children.Where(child => names.Contains(child.Name)),
            ],
        };
    }

    static ObjectStanding Of(string? status, ReadOnlySpan<string> states) =>
        status is not null && states.Contains(status) ? ObjectStanding.States : ObjectStanding.Denies;
}
