using System.CommandLine;
using Ledger.Cli.Stock.Reconciling;
using Ledger.Cli.Stock.Settling;

namespace Ledger.Cli.Stock;

/// <summary><c>ledger stock</c>: what people in shop and warehouse ask and do.</summary>
static class StockCommands
{
    /// <summary>Builds the command with its subcommands.</summary>
    public static Command Build() => new("stock", "Shows and moves stock, and compares it with the payments.")
    {
        ShowCommand.Build(),
        GoodsCommands.Receive(),
        GoodsCommands.Expect(),
        GoodsCommands.Adjust(),
        GoodsCommands.Transfer(),
        GoodsCommands.Terms(),
        OrderCommands.Reserve(),
        OrderCommands.Release(), OrderCommands.Commit(),
        SettleCommand.Build(),
        OrderCommands.Ship(),
        OrderCommands.Return(),
        OrderCommands.Grade(),
        CorrectionCommands.Correct(),
        CorrectionCommands.Approve(),
        HoldsCommand.Build(),
        ReconcileCommand.Build(),
    };
}
