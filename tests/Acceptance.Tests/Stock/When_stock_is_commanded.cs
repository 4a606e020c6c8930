using System.Text.Json;
using Xunit;

namespace Ledger.Acceptance.Tests.Stock;

/// <summary>Every <c>ledger stock</c> command once: its effect, its refusal, its repeat.</summary>
public sealed class When_stock_is_commanded(RunningShop shop) : IClassFixture<RunningShop>
{
    [Fact]
    public async Task Goods_come_in_move_and_are_adjusted_R_IN_08()
    {
        await DoneAsync("expect", "TEA-1", "7", "-l", "ZRH", "-r", "PO-1");
        var came = await DoneAsync("receive", "TEA-1", "10", "-l", "ZRH", "--cost", "1000", "--currency", "eur", "-r", "PO-1", "--expected");
        Assert.Equal(10, came.GetProperty("movements")[0].GetProperty("availableAfter").GetInt64());
        await DoneAsync("transfer", "TEA-1", "3", "--from", "ZRH", "--to", "BER", "--reason", "REBALANCE");
        await DoneAsync("adjust", "TEA-1", "1", "-l", "ZRH", "--reason", "DAMAGED", "--note", "torn");
        await DoneAsync("terms", "TEA-1", "-l", "ZRH", "--safety", "2");

        var (code, shown) = await shop.LedgerAsync("stock", "show", "TEA-1", "--location", "ZRH", "--history");
        Assert.Equal(0, code);
        var level = shown.GetProperty("stocks")[0];
        Assert.Equal((4, 6, 1, 2), (
            level.GetProperty("available").GetInt64(), level.GetProperty("onHand").GetInt64(), level.GetProperty("damaged").GetInt64(),
            level.GetProperty("safetyStock").GetInt64()));
        Assert.Equal(
            ["terms-changed", "adjusted", "transferred-out", "received", "expected"],
            shown.GetProperty("history").EnumerateArray().Select(line => line.GetProperty("movement").GetProperty("kind").GetString()));
        Assert.Contains("BER", (await shop.LedgerPlainAsync("stock", "show", "TEA-1")).Result, StringComparison.Ordinal);

        await RefusedAsync("CURRENCY_DIFFERS", "receive", "TEA-1", "1", "-l", "ZRH", "--cost", "1", "--currency", "USD", "-r", "x");
        await RefusedAsync("COMMAND_INCOMPLETE", "expect", "TEA-1", "0", "-l", "ZRH", "-r", "x");
        await RefusedAsync("COMMAND_INCOMPLETE", "receive", "", "1", "-l", "ZRH", "--cost", "1", "--currency", "EUR", "-r", "x");
        await RefusedAsync("REASON_UNKNOWN", "adjust", "TEA-1", "1", "-l", "ZRH", "--reason", "BORED");
        await RefusedAsync("NOT_ON_HAND", "transfer", "TEA-1", "99", "--from", "ZRH", "--to", "BER", "--reason", "REBALANCE");
        await RefusedAsync("COMMAND_INCOMPLETE", "terms", "TEA-1", "-l", "Z@H", "--safety", "2");
        Assert.Equal(1, (await shop.LedgerAsync("stock", "show", "TEA-404")).Code);
    }

