using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Ledger.Worker;
using Xunit;

namespace Ledger.Acceptance.Tests.Stock;

/// <summary>The stock API of the worker: keys, roles, idempotency, answers (R-IN-22, R-IN-31).</summary>
public sealed class When_shops_use_the_api(RunningShop shop) : IClassFixture<RunningShop>
{
    const string Commands = "/v1/stock/commands";

    [Fact]
    public async Task A_command_is_done_once_and_its_key_is_the_actor_R_IN_26()
    {
        var id = Guid.CreateVersion7(TimeProvider.System.GetUtcNow());
        var first = await PostAsync("warehouse", Receive("API-1", 3), id);
        Assert.Equal((200, "moved", false), (first.Status, first.Text("disposition"), first.Json.GetProperty("repeated").GetBoolean()));
        var again = await PostAsync("warehouse", Receive("API-1", 3), id);
        Assert.Equal((200, "moved", true), (again.Status, again.Text("disposition"), again.Json.GetProperty("repeated").GetBoolean()));
        var other = await PostAsync("warehouse", Receive("API-1", 4), id);
        Assert.Equal((409, "KEY_REUSED"), (other.Status, other.Text("reason")));
        Assert.Equal(1, await shop.CountAsync($"select count(*) from inventory.stock_command where command_id = '{id}' and actor = 'warehouse'"));

        var levels = await GetAsync("availability", "/v1/stock/API-1");
        Assert.Equal((200, 3), (levels.Status, levels.Json.GetProperty("available").GetInt64()));
        Assert.Equal(3, levels.Json.GetProperty("locations")[0].GetProperty("onHand").GetInt64());
        Assert.Equal(404, (await GetAsync("availability", "/v1/stock/API-1?location=BER")).Status);
    }

    [Fact]
    public async Task What_a_rule_refuses_is_a_conflict_with_its_name_R_IN_18()
    {
        await PostAsync("warehouse", Receive("API-2", 1));
        var cart = """{"kind":"reserve","orderRef":"api-cart","lines":[{"sku":"API-2","quantity":1,"location":"ZRH"}]}""";
        Assert.Equal(200, (await PostAsync("shop", cart)).Status);
        var refused = await PostAsync("shop", cart.Replace("api-cart", "api-late", StringComparison.Ordinal));
        Assert.Equal((409, "OUT_OF_STOCK", "application/problem+json"), (refused.Status, refused.Text("reason"), refused.MediaType));
        Assert.Contains("1 wanted, 0 available", refused.Text("detail"), StringComparison.Ordinal);
        var order = await GetAsync("shop", "/v1/stock/orders/api-cart");
        Assert.Equal(1, order.Json.GetProperty("state").GetProperty("lines")[0].GetProperty("reserved").GetInt64());
        Assert.Equal((404, "ORDER_UNKNOWN"), ((await GetAsync("shop", "/v1/stock/orders/none")) is var none ? none.Status : 0, none.Text("reason")));
    }

    [Fact]
    public async Task A_request_without_a_known_key_or_role_is_turned_away_R_IN_22()
    {
        var id = Guid.CreateVersion7(TimeProvider.System.GetUtcNow());
        Assert.Equal((401, "STOCK_KEY_MISSING"), Named(await SendAsync(HttpMethod.Get, "/v1/stock/API-1", null, null, null)));
        Assert.Equal((401, "STOCK_KEY_UNKNOWN"), Named(await SendAsync(HttpMethod.Get, "/v1/stock/API-1", "guessed-key", null, null)));
        Assert.Equal((401, "STOCK_KEY_UNKNOWN"), Named(await SendAsync(HttpMethod.Post, Commands, "guessed-key", Receive("API-3", 1), id)));
        Assert.Equal((403, "STOCK_ROLE_MISSING"), Named(await GetAsync("warehouse", "/v1/stock/API-1")));
        Assert.Equal((403, "STOCK_ROLE_MISSING"), Named(await GetAsync("availability", "/v1/stock/orders/x")));
        Assert.Equal(0, await shop.CountAsync("select count(*) from inventory.stock_level where sku = 'API-3'"));
    }

