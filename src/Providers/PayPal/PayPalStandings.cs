using System.Text.Json;
using Ledger.PaymentEvents;
using Ledger.Providers.Api;
using Ledger.Providers.Reading;

namespace Ledger.Providers.PayPal;

/// <summary>
/// What an object's status says about what a message reports: still so, moved on through it, or never so. From the life cycles in PayPal's
/// API reference of each object, those of version 2 and of version 1. Statuses in capitals.
/// </summary>
static class PayPalStandings
{
    /// <summary>The standing, and the status in PayPal's word, in capitals.</summary>
    internal static (ObjectStanding Standing, string? State) Of(IReadOnlyList<PaymentEvent> reported, JsonElement read)
    {
        var type = reported[0].ProviderEventType;
        var status = read.Status() ?? read.Text("transaction_status")?.ToUpperInvariant();
        var standing = type.StartsWith("PAYMENT.PAYOUTS-ITEM.", StringComparison.Ordinal)
            ? OfItem(type, status)
            : OfPayment(type, ClassOf(reported, type), status, read);
        return (standing, status);
    }

    /// <summary>What the message is about: fees stand beside a capture or a refund, alone where that has no amount to read.</summary>
    static string ClassOf(IReadOnlyList<PaymentEvent> reported, string type) =>
        reported.FirstOrDefault(fact => !EventClass.StandsBeside(fact.Class))?.Class
        ?? (type.EndsWith(".REFUNDED", StringComparison.Ordinal) ? EventClass.RefundPosted : EventClass.CaptureSucceeded);

    static ObjectStanding OfPayment(string type, string reported, string? status, JsonElement read) => reported switch
    {
        EventClass.AuthCreated => Of(
            status, ["CREATED", "AUTHORIZED"], ["CAPTURED", "PARTIALLY_CAPTURED", "VOIDED", "EXPIRED"]),
        EventClass.AuthVoided or EventClass.AuthExpired => Of(status, ["VOIDED", "EXPIRED"], []),
        // What was captured stays captured, whatever is given back of it.
        EventClass.CaptureSucceeded => Of(status, ["COMPLETED"], ["PARTIALLY_REFUNDED", "REFUNDED"]),
        EventClass.CapturePending => Of(
            status, ["PENDING"], ["COMPLETED", "PARTIALLY_REFUNDED", "REFUNDED", "DECLINED", "DENIED", "FAILED"]),
        EventClass.Reversal => OfReversal(status),
        EventClass.CaptureFailed => Of(status, ["DECLINED", "DENIED", "FAILED"], []),
        EventClass.RefundPosted => Of(status, ["COMPLETED"], []),
        EventClass.RefundFailed => Of(status, ["FAILED", "CANCELLED", "CANCELED"], []),
        EventClass.DisputeInquiry => status == PayPalDisputes.IsResolved || PayPalDisputes.IsClaim(read)
            ? ObjectStanding.MovedOn
            : ObjectStanding.States,
        EventClass.ChargebackOpened => OfClaim(status, read),
        // Open again: a decision can be appealed. Then a person says what becomes of it.
        EventClass.ChargebackWon or EventClass.ChargebackLost => OfOutcome(reported, status, read),
        EventClass.PaymentFailed when type == "CHECKOUT.PAYMENT-APPROVAL.REVERSED" =>
            Of(status, ["CREATED", "SAVED", "PAYER_ACTION_REQUIRED", "VOIDED"], []),
        EventClass.PaymentFailed => Of(status, ["DENIED", "FAILED"], []),
        _ => ObjectStanding.Denies,
    };

    static ObjectStanding Of(string? status, ReadOnlySpan<string> states, ReadOnlySpan<string> later) =>
        status is null ? ObjectStanding.Denies
        : states.Contains(status) ? ObjectStanding.States
        : later.Contains(status) ? ObjectStanding.MovedOn
        : ObjectStanding.Denies;

    /// <summary>What is read is PayPal's record of the event; a resource of it without a status is as good as the record.</summary>
    static ObjectStanding OfReversal(string? status) =>
        status is "PENDING" or "FAILED" or "CANCELLED" ? ObjectStanding.Denies : ObjectStanding.States;

    /// <summary>A dispute that never became a claim took no money.</summary>
    static ObjectStanding OfClaim(string? status, JsonElement dispute) =>
        !PayPalDisputes.IsClaim(dispute) ? ObjectStanding.Denies
        : status == PayPalDisputes.IsResolved ? ObjectStanding.MovedOn
        : ObjectStanding.States;

    static ObjectStanding OfOutcome(string reported, string? status, JsonElement dispute) =>
        !PayPalDisputes.IsClaim(dispute) ? ObjectStanding.Denies
        : status != PayPalDisputes.IsResolved ? ObjectStanding.MovedOn
        : PayPalDisputes.ClassOfOutcome(dispute) == reported ? ObjectStanding.States
        : ObjectStanding.Denies;

    static ObjectStanding OfItem(string type, string? status) => type switch
    {
        "PAYMENT.PAYOUTS-ITEM.SUCCEEDED" => Of(status, ["SUCCESS"], ["RETURNED", "REFUNDED", "REVERSED"]),
        "PAYMENT.PAYOUTS-ITEM.HELD" or "PAYMENT.PAYOUTS-ITEM.UNCLAIMED" => Of(
            status, ["ONHOLD", "UNCLAIMED", "PENDING"],
            ["SUCCESS", "FAILED", "RETURNED", "BLOCKED", "REFUNDED", "REVERSED", "DENIED", "CANCELED"]),
        _ => Of(status, ["FAILED", "RETURNED", "BLOCKED", "REFUNDED", "REVERSED", "DENIED", "CANCELED"], []),
    };
}
