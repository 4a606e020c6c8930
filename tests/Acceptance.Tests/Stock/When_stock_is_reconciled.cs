using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Xunit;

namespace Ledger.Acceptance.Tests.Stock;

/// <summary>
/// <c>ledger stock reconcile</c> finds each of its codes. Differences that the product never makes are made by changing one side
/// behind its back.
/// </summary>
public sealed class When_stock_is_reconciled(RunningShop shop) : IClassFixture<RunningShop>
{
    [Fact]
    public async Task Payments_and_stock_that_agree_match_R_IN_02_R_IN_05()
    {
        await StockAsync("REC-1", 50);
        await PayAsync("rec-sold", "REC-1");
        await PayAsync("rec-open", "REC-1", captured: false);
        await PayAsync("rec-voided", "REC-1", captured: false);
        await SendAsync("rec-voided", "charge.expired");
        await WaitAsync("rec-voided", "VOIDED", "EXPIRED");
        await PayAsync("rec-back", "REC-1");
        await LedgerAsync("ship", "rec-back", "--shipment", "s");
        await LedgerAsync("return", "rec-back", "--return", "r", "--line", "REC-1=2@ZRH");
        await RefundAsync("rec-back");

        await FoundAsync("CAPTURED_AND_COMMITTED", "matched", "rec-sold");
        await FoundAsync("AUTHORIZED", "matched", "rec-open");
        await FoundAsync("ENDED_AND_RELEASED", "matched", "rec-voided");
        await FoundAsync("ENDED_AND_RELEASED", "matched", "rec-back");
    }

    [Fact]
    public async Task What_may_differ_is_deferred_R_IN_06()
    {
        await StockAsync("REC-2", 50);
        await PayAsync("rec-out", "REC-2");
        await LedgerAsync("ship", "rec-out", "--shipment", "s");
        await RefundAsync("rec-out");
        await PayAsync("rec-disputed", "REC-2");
        await DisputeAsync("rec-disputed");
        await FoundAsync("REFUNDED_GOODS_OUT", "deferred", "rec-out");
        await FoundAsync("UNDER_REVIEW", "deferred", "rec-disputed");

        await PayAsync("rec-returned", "REC-2");
        await LedgerAsync("ship", "rec-returned", "--shipment", "s");
        await FoundAsync("CAPTURED_AND_COMMITTED", "matched", "rec-returned");
        await LedgerAsync("return", "rec-returned", "--return", "r", "--line", "REC-2=1@ZRH");
        await FoundAsync("RETURNED_NOT_REFUNDED", "deferred", "rec-returned");
        await RefundAsync("rec-returned");
        await FoundAsync("REFUNDED_GOODS_OUT", "deferred", "rec-returned");

        await PayAsync("rec-kept", "REC-2");
        await RefundAsync("rec-kept");
        await FoundAsync("REFUNDED_STILL_COMMITTED", "unmatched", "rec-kept");
        await FoundAsync("IN_FLIGHT", "deferred", "rec-kept", window: 60);
        await EditOrderAsync("rec-disputed", order => order["Reviews"] = new JsonArray());
        await FoundAsync("DISPUTED_NOT_HELD", "unmatched", "rec-disputed");
    }

    [Fact]
    public async Task Money_without_goods_is_unmatched_R_IN_19()
    {
        await StockAsync("REC-3", 50);
        await shop.SendAsync(Payments.Charge("rec-short", Payments.Line("REC-404", 2)));
        await WaitAsync("rec-short", "CAPTURED");
        await FoundAsync("SHORT", "unmatched", "rec-short");

        await shop.SendAsync(Payments.Charge("rec-held", null));
        await shop.WaitForAsync("select count(*) from inventory.stock_held_event where stream_id like '%/pi_rec-held'", 1);
        await WaitAsync("rec-held", "CAPTURED");
        await FoundAsync("HELD_FOR_DATA", "unmatched", "rec-held");

        await PayAsync("rec-released", "REC-3");
        await LedgerAsync("release", "rec-released", "--reason", "FRAUD_REVIEW");
        await FoundAsync("CAPTURED_NOT_COMMITTED", "unmatched", "rec-released");

        await PayAsync("rec-lost", "REC-3");
        await shop.DamageAsync("delete from inventory.stock_payment where stream_id like '%/pi_rec-lost'");
        await FoundAsync("CAPTURED_NOT_COMMITTED", "unmatched", "rec-lost");
        await shop.DamageAsync(
            "update inventory.inbox set reason = 'NO_LINES' where stream_id like '%/pi_rec-lost'");
        await FoundAsync("NO_GOODS", "matched", "rec-lost");
    }

