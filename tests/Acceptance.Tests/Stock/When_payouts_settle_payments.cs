using System.Text.Json;
using Xunit;

namespace Ledger.Acceptance.Tests.Stock;

/// <summary>
/// Under a policy that waits for settlement, worker and command line give orders their units from a payout's report, once
/// (R-EV-04, R-IN-14). The columns are those of Stripe's "payout reconciliation, itemized"
/// (docs.stripe.com/reports/report-types/payout-reconciliation, read 2026-11-28); the rows are made up, Stripe publishes none.
/// </summary>
public sealed class When_payouts_settle_payments : IAsyncLifetime
{
    readonly string _policy = Path.GetTempFileName();
    readonly string _report = Path.GetTempFileName();
    RunningShop _shop = null!;

    public async ValueTask InitializeAsync()
    {
        var shipped = await File.ReadAllTextAsync(Path.Combine(TestKit.Repository.Root, "src", "Inventory", "stock-policy.yaml"));
        await File.WriteAllTextAsync(_policy, shipped
            .Replace("  - {name: standard, skus: [\"*\"]}", "  - {name: now, skus: [\"NOW*\"]}\n  - {name: standard, skus: [\"*\"]}", StringComparison.Ordinal)
            .Replace(
                "  - {channel: \"*\", skuClass: \"*\", policy: reserve-on-auth}",
                "  - {channel: \"*\", skuClass: now, policy: reserve-on-auth}\n  - {channel: \"*\", skuClass: \"*\", policy: deduct-at-settlement}",
                StringComparison.Ordinal));
        _shop = new RunningShop { StockPolicy = _policy };
        await _shop.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _shop.DisposeAsync();
        File.Delete(_policy);
        File.Delete(_report);
    }

    [Fact]
    public async Task A_report_settles_its_payments_once_R_IN_14()
    {
        await StockAsync("SET-1", 10);
        await StockAsync("NOW-1", 10);
        await PayAsync("set-one", Payments.Line("SET-1", 2));
        await PayAsync("set-two", Payments.Line("SET-1", 3));
        await PayAsync("set-short", Payments.Line("SET-404", 1));
        await PayAsync("set-now", Payments.Line("NOW-1", 1));
        Assert.Equal(0, await CommittedAsync("SET-1"));
        await File.WriteAllTextAsync(_report, """
            automatic_payout_id,description,reporting_category,payment_intent_id,charge_id,gross
            po_1,"Two lines,
            one ""field"" here",charge,pi_set-one,ch_1,10.50
            po_1,,charge,pi_set-one,ch_2,1.00
            po_1,,refund,pi_set-two,ch_3,-1.00
            po_1,,charge,pi_set-two,ch_3,10.50
            po_1,,charge,pi_set-short,ch_4,10.50
            po_1,,charge,pi_set-now,ch_5,10.50
            po_1,,charge,,ch_late,10.50
            ,,charge,pi_set-none,ch_6,10.50
            po_1,,charge,,,10.50
            po_1,,payout,,,-31.00
            po_1,broken
            """);

        var (code, first) = await SettleAsync("--report", _report, "--account", "stripe/acct_demo");
        Assert.Equal(1, code);
        Assert.Equal("11 5 2 0 1", Counts(first));
        Assert.Equal(
            ["7 STOCK_SHORT", "9 PAYMENT_UNKNOWN", "10 ROW_INCOMPLETE", "11 ROW_INCOMPLETE", "13 ROW_INCOMPLETE"],
            first.GetProperty("refusals").EnumerateArray().Select(row => $"{row.GetProperty("row")} {row.GetProperty("reason").GetString()}"));
        Assert.Equal(5, await CommittedAsync("SET-1"));

        // What has become possible since is done by the next run, and nothing else.
        await PayAsync("set-late", Payments.Line("SET-1", 1), change: body => body["data"]!["object"]!["payment_intent"] = "ch_late");
        var (again, second) = await SettleAsync("--report", _report, "--account", "stripe/acct_demo");
        Assert.Equal((1, "11 5 1 2 1", 6), (again, Counts(second), await CommittedAsync("SET-1")));
        var moved = await _shop.CountAsync("select count(*) from inventory.stock_movement");
        var (_, third) = await SettleAsync("--report", _report, "--account", "stripe/acct_demo");
        Assert.Equal(("11 5 0 3 1", moved), (Counts(third), await _shop.CountAsync("select count(*) from inventory.stock_movement")));

        var (plain, text, _) = await _shop.LedgerPlainAsync("stock", "settle", "--report", _report, "--account", "stripe/acct_demo");
        Assert.Equal(1, plain);
        Assert.Contains("11 rows, 5 payments: 0 settled, 3 settled before", text, StringComparison.Ordinal);
        await File.WriteAllTextAsync(_report, "payment_intent_id,gross\npi_set-one,1\n");
        Assert.Equal("REPORT_REFUSED", Name((await SettleAsync("--report", _report, "--account", "stripe/acct_demo")).Json));
        Assert.Equal("REPORT_UNREADABLE", Name((await SettleAsync("--report", _report + ".none", "--account", "stripe/acct_demo")).Json));
    }

