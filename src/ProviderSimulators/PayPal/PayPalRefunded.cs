using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Ledger.ProviderSimulators.PayPal;

/// <summary>A refund that is completed changes the capture or sale that it is of: refunded, in part or whole.</summary>
static class PayPalRefunded
{
    internal static void Mark(JsonObject sent, JsonObject refund, SimulatedObjects objects)
    {
        var isRefund = ((string?)sent["event_type"])!.EndsWith(".REFUNDED", StringComparison.Ordinal);
        var isCompleted = ((string?)refund["status"] ?? (string?)refund["state"])
            ?.Equals("COMPLETED", StringComparison.OrdinalIgnoreCase) == true;
        if (!isRefund || !isCompleted || CaptureOf(refund) is not { } path || objects.Get(path) is not { } known
            || PayPalSimulator.Parse(known) is not JsonObject capture)
        {
            return;
        }

        var refunded = Amount(refund["seller_payable_breakdown"]?["total_refunded_amount"]) ?? Amount(refund["amount"]);
        var isWhole = refunded >= Amount(capture["amount"]);
        if (capture.ContainsKey("status"))
        {
            capture["status"] = isWhole ? "REFUNDED" : "PARTIALLY_REFUNDED";
        }
        else
        {
            capture["state"] = isWhole ? "refunded" : "partially_refunded";
        }

        objects.Put(path, JsonSerializer.SerializeToUtf8Bytes(capture));
    }

    static string? CaptureOf(JsonObject refund) =>
        PayPalResources.LinkOf(refund, "up") ?? PayPalResources.LinkOf(refund, "capture") ?? PayPalResources.LinkOf(refund, "sale");

    static decimal? Amount(JsonNode? amount) =>
        decimal.TryParse(
            (string?)(amount?["value"] ?? amount?["total"]), NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign,
            CultureInfo.InvariantCulture, out var value)
            ? Math.Abs(value)
            : null;
}