    [Fact]
    public async Task Goods_without_money_are_unmatched_R_IN_28()
    {
        await StockAsync("REC-5", 50);
        await PayAsync("rec-gone", "REC-5");
        await EditStateAsync("rec-gone", state => state["Captures"] = new JsonArray());
        await FoundAsync("COMMITTED_NOT_CAPTURED", "unmatched", "rec-gone");
        await shop.DamageAsync("delete from journal.payment_state where stream_id like '%/pi_rec-gone'");
        await FoundAsync("PAYMENT_UNKNOWN", "unmatched", "rec-gone");

        await PayAsync("rec-ended", "REC-5", captured: false);
        await EditStateAsync("rec-ended", state => (state["Ended"], state["EndedAt"]) = ("VOIDED", "2026-11-20T00:00:00+00:00"));
        await FoundAsync("ENDED_STILL_RESERVED", "unmatched", "rec-ended");

        var lapsed = await shop.DamageAsync(
            """
            insert into inventory.stock_reservation (expires_at, order_ref, sku, location, quantity)
            values (now() - interval '2 hours', 'rec-lapsed', 'REC-5', 'ZRH', 1)
            """);
        Assert.Equal(1, lapsed);
        await FoundAsync("LAPSED_NOT_SWEPT", "unmatched", "rec-lapsed");
        await FoundAsync("IN_FLIGHT", "deferred", "rec-lapsed", window: 600);
        await shop.DamageAsync("delete from inventory.stock_reservation where order_ref = 'rec-lapsed'");
    }

    [Fact]
    public async Task A_policy_that_waits_for_settlement_defers_R_IN_15()
    {
        await StockAsync("REC-6", 50);
        await PayAsync("rec-later", "REC-6");
        await EditOrderAsync("rec-later", order => order["Lines"]![0]!["Committed"] = 0);
        await FoundAsync("CAPTURED_NOT_COMMITTED", "unmatched", "rec-later");
        var shipped = await File.ReadAllTextAsync(Path.Combine(TestKit.Repository.Root, "src", "Inventory", "stock-policy.yaml"));
        var policy = Path.GetTempFileName();
        await File.WriteAllTextAsync(policy, shipped.Replace("policy: reserve-on-auth", "policy: deduct-at-settlement", StringComparison.Ordinal));
        await FoundAsync("AWAITS_SETTLEMENT", "deferred", "rec-later", policy: policy);
        File.Delete(policy);
    }

    [Fact]
    public async Task A_count_is_compared_with_what_was_booked_then_R_IN_23()
    {
        await StockAsync("CNT-1", 10);
        await StockAsync("CNT-2", 10);
        await StockAsync("CNT-3", 10);
        var now = TimeProvider.System.GetUtcNow();
        await LedgerAsync("adjust", "CNT-1", "4", "-l", "ZRH", "--reason", "COUNT_SHORTAGE");
        await LedgerAsync("adjust", "CNT-3", "4", "-l", "ZRH", "--reason", "COUNT_SHORTAGE");
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, string.Create(CultureInfo.InvariantCulture, $"""
            sku,location,counted,counted_at
            CNT-1,ZRH,10,{now:O}
            "CNT-2",ZRH,9,{now:O}
            CNT-3,ZRH,6,{now:O}
            """));
        await FoundAsync("COUNT_AGREES", "matched", "CNT-1@ZRH", count: file);
        await FoundAsync("COUNT_DIFFERS", "unmatched", "CNT-2@ZRH", count: file);
        await FoundAsync("COUNT_DIFFERS", "unmatched", "CNT-3@ZRH", count: file);
        await FoundAsync("MOVED_DURING_COUNT", "deferred", "CNT-3@ZRH", window: 10, count: file);

