using System.CommandLine;
using Ledger.Accounting;
using Ledger.Cli.Reports;
using Ledger.Cli.Shell;
using Ledger.ErpSimulators;
using Ledger.ErpSimulators.Odoo;
using Ledger.ErpSimulators.QuickBooks;
using Ledger.LocalStack.Product;

namespace Ledger.Cli.Erp;

/// <summary><c>ledger erp simulate</c>: stands in for an ERP until it is stopped. The local stack runs one for each.</summary>
static class SimulateCommand
{
    /// <summary>THE list of simulators, by the name of their process in the local stack.</summary>
    static readonly Dictionary<string, Func<CommandContext, string, CancellationToken, Task<IErpSimulator>>> Starts = new()
    {
        [ProductRole.QuickBooks.Name] = async (context, folder, ct) =>
            await QuickBooksSimulator.StartAsync(OfQuickBooks(context, folder), ct),
        [ProductRole.Odoo.Name] = async (context, folder, ct) => await OdooSimulator.StartAsync(OfOdoo(context, folder), ct),
    };

    /// <summary>Builds the command.</summary>
    public static Command Build()
    {
        var erp = new Argument<string>("erp") { Description = $"Which one: {string.Join(" or ", Starts.Keys)}." };
        erp.AcceptOnlyFromAmong([.. Starts.Keys]);
        var folder = new Option<string>("--folder")
        {
            Description = "Where its keys and its books are; made when they are not there.",
            Required = true,
        };
        return new Command("simulate", "Stands in for an ERP, with the ledger's chart of accounts; Ctrl-C stops it.")
        {
            erp, folder,
        }.Notes(Notes).Runs((context, ct) => RunAsync(context, context.Get(erp)!, Path.GetFullPath(context.Get(folder)!), ct));
    }

    static async Task<int> RunAsync(CommandContext context, string erp, string folder, CancellationToken ct)
    {
        try
        {
            await using var running = await Starts[erp](context, folder, ct);
            Say(context, $"Listens at {running.Address}; its books are in {folder}.");
            await Task.Delay(Timeout.InfiniteTimeSpan, context.Time, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return ExitCode.Ok;
        }
        catch (Exception unusable) when (unusable is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw CliError.Missing(
                "SIMULATOR_UNUSABLE", $"The simulator of {erp} cannot be started: {unusable.Message}",
                "Stop what has its address or its folder, or begin anew with an empty folder.");
        }
    }

    static QuickBooksOptions OfQuickBooks(CommandContext context, string folder) => new()
    {
        Url = UrlOf(ProductRole.QuickBooks),
        Realm = DemoErps.Realm,
        ClientId = DemoErps.ClientId,
        ClientSecret = DemoErps.ClientSecret(folder),
        FirstRefreshToken = DemoErps.RefreshToken(folder),
        HomeCurrency = DemoErps.Home,
        Currencies = [.. DemoErps.Others.Select(other => other.Code)],
        Accounts = [.. Books.Chart().Accounts.Select(account => new QuickBooksAccount(account.Code, account.Name, TypeOf(account.Type)))],
        LogFile = LogIn(folder),
        Told = text => Say(context, text),
        Time = context.Time,
    };

    static OdooSimulatorOptions OfOdoo(CommandContext context, string folder) => new()
    {
        Url = UrlOf(ProductRole.Odoo),
        Database = DemoErps.Database,
        ApiKey = DemoErps.ApiKey(folder),
        Setup = new OdooSetup(
            DemoErps.Company, DemoErps.Home,
            [
                (DemoErps.Home, Currency.Parse(DemoErps.Home).Exponent),
                .. DemoErps.Others.Select(other => (other.Code, Currency.Parse(other.Code).Exponent)),
            ],
            [DemoErps.Journal], [.. Books.Chart().Accounts.Select(account => (account.Code, account.Name))]),
        LogFile = LogIn(folder),
        Told = text => Say(context, text),
        Time = context.Time,
    };

    static string LogIn(string folder) => Path.Combine(folder, "calls.jsonl");

    static string UrlOf(ProductRole role) =>
        Environment.GetEnvironmentVariable(role.UrlSetting) is { Length: > 0 } url ? url : "http://127.0.0.1:0";

    // In QuickBooks' words.
    static string TypeOf(AccountType type) => type switch
    {
        AccountType.Asset => "Other Current Asset",
        AccountType.Liability => "Other Current Liability",
        AccountType.Equity => "Equity",
        AccountType.Revenue => "Income",
        AccountType.Expense => "Expense",
        AccountType.Memo => "Other Current Asset",
    };

    static void Say(CommandContext context, string text) => context.Output.Progress.WriteLine(text);

    const string Notes =
        """
        A simulator enforces what the ERP's public documents say it enforces, with journal entries and no more; the README of
        src/ErpSimulators has every rule with its source. It listens on the loopback, where LEDGER_QUICKBOOKS_URL or
        LEDGER_ODOO_URL says or on a free port, and keeps what was carried out in calls.jsonl of its folder, to go on from
        there when it is started again.
        """;
}
