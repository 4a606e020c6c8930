using Ledger.Inventory.Commands;

namespace Ledger.Simulation.Audit.Stock;

/// <summary>
/// What each kind of movement does to the counts, and which causes may have which, copied by hand from the requirements
/// (R-EV-02 to R-EV-08, R-IN-03 to R-IN-07). Not the product's code.
/// </summary>
static class MovementTable
{
    /// <summary>What a movement must have done; null for a kind that is not known.</summary>
    /// <param name="movement">The movement.</param>
    /// <param name="line">The order's line before it; null without an order.</param>
    /// <param name="command">The command behind it; null for events.</param>
    public static Shelf? ChangeOf(WrittenMovement movement, AuditedLine? line, StockCommand? command)
    {
        var (q, c) = (movement.Quantity, movement.Cost);
        return movement.Kind switch
        {
            "expected" => new Shelf { Incoming = q },
            "received" => new Shelf
            {
                OnHand = q,
                Cost = c,
                Incoming = command is ReceiveStock { WasExpected: true } ? -Math.Min(q, movement.Before.Incoming) : 0,
            },
            "reserved" => new Shelf { Reserved = q },
            "committed" => new Shelf { Committed = q, Reserved = -Math.Min(q, line?.Reserved ?? 0) },
            "released" when movement.Change.Reserved == 0 => new Shelf { Committed = -q },
            "released" => new Shelf { Reserved = -Math.Min(q, line?.Reserved ?? 0), Committed = -Math.Max(0, q - (line?.Reserved ?? 0)) },
            "shipped" => new Shelf { OnHand = -q, Committed = -q, Cost = -c },
            "returned" => new Shelf { InInspection = q, InspectionCost = c },
            "restocked" => new Shelf { InInspection = -q, InspectionCost = -c, OnHand = q, Cost = c },
            "written-off" => new Shelf { InInspection = -q, InspectionCost = -c, Damaged = command is GradeStock { Keep: true } ? q : 0 },
            "adjusted" => AdjustmentOf((command as AdjustStock)?.Reason, q, c),
            "transferred-out" => new Shelf { OnHand = -q, Cost = -c },
            "transferred-in" => new Shelf { OnHand = q, Cost = c },
            "corrected" => movement.Change.OnHand < 0 ? new Shelf { OnHand = -q, Cost = -c } : new Shelf { OnHand = q, Cost = c },
            "terms-changed" => default(Shelf),
            _ => null,
        };
    }

    /// <summary>Kinds of movement that a fact or a command may cause.</summary>
    public static IReadOnlyList<string> KindsOf(string cause) => cause switch
    {
        "auth-created" => ["reserved", "released"], // Released: what had run out, or is no longer ordered.
        "capture-succeeded" or "settlement-confirmed" or "stock.settle" => ["committed", "released"],
        "auth-voided" or "auth-expired" or "payment-failed" or "stock.lapse" or "stock.release" => ["released"],
        "capture-failed" => ["released", "reserved"], // Reserved: for another payment, which is authorized.
        "stock.reserve" => ["reserved", "released"],
        "stock.ship" => ["shipped"],
        "stock.return" => ["returned"],
        "stock.grade" => ["restocked", "written-off"],
        "stock.expect" => ["expected"],
        "stock.receive" => ["received"],
        "stock.adjust" => ["adjusted"],
        "stock.transfer" => ["transferred-out", "transferred-in"],
        "stock.terms" => ["terms-changed"],
        "stock.approve-correction" => ["corrected"],
        _ => [],
    };

    /// <summary>What the journal must learn of a movement: class and variant; null for nothing.</summary>
    public static (string Class, string? Variant)? GoodsOf(WrittenMovement movement) => movement.Kind switch
    {
        _ when movement.Cost == 0 => null,
        "shipped" => ("shipment-sent", null),
        "returned" => ("return-received", null),
        "restocked" => ("return-graded", "resale"),
        "written-off" => ("return-graded", "write-off"),
        "adjusted" or "corrected" => ("stock-corrected", movement.Change.OnHand > 0 ? "increase" : null),
        _ => null,
    };

    /// <summary>True when the cost of units that leave is their part of the whole: to a minor unit, and all of it with the last.</summary>
    public static bool IsShare(long cost, long units, long ofCost, long ofUnits) => units == ofUnits
        ? cost == ofCost
        : Math.Abs(((decimal)ofCost * units / ofUnits) - cost) <= 0.5m;

    static Shelf? AdjustmentOf(string? reason, long q, long c) => reason switch
    {
        "FOUND" => new Shelf { OnHand = q, Cost = c },
        "LOST" => new Shelf { OnHand = -q, Cost = -c },
        "DAMAGED" => new Shelf { OnHand = -q, Cost = -c, Damaged = q },
        "SCRAPPED" => new Shelf { Damaged = -q },
        _ => null,
    };
}