        await File.WriteAllTextAsync(file, "sku,location,counted,counted_at\nCNT-1,ZRH,ten,2026-11-20T10:00:00Z\nCNT-1,ZRH,1,2026-11-20T10:00:00\nCNT-2,ZRH,1,2999-01-01T00:00:00Z\n");
        var (code, json) = await shop.LedgerAsync("stock", "reconcile", "--count", file);
        Assert.Equal(1, code);
        Assert.Equal("COUNT_REFUSED", json.GetProperty("error").GetProperty("name").GetString());
        Assert.Contains(":2:", json.GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Contains(
            ":4: CNT-2@ZRH was counted at 2999-01-01T00:00:00.0000000+00:00, which is still to come",
            json.GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Contains(":3:", json.GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
        File.Delete(file);
    }

    /// <summary>Asks, and finds the code: among the items, or for what matches in the totals, which change by this one alone.</summary>
    async Task FoundAsync(string code, string outcome, string id, double window = 0, string? count = null, string? policy = null)
    {
        string[] counted = count is null ? [] : ["--count", count];
        var (exit, report) = await shop.LedgerUnderAsync(
            policy, ["stock", "reconcile", "--window", window.ToString(CultureInfo.InvariantCulture), .. counted]);
        Assert.Equal(report.GetProperty("unmatched").GetInt64() > 0 ? 1 : 0, exit);
        var item = report.GetProperty("items").EnumerateArray().FirstOrDefault(each =>
            each.GetProperty("id").GetString()!.EndsWith(id, StringComparison.Ordinal));
        if (outcome == "matched")
        {
            Assert.True(item.ValueKind == JsonValueKind.Undefined, $"{item}");
            Assert.Contains(report.GetProperty("totals").EnumerateArray(), total =>
                total.GetProperty("code").GetString() == code && total.GetProperty("number").GetInt64() > 0);
        }
        else
        {
            Assert.True(item.ValueKind == JsonValueKind.Object, $"{id} is not among {report}");
            Assert.Equal((code, outcome), (item.GetProperty("code").GetString(), item.GetProperty("outcome").GetString()));
        }
    }

    async Task PayAsync(string order, string sku, bool captured = true)
    {
        await shop.SendAsync(Payments.Charge(order, Payments.Line(sku, 2), captured));
        await WaitAsync(order, captured ? "CAPTURED" : "AUTHORIZED");
        var seen = captured ? "\"Committed\":2" : "\"Reserved\":2";
        await shop.WaitForAsync($"select count(*) from inventory.stock_order where order_ref = '{order}' and state like '%{seen}%'", 1);
    }

    Task RefundAsync(string order) => SendAsync(order, "refund.created", "REFUNDED");

    Task DisputeAsync(string order) => SendAsync(order, "charge.dispute.created", "DISPUTED");

    async Task SendAsync(string order, string type, string? status = null)
    {
        await shop.SendAsync(Payments.Later(order, type));
        if (status is not null)
        {
            await WaitAsync(order, status);
            var seen = status == "DISPUTED" ? "chargeback" : "\"Refunded\":true";
            await shop.WaitForAsync(
                $"select count(*) from inventory.stock_order where order_ref = '{order}' and state like '%{seen}%'", 1);
        }
    }

    Task WaitAsync(string order, params string[] statuses) => shop.WaitForAsync(
        $"select count(*) from journal.payment_state where stream_id like '%/pi_{order}' and status in ('{string.Join("','", statuses)}')", 1);

    Task EditOrderAsync(string order, Action<JsonNode> edit) =>
        shop.EditAsync("inventory.stock_order", $"order_ref = '{order}'", edit);

    Task EditStateAsync(string order, Action<JsonNode> edit) =>
        shop.EditAsync("journal.payment_state", $"stream_id like '%/pi_{order}'", edit);

    Task StockAsync(string sku, int units) =>
        LedgerAsync("receive", sku, $"{units}", "-l", "ZRH", "--cost", $"{units * 100}", "--currency", "EUR", "-r", "opening");

    async Task LedgerAsync(params string[] command)
    {
        var (code, json) = await shop.LedgerAsync(["stock", .. command]);
        Assert.True(code == 0, $"{string.Join(' ', command)}: {json}");
    }
}