    [Fact]
    public async Task An_order_is_settled_by_hand_and_says_why_not_R_EV_04()
    {
        await StockAsync("SET-2", 10);
        await PayAsync("set-hand", Payments.Line("SET-2", 2));
        var id = Guid.CreateVersion7(TimeProvider.System.GetUtcNow()).ToString();
        string[] settle = ["set-hand", "--settlement", "po_9", "--note", "bank statement 12", "--id", id];
        Assert.Equal(0, (await SettleAsync(settle)).Code);
        Assert.True((await SettleAsync(settle)).Json.GetProperty("repeated").GetBoolean());
        Assert.Equal(2, await CommittedAsync("SET-2"));
        var (again, told) = await SettleAsync("set-hand", "--settlement", "po_9");
        Assert.Equal((0, "noop", "ALREADY_SETTLED"), (
            again, told.GetProperty("disposition").GetString(), told.GetProperty("reason").GetString()));
        Assert.Equal("ALREADY_SETTLED", Name((await SettleAsync("set-hand", "--settlement", "po_10")).Json));
        await File.WriteAllTextAsync(
            _report, "automatic_payout_id,reporting_category,payment_intent_id\npo_9,charge,pi_set-hand\n");
        var (all, counted) = await SettleAsync("--report", _report, "--account", "stripe/acct_demo");
        Assert.Equal((0, "1 1 0 1 0"), (all, Counts(counted)));
        Assert.Equal(2, await CommittedAsync("SET-2"));
        Assert.Equal("ORDER_UNKNOWN", Name((await SettleAsync("set-404", "--settlement", "po_9")).Json));
        Assert.Equal("PAYMENT_UNKNOWN", Name((await SettleAsync("--payment", "stripe/acct_demo/pi_404", "--settlement", "po_9")).Json));
        Assert.Equal(2, (await SettleAsync("set-hand")).Code);
        Assert.Equal(2, (await SettleAsync("--report", _report)).Code);
    }

    // It names the movement instead of ending as a fault of the program.
    [Fact]
    public async Task Verify_tells_of_a_movement_that_stands_twice_R_IN_26()
    {
        await StockAsync("TWICE-1", 10);
        await _shop.DamageAsync(
            """
            insert into inventory.mt_events (seq_id, id, stream_id, version, data, type, timestamp, mt_dotnet_type)
            select seq_id + 1000, id, stream_id, version + 1, data, type, timestamp, mt_dotnet_type from inventory.mt_events
            """);

        var (code, report) = await _shop.LedgerUnderAsync(_policy, ["verify", "--wait", "0"]);

        var found = report.GetProperty("checks").EnumerateArray().Single(check => check.GetProperty("name").GetString() == "stock-states")
            .GetProperty("firstDifference");
        Assert.Equal((1, "a movement stands twice"), (code, found.GetProperty("what").GetString()));
        Assert.EndsWith(", movement 1 of TWICE-1@ZRH", found.GetProperty("where").GetString(), StringComparison.Ordinal);
    }

    static string Counts(JsonElement printed) => string.Join(
        ' ', new[] { "rows", "payments", "settled", "repeated", "withoutEffect" }.Select(name => printed.GetProperty(name).GetInt64()));

    static string? Name(JsonElement printed) => printed.GetProperty("error").GetProperty("name").GetString();

    Task<(int Code, JsonElement Json)> SettleAsync(params string[] options) => _shop.LedgerUnderAsync(_policy, ["stock", "settle", .. options]);

    Task<long> CommittedAsync(string sku) => _shop.CountAsync($"select committed from inventory.stock_level where sku = '{sku}'");

    async Task StockAsync(string sku, int units) => Assert.Equal(0, (await _shop.LedgerAsync(
        "stock", "receive", sku, $"{units}", "-l", "ZRH", "--cost", $"{units * 100}", "--currency", "EUR", "-r", "opening")).Code);

    async Task PayAsync(string order, string lines, Action<System.Text.Json.Nodes.JsonNode>? change = null)
    {
        await _shop.SendAsync(Payments.Charge(order, lines, change: change));
        await _shop.WaitForAsync($"select count(*) from inventory.stock_payment where order_ref = '{order}' and state like '%Captures%'", 1);
    }
}
