using System.Text.Json;
using Ledger.LocalStack.Processes;
using Ledger.TestKit;
using Xunit;

namespace Ledger.Acceptance.Tests.Demo;

/// <summary>The composed product, as processes, on a database and a virtual host of its own.</summary>
public sealed class When_the_demo_runs(DemoRuns demo) : IClassFixture<DemoRuns>
{
    static readonly string[] Simulated = ["odoo", "quickbooks"];

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Every_figure_is_that_of_its_tally_and_in_a_second_run_on_the_same_ledger_too(int run)
    {
        var report = demo.Report(run);
        Assert.True(report.GetProperty("verified").GetBoolean());
        Assert.Equal(0, report.GetProperty("differences").GetArrayLength());
        Assert.True(report.GetProperty("posted").GetInt32() > 300);
        Assert.Equal(0, report.GetProperty("held").GetInt32());
        Assert.Equal(0, report.GetProperty("deadLettered").GetInt32());
        foreach (var currency in new[] { "EUR", "JPY", "KWD" })
        {
            var sums = report.GetProperty("trialBalance").GetProperty(currency);
            Assert.Equal(0, sums.GetProperty("difference").GetInt64());
            Assert.True(sums.GetProperty("debits").GetInt64() > 0);
        }

        // R-IN-01: it sells, ships, takes back and runs out of stock.
        var stock = report.GetProperty("stock");
        Assert.True(stock.GetProperty("refusedOrders").GetInt32() > 0);
        Assert.True(stock.GetProperty("shippedUnits").GetInt64() > stock.GetProperty("returnedUnits").GetInt64());
        Assert.Equal(6, stock.GetProperty("returnedUnits").GetInt64());
        Assert.Equal(3, stock.GetProperty("stocks").GetArrayLength());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Every_document_is_confirmed_in_every_target_and_every_balance_is_the_ledgers(int run) // R-ERP-27, R-ERP-28
    {
        var exported = Rows(demo.Report(run), "exported");
        Assert.Superset(new HashSet<string>(["csv", "hledger", .. Simulated]), exported.Keys.ToHashSet());
        Assert.All(exported.Values, row => Assert.Equal(
            (Number(row, "documents"), 0), (Number(row, "confirmed"), Number(row, "waiting"))));

        var tiedOut = Rows(demo.Report(run), "tiedOut");
        Assert.Equal(exported.Keys, tiedOut.Keys);
        Assert.All(tiedOut.Values, row => Assert.Equal(Number(row, "accounts"), Number(row, "tied")));
        Assert.All(Simulated, erp => Assert.InRange(Number(tiedOut[erp], "accounts"), 10, 30));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void An_answer_that_is_lost_leaves_one_entry(int run) // R-ERP-27
    {
        var dropped = Assert.Single(demo.Report(run).GetProperty("dropped").EnumerateArray());

        Assert.Equal(("quickbooks", 1), (dropped.GetProperty("target").GetString(), Number(dropped, "entries")));
        Assert.StartsWith("LDG", dropped.GetProperty("document").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_simulators_keep_their_books_while_the_stack_is_down()
    {
        var (first, second) = (Rows(demo.Report(0), "exported"), Rows(demo.Report(1), "exported"));

        // Each has those of the first run besides, read back after the stack was started again: none is missing there, or changed.
        Assert.All(Simulated, erp => Assert.True(Number(second[erp], "confirmed") > Number(first[erp], "confirmed")));
    }

    [Fact]
    public void A_real_Tryton_is_exported_to_where_it_is_asked_for()
    {
        Assert.SkipUnless(TrytonServer.IsInstalled, TrytonServer.HowToInstall);

        Assert.DoesNotContain("tryton", Rows(demo.Report(0), "exported").Keys);
        var (exported, tiedOut) = (Rows(demo.Report(1), "exported")["tryton"], Rows(demo.Report(1), "tiedOut")["tryton"]);
        Assert.True(Number(exported, "confirmed") > 0); // The first run's entries too.
        Assert.Equal(Number(Rows(demo.Report(1), "tiedOut")["odoo"], "accounts"), Number(tiedOut, "tied"));
    }

    [Fact]
    public void Nothing_is_left_running_and_no_secret_is_told()
    {
        Assert.False(File.Exists(Path.Combine(demo.Home, "stack.json")), "The demo left its stack running.");
        Assert.Null(RunningProcess.FindByCommandLine(demo.Home));
        var keys = Directory.EnumerateFiles(Path.Combine(demo.Home, "erp"), "*", SearchOption.AllDirectories)
            .Where(file => Path.GetFileName(file) is "token.key" or "client-secret" or "refresh-token" or "api-key" or "tryton-password")
            .ToList();
        Assert.Equal(TrytonServer.IsInstalled ? 5 : 4, keys.Count);
        Assert.All(keys, key =>
        {
#pragma warning disable CA1416 // Linux only, as ./ledger is.
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(key));
#pragma warning restore CA1416
            var secret = File.ReadAllText(key).Trim();
            Assert.All(demo.Runs, run => Assert.DoesNotContain(secret, run.Result + run.Remarks, StringComparison.Ordinal));
            Assert.All(
                Directory.EnumerateFiles(Path.Combine(demo.Home, "logs")),
                log => Assert.DoesNotContain(secret, File.ReadAllText(log), StringComparison.Ordinal));
        });
    }

    [Fact]
    public async Task A_Tryton_that_is_not_there_is_named_before_anything_is_started()
    {
        var settings = new Dictionary<string, string>(demo.Settings) { ["PATH"] = "/nowhere" };

        var (code, result, _) = await LedgerProcess.RunAsync(settings, "demo", "--json", "--tryton");

        Assert.Equal(3, code);
        Assert.Contains("PROGRAM_MISSING", result, StringComparison.Ordinal);
        Assert.Contains("apt-get install tryton-server tryton-modules-account", result, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("LEDGER_ERP", "off")]
    [InlineData("LEDGER_ERP_TARGETS", "/nowhere/targets.yaml")]
    public async Task A_Tryton_is_refused_where_the_stack_exports_elsewhere(string setting, string value)
    {
        var settings = new Dictionary<string, string>(demo.Settings) { [setting] = value };

        var (code, result, _) = await LedgerProcess.RunAsync(settings, "up", "--json", "--tryton");

        Assert.Equal(2, code);
        Assert.Contains("WRONG_USAGE", result, StringComparison.Ordinal);
    }

    static Dictionary<string, JsonElement> Rows(JsonElement report, string name) => report.GetProperty(name).EnumerateArray()
        .ToDictionary(row => row.GetProperty("target").GetString()!, StringComparer.Ordinal);

    static int Number(JsonElement row, string name) => row.GetProperty(name).GetInt32();
}
