using System.CommandLine;
using Ledger.Cli.Archive;
using Ledger.Cli.Backfill;
using Ledger.Cli.Confirm;
using Ledger.Cli.Contract;
using Ledger.Cli.DeadLetters;
using Ledger.Cli.Deliveries;
using Ledger.Cli.Demo;
using Ledger.Cli.Erp;
using Ledger.Cli.Replaying;
using Ledger.Cli.Reports;
using Ledger.Cli.Shell;
using Ledger.Cli.Stack;
using Ledger.Cli.Stock;
using Ledger.Cli.Webhooks;

// THE list of commands; each is built in the folder of its subject by a static Build().
var root = new Command("ledger", "Signed payment webhooks in, balanced journal entries out.")
{
    DemoCommand.Build(),
    UpCommand.Build(),
    DownCommand.Build(),
    StatusCommand.Build(),
    LogsCommand.Build(),
    TrialBalanceCommand.Build(),
    BalanceCommand.Build(),
    TraceCommand.Build(),
    VerifyCommand.Build(),
    RebuildCommand.Build(),
    MatrixCommand.Build(),
    ExportCommand.Build(),
    ArchiveCommands.Build(),
    DeliveryReplayCommand.Build(),
    StockCommands.Build(),
    ErpCommands.Build(),
    ConfirmCommands.Build(),
    BackfillCommands.Build(),
    DeadLetterCommands.Build(),
    DeliveryCommands.Build(),
    ContractCommand.Build(),
    WebhookCommands.Build(),
    TestServersCommand.Build(),
};

return await CommandLine.InvokeAsync(root, args, CancellationToken.None);