    [Theory]
    [InlineData("warehouse", """{"kind":"expect","sku":"R","location":"ZRH","quantity":1,"reference":"r"}""")]
    [InlineData("warehouse", """{"kind":"receive","sku":"R","location":"ZRH","quantity":1,"cost":1,"currency":"EUR","reference":"r"}""")]
    [InlineData("warehouse", """{"kind":"adjust","sku":"R","location":"ZRH","quantity":1,"reason":"DAMAGED"}""")]
    [InlineData("warehouse", """{"kind":"transfer","sku":"R","from":"ZRH","to":"BER","quantity":1,"reason":"REBALANCE"}""")]
    [InlineData("warehouse", """{"kind":"ship","orderRef":"r","shipmentId":"s","lines":[]}""")]
    [InlineData("warehouse", """{"kind":"return","orderRef":"r","returnId":"s","lines":[]}""")]
    [InlineData("warehouse", """{"kind":"grade","orderRef":"r","returnId":"s","sku":"R","quantity":1,"grade":"resale","inspector":"i"}""")]
    [InlineData("shop", """{"kind":"terms","sku":"R","location":"ZRH","safetyStock":0,"backorderable":false}""")]
    [InlineData("shop", """{"kind":"reserve","orderRef":"r","lines":[]}""")]
    [InlineData("shop", """{"kind":"release","orderRef":"r","reason":"CART_ABANDONED"}""")]
    [InlineData("shop", """{"kind":"settle","payment":"stripe/acct_1/r","settlement":"po_1"}""")]
    [InlineData("corrections", """{"kind":"discard","paymentStream":"payment/r","eventId":"00000000-0000-0000-0000-000000000001","note":"n"}""")]
    [InlineData("corrections", """{"kind":"supply","paymentStream":"payment/r","eventId":"00000000-0000-0000-0000-000000000001","orderRef":null,"lines":[],"payment":"stripe/acct_1/r","newPayment":true}""")]
    [InlineData("corrections", """{"kind":"request-correction","correction":{"sku":"R","location":"ZRH"}}""")]
    [InlineData("corrections", """{"kind":"close","caseStream":"order/r","caseId":"c","note":"n"}""")]
    [InlineData("corrections", """{"kind":"supply","paymentStream":"payment/r","eventId":"00000000-0000-0000-0000-000000000001","orderRef":null,"lines":[]}""")]
    [InlineData("approvals", """{"kind":"approve-correction","correctionId":"00000000-0000-0000-0000-000000000001","sku":"R","location":"ZRH"}""")]
    public async Task A_command_needs_its_role_and_no_other_R_IN_22(string role, string command)
    {
        foreach (var holder in RunningShop.Keys.Keys)
        {
            var answer = await PostAsync(holder, command);
            Assert.True(
                (answer.Status == 403) == (holder != role) && answer.Status is 200 or 403 or 409, $"{holder} was answered {answer.Status} {answer.Json}");
        }
    }

    [Fact]
    public async Task Correcting_takes_two_keys_R_IN_22()
    {
        await PostAsync("warehouse", Receive("API-4", 5));
        var id = Guid.CreateVersion7(TimeProvider.System.GetUtcNow());
        var asked = await PostAsync("corrections", """
            {"kind":"request-correction","correction":{"sku":"API-4","location":"ZRH","onHandBefore":5,"onHandAfter":4,"sequence":1,
             "countedAt":"2026-11-20T10:00:00Z","providerEventId":"inc-2","objectId":"API-4","evidence":"counted twice","reason":"lost"}}
            """, id);
        Assert.Equal(200, asked.Status);
        var approval = """{"kind":"approve-correction","correctionId":"THIS","sku":"API-4","location":"ZRH"}"""
            .Replace("THIS", id.ToString(), StringComparison.Ordinal);
        Assert.Equal(403, (await PostAsync("corrections", approval)).Status);
        Assert.Equal(200, (await PostAsync("approvals", approval)).Status);
        Assert.Equal(4, await shop.CountAsync("select on_hand from inventory.stock_level where sku = 'API-4'"));
    }

    [Fact]
    public async Task What_is_no_command_is_refused_by_name()
    {
        var id = Guid.CreateVersion7(TimeProvider.System.GetUtcNow());
        var key = RunningShop.Keys["warehouse"];
        Assert.Equal((400, "IDEMPOTENCY_KEY_MISSING"), Named(await SendAsync(HttpMethod.Post, Commands, key, Receive("API-5", 1), null)));
        Assert.Equal((400, "COMMAND_MALFORMED"), Named(await SendAsync(HttpMethod.Post, Commands, key, "{", id)));
        Assert.Equal((400, "COMMAND_MALFORMED"), Named(await SendAsync(HttpMethod.Post, Commands, key, """{"kind":"steal"}""", id)));
        Assert.Equal((400, "COMMAND_MALFORMED"), Named(await SendAsync(
            HttpMethod.Post, Commands, key, Receive("API-5", 1).Replace("\"reference\"", "\"extra\":1,\"reference\"", StringComparison.Ordinal), id)));
        Assert.Equal((400, "COMMAND_MALFORMED"), Named(await SendAsync(HttpMethod.Post, Commands, key, Receive("API\\u0000", 1), id)));
        Assert.Equal((422, "COMMAND_UNUSABLE"), Named(await SendAsync(HttpMethod.Post, Commands, key, Receive("API\\u0007", 1), id)));
        Assert.Equal((413, "COMMAND_TOO_LARGE"), Named(await SendAsync(
            HttpMethod.Post, Commands, key, Receive(new string('x', 256 * 1024), 1), id)));
        Assert.Equal(0, await shop.CountAsync("select count(*) from inventory.stock_level where sku like 'API-5%'"));
    }

