using Ledger.Inventory.Commands;
using Ledger.Worker.Keys;

namespace Ledger.Worker.Stock;

/// <summary>THE table: which role a question or a command needs, and which roles no one may have together (R-IN-22).</summary>
static class StockRoles
{
    /// <summary>Who may ask for levels.</summary>
    public static IReadOnlyList<StockRole> OfLevels { get; } = [StockRole.Availability];

    /// <summary>Who may ask what an order has.</summary>
    public static IReadOnlyList<StockRole> OfOrders { get; } = [StockRole.Shop, StockRole.Warehouse];

    /// <summary>Whoever approves keeps neither the goods nor the numbers.</summary>
    public static IReadOnlyList<StockRole> NotBesideApprovals { get; } = [StockRole.Warehouse, StockRole.Corrections];

    /// <summary>The file of the stock API's keys.</summary>
    public static KeysFile<StockRole> Keys { get; } = new(
        "LEDGER_STOCK_KEYS",
        roles => roles.Contains(StockRole.Approvals) && roles.Overlaps(NotBesideApprovals)
            ? "SEGREGATION_OF_DUTIES: a key with approvals may have neither warehouse nor corrections."
            : null);

    /// <summary>Who may give a command.</summary>
    public static StockRole Of(StockCommand command) => command switch
    {
        ReserveStock or ReleaseStock or CommitStock or SettlePayment or SetStockTerms => StockRole.Shop,
        ExpectStock or ReceiveStock or AdjustStock or TransferStock or ShipStock or ReturnStock or GradeStock => StockRole.Warehouse,
        RequestCorrection or SupplyMissing or DiscardEvent or CloseCase => StockRole.Corrections,
        ApproveCorrection => StockRole.Approvals,
        _ => throw new InvalidOperationException($"{command.Kind} has no role: nobody may give it."),
    };
}
