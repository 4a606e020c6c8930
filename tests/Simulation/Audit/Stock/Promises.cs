using Ledger.Inventory.Commands;
using Ledger.Simulation.Storage;
using Ledger.Simulation.Stories;

namespace Ledger.Simulation.Audit.Stock;

/// <summary>What an event makes of the promises behind an order: who keeps its units, and until when (R-IN-03, R-IN-10).</summary>
static class Promises
{
    public static void Take(WrittenStock written, AuditedOrder order, Fact? fact, StockCommand? command, int authorizationHours)
    {
        if (written.HeldBack || written.Contradiction || written.Disposition is "refused" or "noop"
            || written.Reason is "LINES_CONTRADICTED" or "ORDER_CONTRADICTED")
        {
            return;
        }

        var payment = written.Row.Stream;
        switch (fact?.Effect ?? command?.Kind)
        {
            case "auth-created":
                order.Promises[payment] = WrittenRows.Micro(fact!.At.AddHours(authorizationHours));
                order.Cart = null;
                break;
            case "auth-voided" or "auth-expired" or "payment-failed" when order.Captures.All(capture => capture.Payment != payment):
                order.Promises.Remove(payment);
                break;
            case "capture-succeeded":
                order.Captures.Add((payment, fact!.Thing));
                order.Cart = null;
                break;
            case "capture-failed":
                order.Captures.Remove((payment, fact!.Thing));
                order.WasReleased |= written.Moved;
                if (order.Captures.All(capture => capture.Payment != payment))
                {
                    order.Promises.Remove(payment);
                }

                break;
            case "stock.reserve":
                order.Cart = written.Row.At.AddMinutes(((ReserveStock)command!).Minutes ?? 15);
                break;
            case "stock.release":
                order.WasReleased = true;
                break;
        }
    }
}
