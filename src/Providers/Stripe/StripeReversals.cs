using System.Text.Json;
using Ledger.PaymentEvents;
using Ledger.Providers.Reading;

namespace Ledger.Providers.Stripe;

/// <summary>
/// What a platform takes back from a connected account, and top-ups that its bank takes back. Neither transfers nor top-ups are posted, so
/// nor is what undoes them; both are told.
/// </summary>
static class StripeReversals
{
    /// <summary>One fact per reversal in the transfer's list; without a list the running total.</summary>
    internal static void TransferReversed(StripeEnvelope envelope, StripeFacts facts)
    {
        var transfer = envelope.Object;
        var id = transfer.Text("id");
        var reversals = transfer.Items("reversals").ToList();
        foreach (var reversal in reversals)
        {
            if (facts.Amount(reversal, "amount") is { } amount)
            {
                var one = reversal.Text("id");
                facts.Add(Reversal(EventVariant.OfTransfer, reversal, id, one, ["transfer-reversal", one]) with
                {
                    Amounts = new PaymentAmounts(amount),
                    PayeeRef = transfer.Id("destination"),
                });
            }
        }

        if (reversals.Count == 0 && facts.Amount(transfer, "amount_reversed") is { } total)
        {
            facts.Add(Reversal(EventVariant.OfTransfer, transfer, id, id, ["transfer-reversed-total", id, total.ToString()]) with
            {
                Amounts = new PaymentAmounts(CumulativeGross: total),
                PayeeRef = transfer.Id("destination"),
            });
        }
    }

    internal static void TopUpReversed(StripeEnvelope envelope, StripeFacts facts)
    {
        var topUp = envelope.Object;
        if (facts.Amount(topUp, "amount") is { } amount)
        {
            var id = topUp.Text("id");
            facts.Add(Reversal(EventVariant.OfTopUp, topUp, id, id, ["topup-reversed", id]) with
            {
                Amounts = new PaymentAmounts(amount),
                ReasonCode = topUp.Text("failure_code"),
            });
        }
    }

    static StripeFact Reversal(string variant, JsonElement source, string? id, string? objectId, string?[] key) =>
        new(EventClass.Reversal, source, id, objectId, key) { Variant = variant, Subject = Subject.Transfer };
}