    [Fact]
    public async Task Without_a_file_of_keys_nothing_is_open()
    {
        await using var closed = WorkerHost.Build(shop.Options with { StockKeysPath = null }, shop.Databases);
        await closed.StartAsync();
        using var http = new HttpClient { BaseAddress = new Uri(closed.Urls.Single()) };
        Assert.Equal((503, "STOCK_KEYS_NOT_SET"), Named(await SendAsync(HttpMethod.Get, "/v1/stock/API-1", RunningShop.Keys["availability"], null, null, http)));
        Assert.Equal((503, "STOCK_KEYS_NOT_SET"), Named(await SendAsync(HttpMethod.Post, Commands, null, "{}", null, http)));
        await closed.StopAsync();
    }

    [Fact]
    public void Whoever_approves_has_neither_goods_nor_numbers_R_IN_22()
    {
        var file = Path.GetTempFileName();
        foreach (var second in (string[])["warehouse", "corrections"])
        {
            RunningShop.WriteKeys(file, new Dictionary<string, (string, string[])> { ["boss"] = ("key-of-the-boss", ["approvals", second]) });
            var refused = Assert.Throws<SettingsRefusedException>(() => WorkerHost.Build(shop.Options with { StockKeysPath = file }, shop.Databases));
            Assert.Contains("boss.roles: SEGREGATION_OF_DUTIES", refused.Message, StringComparison.Ordinal);
        }

        File.WriteAllText(file, """{"a b":{"sha256":["secret-in-plain-text"],"roles":["king"],"x":1}}""");
        var faults = Assert.Throws<SettingsRefusedException>(() => WorkerHost.Build(shop.Options with { StockKeysPath = file }, shop.Databases)).Message;
        Assert.All(["a name has", "sha256: must be the SHA-256", "no such role", ".x: no such setting"], part => Assert.Contains(part, faults, StringComparison.Ordinal));
        Assert.DoesNotContain("secret-in-plain-text", faults, StringComparison.Ordinal);
        File.Delete(file);
    }

    [Fact]
    public async Task A_key_is_withdrawn_without_a_restart()
    {
        var holders = RunningShop.Keys.ToDictionary(key => key.Key, key => (key.Value, new[] { key.Key }));
        holders["guest"] = ("key-of-a-guest-0123456789", ["availability"]);
        RunningShop.WriteKeys(shop.KeysFile, holders);
        await Task.Delay(1_200);
        Assert.Equal(404, (await SendAsync(HttpMethod.Get, "/v1/stock/none", "key-of-a-guest-0123456789", null, null)).Status);
        holders.Remove("guest");
        RunningShop.WriteKeys(shop.KeysFile, holders);
        await Task.Delay(1_200);
        Assert.Equal(401, (await SendAsync(HttpMethod.Get, "/v1/stock/none", "key-of-a-guest-0123456789", null, null)).Status);
        Assert.Equal(404, (await GetAsync("availability", "/v1/stock/none")).Status);
    }

    static string Receive(string sku, int units) =>
        $$"""{"kind":"receive","sku":"{{sku}}","location":"ZRH","quantity":{{units}},"cost":{{units}}00,"currency":"EUR","reference":"PO-9"}""";

    static (int, string?) Named(Answered answer) => (answer.Status, answer.Text("reason"));

    Task<Answered> GetAsync(string holder, string path) => SendAsync(HttpMethod.Get, path, RunningShop.Keys[holder], null, null);

    Task<Answered> PostAsync(string holder, string command, Guid? id = null) => SendAsync(
        HttpMethod.Post, Commands, RunningShop.Keys[holder], command, id ?? Guid.CreateVersion7(TimeProvider.System.GetUtcNow()));

    async Task<Answered> SendAsync(HttpMethod method, string path, string? key, string? body, Guid? id, HttpClient? http = null)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = key is null ? null : new AuthenticationHeaderValue("Bearer", key);
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        if (id is not null)
        {
            request.Headers.Add("Idempotency-Key", id.ToString());
        }

        using var response = await (http ?? shop.Http).SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return new Answered((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType, JsonDocument.Parse(text).RootElement);
    }

    sealed record Answered(int Status, string? MediaType, JsonElement Json)
    {
        public string? Text(string name) => Json.TryGetProperty(name, out var value) ? value.ToString() : null;
    }
}
