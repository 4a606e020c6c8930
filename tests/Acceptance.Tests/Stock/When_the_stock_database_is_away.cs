using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Ledger.TestKit;
using Ledger.Worker;
using Npgsql;
using Xunit;

namespace Ledger.Acceptance.Tests.Stock;

/// <summary>The stock API while the inventory's database cannot be reached: it says so by name, and goes on when it is back.</summary>
public sealed class When_the_stock_database_is_away(RunningShop shop) : IClassFixture<RunningShop>
{
    const string Receive = """{"kind":"receive","sku":"AWAY-1","location":"ZRH","quantity":3,"cost":300,"currency":"EUR","reference":"PO-9"}""";

    [Fact]
    public async Task Questions_and_commands_are_answered_503_and_again_when_it_is_back_R_IN_32()
    {
        var direct = new NpgsqlConnectionStringBuilder(shop.Options.InventoryDatabase);
        await using var link = FaultyLink.To(direct.Port).Open();
        var through = new NpgsqlConnectionStringBuilder(direct.ConnectionString) { Host = "127.0.0.1", Port = link.Port };
        var options = shop.Options with { InventoryDatabase = through.ConnectionString };
        await using var databases = Databases.Of(options);
        await using var worker = WorkerHost.Build(options, databases);
        await worker.StartAsync();
        using var http = new HttpClient { BaseAddress = new Uri(worker.Urls.Single()), Timeout = TimeSpan.FromSeconds(30) };
        var id = Guid.CreateVersion7(TimeProvider.System.GetUtcNow());
        Assert.Equal((404, "STOCK_UNKNOWN"), await AskAsync(http));

        link.Cut();
        Assert.Equal((503, "STOCK_STORAGE_AWAY"), await AskAsync(http));
        Assert.Equal((503, "STOCK_STORAGE_AWAY"), await CommandAsync(http, id));
        Assert.Equal(0, await shop.CountAsync("select count(*) from inventory.stock_level where sku = 'AWAY-1'"));

        // What waited at the worker may have been done once the line is back; the same key finds out, and does it once.
        link.Open();
        var began = TimeProvider.System.GetTimestamp();
        (int, string?) answer;
        while ((answer = await CommandAsync(http, id)) != (200, null) && TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromSeconds(30))
        {
            await Task.Delay(200);
        }

        Assert.Equal((200, null), answer);
        Assert.Equal((200, null), await AskAsync(http));
        Assert.Equal(3, await shop.CountAsync("select on_hand from inventory.stock_level where sku = 'AWAY-1'"));
        await worker.StopAsync();
    }

    static Task<(int, string?)> AskAsync(HttpClient http) =>
        SendAsync(http, new HttpRequestMessage(HttpMethod.Get, "/v1/stock/AWAY-1"), "availability");

    static Task<(int, string?)> CommandAsync(HttpClient http, Guid id)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/v1/stock/commands")
        {
            Content = new StringContent(Receive, Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("Idempotency-Key", id.ToString());
        return SendAsync(http, request, "warehouse");
    }

    static async Task<(int, string?)> SendAsync(HttpClient http, HttpRequestMessage request, string holder)
    {
        using (request)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", RunningShop.Keys[holder]);
            using var response = await http.SendAsync(request);
            var body = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
            return ((int)response.StatusCode, body.TryGetProperty("reason", out var reason) ? reason.GetString() : null);
        }
    }
}
