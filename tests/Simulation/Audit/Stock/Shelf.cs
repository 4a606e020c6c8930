using System.Runtime.InteropServices;

namespace Ledger.Simulation.Audit.Stock;

/// <summary>Units and cost of one SKU at one place, as the auditor counts them.</summary>
[StructLayout(LayoutKind.Auto)]
record struct Shelf(
    long OnHand, long Reserved, long Committed, long Incoming, long InInspection, long Damaged, long Cost, long InspectionCost)
{
    public static Shelf operator -(Shelf a, Shelf b) => new(
        a.OnHand - b.OnHand, a.Reserved - b.Reserved, a.Committed - b.Committed, a.Incoming - b.Incoming,
        a.InInspection - b.InInspection, a.Damaged - b.Damaged, a.Cost - b.Cost, a.InspectionCost - b.InspectionCost);
}
