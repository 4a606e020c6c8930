using System.Text.Json;
using Ledger.PaymentEvents;
using Ledger.Providers.Amounts;
using Ledger.Providers.Facts;
using Ledger.Providers.Reading;

namespace Ledger.Providers.Adyen;

/// <summary>
/// Transfers by which Adyen charges us: fees, costs of payments, deductions of its invoice. One that is still pending is no charge yet. The
/// transaction that is booked by such a transfer has a message of its own, which states nothing: so a charge is one fact.
/// </summary>
static class AdyenFees
{
    static readonly string[] Charges = ["fee", "paymentCost", "invoiceDeduction"];

    /// <summary>True when the transfer's status says that it is a charge, made and not pending.</summary>
    internal static bool IsCharge(JsonElement transfer) => IsCharge(transfer.Text("status"));

    /// <summary>True for a status, in Adyen's word, that says so.</summary>
    internal static bool IsCharge(string? status) => status is not null && Charges.Contains(status);

    internal static void Charged(AdyenEnvelope message, AdyenFacts facts)
    {
        var transfer = message.Object;
        if (transfer.Text("type") is { } type && !Charges.Contains(type))
        {
            facts.NoFact("The transfer's status is that of a charge and its type is not: what of it was charged is not documented.");
            return;
        }

        switch (transfer.Text("direction"))
        {
            case "outgoing":
                Add(message, facts);
                break;
            case "incoming":
                facts.NoFact("The charge came in: whether it was given back or earned is not documented.");
                break;
            default:
                facts.Refuse(RefusalReason.FieldMissing, "data.direction is neither incoming nor outgoing.");
                break;
        }
    }

    /// <summary>
    /// A payment's stream lies under its merchant account, which no transfer names: so what is charged belongs to the endpoint's account,
    /// whether it names its payment or not, and a charge is the same fact either way.
    /// </summary>
    static void Add(AdyenEnvelope message, AdyenFacts facts)
    {
        if (facts.Amount(AmountKind.Computed) is not { } amount)
        {
            return;
        }

        var transfer = message.Object;
        var ofPayment = transfer.Text("category") == "platformPayment" ? transfer.Child("categoryData") : null;
        var payment = AdyenReference.Of(ofPayment?.Filled("pspPaymentReference"));
        facts.Add(new Fact(EventClass.FeePosted, payment ?? message.Reference, message.Reference, "transfer", message.Reference, "charged")
        {
            Subject = payment is null ? Subject.Fee : Subject.Payment,
            Amounts = new PaymentAmounts(amount),
            OrderRef = ofPayment?.Filled("paymentMerchantReference"),
        });
    }
}