    [Fact]
    public async Task A_cart_keeps_units_and_gives_them_back_R_IN_18()
    {
        await StockAsync("CUP-1", 2);
        await DoneAsync("reserve", "cart-1", "--line", "CUP-1=2@ZRH", "--minutes", "30", "--actor", "pos-1");
        await RefusedAsync("OUT_OF_STOCK", "reserve", "cart-2", "--line", "CUP-1=1@ZRH");
        var (_, holds) = await shop.LedgerAsync("stock", "holds", "CUP-1");
        var kept = holds.GetProperty("reservations")[0];
        Assert.Equal(("cart-1", 2, false), (
            kept.GetProperty("orderRef").GetString(), kept.GetProperty("quantity").GetInt64(), kept.GetProperty("lapsed").GetBoolean()));
        await DoneAsync("release", "cart-1", "--reason", "CART_ABANDONED");
        await RefusedAsync("NOTHING_TO_RELEASE", "release", "cart-1", "--reason", "CART_ABANDONED");
        await RefusedAsync("ORDER_UNKNOWN", "release", "cart-404", "--reason", "CART_ABANDONED");
        var (code, _, remarks) = await shop.LedgerPlainAsync("stock", "reserve", "cart-3", "--line", "CUP-1@ZRH");
        Assert.Equal(2, code);
        Assert.Contains("SKU=QUANTITY@LOCATION", remarks, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_paid_order_is_shipped_returned_and_graded_R_IN_07()
    {
        await StockAsync("POT-1", 5);
        await RefusedAsync("ORDER_UNKNOWN", "ship", "pot-order", "--shipment", "s-1");
        await shop.SendAsync(Payments.Charge("pot-order", Payments.Line("POT-1", 3)));
        await shop.WaitForAsync("select coalesce(sum(committed), 0) from inventory.stock_level where sku = 'POT-1'", 3);
        await RefusedAsync("NOT_COMMITTED", "ship", "pot-order", "--shipment", "s-1", "--line", "POT-1=4@ZRH");
        await DoneAsync("ship", "pot-order", "--shipment", "s-1");
        await RefusedAsync("NOT_SHIPPED", "return", "pot-order", "--return", "r-1", "--line", "POT-1=4@BER");
        await DoneAsync("return", "pot-order", "--return", "r-1", "--line", "POT-1=2@BER");
        await RefusedAsync(
            "RETURN_UNKNOWN", "grade", "pot-order", "--return", "r-9", "--sku", "POT-1", "--quantity", "1", "--as", "resale");
        await RefusedAsync(
            "RETURN_UNKNOWN", "grade", "pot-order", "--return", "r-1", "--sku", "POT-1", "--quantity", "1", "--as", "resale", "-l", "ZRH");
        await DoneAsync("grade", "pot-order", "--return", "r-1", "--sku", "POT-1", "--quantity", "1", "--as", "resale", "-l", "BER");
        await RefusedAsync(
            "COMMAND_INCOMPLETE", "grade", "pot-order", "--return", "r-1", "--sku", "POT-1", "--quantity", "1", "--as", "write-off");
        await DoneAsync(
            "grade", "pot-order", "--return", "r-1", "--sku", "POT-1", "--quantity", "1", "--as", "write-off", "--note", "chipped", "--keep");
        var (_, order) = await shop.LedgerAsync("stock", "show", "--order", "pot-order");
        var line = order.GetProperty("state").GetProperty("lines")[0];
        Assert.Equal((3, 2), (line.GetProperty("shipped").GetInt64(), line.GetProperty("returned").GetInt64()));
        Assert.Equal(1, await shop.CountAsync("select on_hand from inventory.stock_level where sku = 'POT-1' and location = 'BER'"));
        Assert.Equal(1, await shop.CountAsync("select damaged from inventory.stock_level where sku = 'POT-1' and location = 'BER'"));

        var (code, trace) = await shop.LedgerAsync("trace", "pot-order");
        Assert.Equal(0, code);
        Assert.Equal(
            [
                "capture-succeeded moved committed 3@ZRH 5->2", "stock.ship moved shipped 3@ZRH 2->2", "stock.return moved returned 2@BER 0->0",
                "stock.grade moved restocked 1@BER 0->1", "stock.grade moved written-off 1@BER 1->1",
            ],
            trace.GetProperty("stock").EnumerateArray().Where(fact => fact.GetProperty("movements").GetArrayLength() > 0).Select(Traced));
    }

    static string Traced(JsonElement fact)
    {
        var moved = fact.GetProperty("movements")[0];
        return $"{fact.GetProperty("class")} {fact.GetProperty("disposition")} {moved.GetProperty("kind")} {moved.GetProperty("quantity")}"
            + $"@{moved.GetProperty("location")} {moved.GetProperty("availableBefore")}->{moved.GetProperty("availableAfter")}";
    }

    [Fact]
    public async Task The_same_id_does_nothing_twice_and_no_other_command_may_have_it_R_IN_26()
    {
        var id = Guid.CreateVersion7(TimeProvider.System.GetUtcNow()).ToString();
        string[] command = ["receive", "JAR-1", "4", "-l", "ZRH", "--cost", "40", "--currency", "EUR", "-r", "PO-2", "--id", id];
        Assert.False((await DoneAsync(command)).GetProperty("repeated").GetBoolean());
        Assert.True((await DoneAsync(command)).GetProperty("repeated").GetBoolean());
        Assert.Contains("nothing happened", (await shop.LedgerPlainAsync(["stock", .. command])).Result, StringComparison.Ordinal);
        await RefusedAsync("KEY_REUSED", "receive", "JAR-1", "5", "-l", "ZRH", "--cost", "40", "--currency", "EUR", "-r", "PO-2", "--id", id);
        Assert.Equal(4, await shop.CountAsync("select on_hand from inventory.stock_level where sku = 'JAR-1'"));
    }

    [Fact]
    public async Task A_held_event_is_supplied_with_what_it_does_not_say_R_IN_17()
    {
        await StockAsync("LID-1", 5);
        await shop.SendAsync(Payments.Charge(null, Payments.Line("LID-1", 2), change: body =>
        {
            body["data"]!["object"]!["payment_intent"] = "pi_lid";
        }));
        await shop.WaitForAsync("select count(*) from inventory.stock_held_event where stream_id like '%/pi_lid'", 1);
        var (_, holds) = await shop.LedgerAsync("stock", "holds");
        var held = holds.GetProperty("held").EnumerateArray().Single(e => e.GetProperty("paymentStream").GetString()!.EndsWith("pi_lid", StringComparison.Ordinal));
        Assert.Equal("order reference", held.GetProperty("missing")[0].GetString());
        var eventId = held.GetProperty("eventId").GetString()!;

        Assert.Equal(2, (await shop.LedgerPlainAsync("stock", "holds", "supply", eventId)).ExitCode);
        var id = Guid.CreateVersion7(TimeProvider.System.GetUtcNow()).ToString();
        string[] supply = ["holds", "supply", eventId, "--order", "lid-order", "--id", id];
        Assert.Equal("moved", (await DoneAsync(supply)).GetProperty("disposition").GetString());
        Assert.True((await DoneAsync(supply)).GetProperty("repeated").GetBoolean());
        Assert.Equal(2, await shop.CountAsync("select committed from inventory.stock_level where sku = 'LID-1'"));
        await RefusedAsync("CASE_UNKNOWN", "holds", "supply", eventId, "--order", "lid-order");
    }

    [Fact]
    public async Task A_held_event_is_discarded_with_a_note_R_IN_17()
    {
        await shop.SendAsync(Payments.Charge(null, null, change: body => body["data"]!["object"]!["payment_intent"] = "pi_service"));
        await shop.WaitForAsync("select count(*) from inventory.stock_held_event where stream_id like '%/pi_service'", 1);
        var (_, holds) = await shop.LedgerAsync("stock", "holds");
        var eventId = holds.GetProperty("held").EnumerateArray()
            .Single(e => e.GetProperty("paymentStream").GetString()!.EndsWith("pi_service", StringComparison.Ordinal))
            .GetProperty("eventId").GetString()!;

        await RefusedAsync("PAYMENT_CONTRADICTED", "holds", "supply", eventId, "--payment", "stripe/acct_demo/pi_other");
        Assert.Equal(2, (await shop.LedgerPlainAsync("stock", "holds", "discard", eventId)).ExitCode);
        var id = Guid.CreateVersion7(TimeProvider.System.GetUtcNow()).ToString();
        string[] discard = ["holds", "discard", eventId, "--note", "a service", "--id", id];
        Assert.Equal("EVENT_DISCARDED", (await DoneAsync(discard)).GetProperty("reason").GetString());
        Assert.True((await DoneAsync(discard)).GetProperty("repeated").GetBoolean());
        await RefusedAsync("CASE_UNKNOWN", "holds", "discard", eventId, "--note", "again");
        await RefusedAsync("CASE_UNKNOWN", "holds", "supply", eventId, "--payment", "stripe/acct_demo/pi_service");
        Assert.Equal(0, await shop.CountAsync("select count(*) from inventory.stock_held_event where stream_id like '%/pi_service'"));
    }

    [Fact]
    public async Task A_case_is_closed_with_a_note_R_IN_19()
    {
        await shop.SendAsync(Payments.Charge("gone-order", Payments.Line("GONE-1", 2)));
        await shop.WaitForAsync("select count(*) from inventory.stock_case where detail like '%GONE-1%'", 1);
        var (_, holds) = await shop.LedgerAsync("stock", "holds");
        var found = holds.GetProperty("cases").EnumerateArray().Single(c => c.GetProperty("detail").GetString()!.Contains("GONE-1", StringComparison.Ordinal));
        Assert.Equal("STOCK_SHORT", found.GetProperty("reason").GetString());
        var caseId = found.GetProperty("caseId").GetString()!;
        Assert.Equal(2, (await shop.LedgerPlainAsync("stock", "holds", "close", caseId)).ExitCode);
        var id = Guid.CreateVersion7(TimeProvider.System.GetUtcNow()).ToString();
        await DoneAsync("holds", "close", caseId, "--note", "refunded", "--id", id);
        Assert.True((await DoneAsync("holds", "close", caseId, "--note", "refunded", "--id", id)).GetProperty("repeated").GetBoolean());
        await RefusedAsync("CASE_UNKNOWN", "holds", "close", caseId, "--note", "again");
    }

    [Fact]
    public async Task A_correction_needs_evidence_and_a_second_person_R_IN_22_R_IN_23()
    {
        await StockAsync("BAG-1", 9);
        var evidence = Path.GetTempFileName();
        await File.WriteAllTextAsync(evidence, (await shop.LedgerPlainAsync("stock", "reconcile", "--json")).Result);
        var now = TimeProvider.System.GetUtcNow();
        string[] asked =
        [
            "correct", "BAG-1", "-l", "ZRH", "--to", "7", "--counted-at", $"{now:O}", "--object", "BAG-1", "--reason", "two were never there",
            "--evidence-file", evidence, "--actor", "ann", "--id", Guid.CreateVersion7(now).ToString(),
        ];
        await RefusedAsync("EVIDENCE_INCOMPLETE", [.. asked[..^1], Guid.CreateVersion7(now).ToString()]);
        asked = [.. asked, "--event", "inc-1"];
        var id = (await DoneAsync(asked)).GetProperty("commandId").GetString()!;
        await RefusedAsync("SAME_PERSON", "approve", id, "--actor", "Ann");
        var approval = Guid.CreateVersion7(now).ToString();
        await DoneAsync("approve", id, "--actor", "ben", "--id", approval);
        Assert.True((await DoneAsync("approve", id, "--actor", "ben", "--id", approval)).GetProperty("repeated").GetBoolean());
        Assert.True((await DoneAsync(asked)).GetProperty("repeated").GetBoolean());
        Assert.Equal(7, await shop.CountAsync("select on_hand from inventory.stock_level where sku = 'BAG-1'"));
        await RefusedAsync("CORRECTION_UNKNOWN", "approve", id, "--actor", "ben");
        await RefusedAsync("STOCK_MOVED_SINCE", [.. asked[..^4], "--id", Guid.CreateVersion7(now).ToString(), "--event", "inc-1"]);
        File.Delete(evidence);
    }

    [Fact]
    public async Task A_card_number_in_words_is_masked_and_the_evidence_holds()
    {
        await StockAsync("CARD-1", 3);
        await DoneAsync("adjust", "CARD-1", "1", "-l", "ZRH", "--reason", "DAMAGED", "--note", "beside 4242424242424242");
        await RefusedAsync("CARD_NUMBER_GIVEN", "expect", "4242424242424242", "1", "-l", "ZRH", "-r", "PO-3");
        Assert.Equal(0, await shop.CountAsync(
            "select count(*) from inventory.stock_command where convert_from(body, 'UTF8') like '%4242424242424242%'"));
        await shop.WaitForAsync(
            "select count(*) from journal.mt_events where data ->> 'ProviderEventType' = 'stock.adjust' and data::text like '%CARD-1%'", 1);

        var (_, report) = await shop.LedgerAsync("verify");
        var evidence = report.GetProperty("checks").EnumerateArray()
            .Where(check => check.GetProperty("name").GetString() is "stock-commands" or "entry-evidence").ToList();
        Assert.Equal(2, evidence.Count);
        Assert.All(evidence, check => Assert.True(check.GetProperty("ok").GetBoolean(), $"{check}"));
    }

    [Fact]
    public async Task Found_units_cost_what_was_said_where_none_is_on_hand()
    {
        string[] found = ["adjust", "FIND-1", "2", "-l", "ZRH", "--reason", "COUNT_SURPLUS"];
        await RefusedAsync("COST_UNKNOWN", found);
        await DoneAsync([.. found, "--cost", "500", "--currency", "eur"]);
        Assert.Equal(500, await shop.CountAsync("select on_hand_cost from inventory.stock_level where sku = 'FIND-1'"));
        await RefusedAsync("COST_NOT_TAKEN", [.. found, "--cost", "500"]);
    }

    async Task StockAsync(string sku, int units) => await DoneAsync(
        "receive", sku, $"{units}", "-l", "ZRH", "--cost", $"{units * 100}", "--currency", "EUR", "-r", "opening");

    async Task<JsonElement> DoneAsync(params string[] command)
    {
        var (code, json) = await shop.LedgerAsync(["stock", .. command]);
        Assert.True(code == 0, $"{string.Join(' ', command)}: {json}");
        return json;
    }

    async Task RefusedAsync(string reason, params string[] command)
    {
        var (code, json) = await shop.LedgerAsync(["stock", .. command]);
        Assert.True(code == 1, $"{string.Join(' ', command)}: {json}");
        var error = json.GetProperty("error");
        Assert.Equal(reason, error.GetProperty("name").GetString());
        Assert.NotEmpty(error.GetProperty("hint").GetString()!);
    }
}
