using System.Text.Json;
using Ledger.PaymentEvents;
using Ledger.Providers.Amounts;
using Ledger.Providers.Facts;
using Ledger.Providers.Reading;

namespace Ledger.Providers.Adyen;

/// <summary>
/// Transfers of a balance account. Those that go out to a bank are payouts; "booked" is not final, such a transfer can still be returned.
/// Those whose status says so are charges of Adyen's.
/// </summary>
static class AdyenTransfers
{
    internal static void Changed(AdyenEnvelope message, AdyenFacts facts)
    {
        var transfer = message.Object;
        if (AdyenFees.IsCharge(transfer))
        {
            AdyenFees.Charged(message, facts);
            return;
        }

        if (transfer.Text("category") != "bank" || transfer.Text("direction") != "outgoing"
            || transfer.Text("type") is { } type and not "bankTransfer")
        {
            facts.NoFact("The transfer is no payout: payouts go out to a bank by bankTransfer.");
            return;
        }

        switch (transfer.Text("status"))
        {
            case "received" or "authorised":
                Add(message, facts, EventClass.PayoutInitiated, "initiated");
                break;
            case "booked" or "credited":
                Add(message, facts, EventClass.PayoutPaid, "paid");
                break;
            case "failed" or "refused" or "rejected" or "cancelled" or "expired" or "error":
                Add(message, facts, EventClass.PayoutFailed, "failed");
                break;
            case "returned":
                Add(message, facts, EventClass.PayoutReturned, "returned");
                break;
            case null:
                facts.Refuse(RefusalReason.FieldMissing, "data.status is missing or no text.");
                break;
            default:
                facts.NoFact("The status of the transfer moves no money.");
                break;
        }
    }

    /// <summary>When the transfer came to its status: the booking date of the last event that states it.</summary>
    internal static DateTimeOffset? MomentOf(JsonElement transfer) =>
        transfer.Text("status") is { } status
            ? transfer.Objects("events").LastOrDefault(step => step.Text("status") == status).Moment("bookingDate")
            : null;

    static void Add(AdyenEnvelope message, AdyenFacts facts, string eventClass, string step)
    {
        if (facts.Amount(AmountKind.Payout) is { } amount)
        {
            facts.Add(new Fact(eventClass, message.Reference, message.Reference, "transfer", message.Reference, step)
            {
                Subject = Subject.Payout,
                Amounts = new PaymentAmounts(amount),
                PayeeRef = message.Object.Child("accountHolder")?.Text("id"),
                ReasonCode = eventClass is EventClass.PayoutFailed or EventClass.PayoutReturned
                    ? message.Object.Filled("reason") ?? message.Object.Text("status")
                    : null,
            });
        }
    }
}
