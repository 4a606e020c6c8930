using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Ledger.ErpSimulators.QuickBooks;
using Xunit;

namespace Ledger.Storage.Tests.ErpExport.QuickBooks;

/// <summary>The simulator refuses what the documents say that QuickBooks refuses, and happily does the rest.</summary>
public sealed class QuickBooksSimulatorRules
{
    const string Plain = """
        {"TxnDate":"2026-03-15","DocNumber":"A-1","Line":[
        {"Amount":100.00,"DetailType":"JournalEntryLineDetail","JournalEntryLineDetail":{"PostingType":"Debit","AccountRef":{"value":"90"}}},
        {"Amount":100.00,"DetailType":"JournalEntryLineDetail","JournalEntryLineDetail":{"PostingType":"Credit","AccountRef":{"value":"79"}}}]}
        """;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<string, string, string> Refused { get; } = new()
    {
        { "\"Amount\":100.00,\"DetailType\":\"JournalEntryLineDetail\",\"JournalEntryLineDetail\":{\"PostingType\":\"Debit\"", // unbalanced
            "\"Amount\":99.99,\"DetailType\":\"JournalEntryLineDetail\",\"JournalEntryLineDetail\":{\"PostingType\":\"Debit\"", "6000" },
        { "\"A-1\"", "\"A-1234567890123456789012\"", "2050" },
        { "\"DocNumber\":\"A-1\"", $"\"PrivateNote\":\"{new string('x', 4001)}\"", "2050" },
        { "{\"Amount\"", $"{{\"Description\":\"{new string('x', 4001)}\",\"Amount\"", "2050" },
        { "100.00", "-100.00", "6000" },
        { "100.00", "0", "6000" },
        { "100.00", "100.001", "2080" },
        { "100.00", "10000000000.00", "2080" },
        { "100.00", "\"100.00\"", "2080" },
        { "\"90\"", "\"999\"", "2500" },
        { "\"90\"", "\"98\"", "610" },
        { "\"90\"", "\"84\"", "6000" },
        { "\"90\"", "\"33\"", "6000" },
        { "{\"value\":\"90\"}", "{\"value\":\"84\"},\"Entity\":{\"Type\":\"Vendor\",\"EntityRef\":{\"value\":\"41\"}}", "6000" },
        { "{\"value\":\"90\"}", "{\"value\":\"84\"},\"Entity\":{\"Type\":\"Customer\",\"EntityRef\":{\"value\":\"77\"}}", "2500" },
        { "{\"value\":\"90\"}", "{\"value\":\"90\"},\"ClassRef\":{\"value\":\"77\"}", "2500" },
        { "{\"value\":\"90\"}", "{\"value\":\"90\"},\"DepartmentRef\":{\"value\":\"77\"}", "2500" },
        { "\"Debit\"", "\"Left\"", "2020" },
        { "\"JournalEntryLineDetail\",", "\"SalesItemLineDetail\",", "2020" },
        { "\"TxnDate\":\"2026-03-15\",", "", "2020" },
        { "2026-03-15", "15.03.2026", "2040" },
        { "\"DocNumber\":\"A-1\"", "\"CurrencyRef\":{\"value\":\"SEK\"}", "2500" },
        { "\"Line\":[", "\"Lines\":[", "2020" },
        { "{\"TxnDate\"", "\"TxnDate\"", "2010" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task What_breaks_a_rule_is_refused_with_its_code(string part, string put, string code)
    {
        await using var simulator = await QuickBooksSimulator.StartAsync(new QuickBooksOptions(), Ct);
        using var client = await LoggedInAsync(simulator);
        Assert.Contains(part, Plain, StringComparison.Ordinal);

        var (status, body) = await PostAsync(client, Plain.Replace(part, put, StringComparison.Ordinal));

        Assert.Equal((400, code), (status, Code(body)));
        Assert.Equal("ValidationFault", (string?)body["Fault"]!["type"]);
        Assert.Empty(simulator.Books.Entries);
    }

    [Fact]
    public async Task A_repeated_request_id_brings_the_first_answer_and_without_one_entries_are_doubled_happily()
    {
        await using var simulator = await QuickBooksSimulator.StartAsync(new QuickBooksOptions(), Ct);
        using var client = await LoggedInAsync(simulator);

        var first = await PostAsync(client, Plain, "requestid=K1");
        var again = await PostAsync(client, Plain.Replace("100.00", "1.00", StringComparison.Ordinal), "requestid=K1");
        Assert.Equal(first.Body.ToJsonString(), again.Body.ToJsonString());
        Assert.Single(simulator.Books.Entries);

        await PostAsync(client, Plain);
        await PostAsync(client, Plain);
        Assert.Equal(3, simulator.Books.ByNumber("A-1").Count);
        Assert.Equal("2050", Code((await PostAsync(client, Plain, $"requestid={new string('k', 51)}")).Body));
    }

    [Fact]
    public async Task Another_currency_needs_multicurrency()
    {
        await using var simulator = await QuickBooksSimulator.StartAsync(new QuickBooksOptions { Currencies = [] }, Ct);
        using var client = await LoggedInAsync(simulator);

        var (_, body) = await PostAsync(client, Plain.Replace("\"DocNumber\":\"A-1\"", "\"CurrencyRef\":{\"value\":\"EUR\"}", StringComparison.Ordinal));

        Assert.Equal("6000", Code(body));
    }

    [Fact]
    public async Task A_change_needs_the_sync_token_of_the_newest_version()
    {
        await using var simulator = await QuickBooksSimulator.StartAsync(new QuickBooksOptions(), Ct);
        using var client = await LoggedInAsync(simulator);
        var id = (string)(await PostAsync(client, Plain)).Body["JournalEntry"]!["Id"]!;
        string Change(int token) => Plain.Replace("{\"TxnDate\"", $"{{\"Id\":\"{id}\",\"SyncToken\":\"{token}\",\"TxnDate\"", StringComparison.Ordinal);

        Assert.Equal(200, (await PostAsync(client, Change(0))).Status);
        Assert.Equal("5010", Code((await PostAsync(client, Change(0))).Body));
        Assert.Equal(200, (await PostAsync(client, $$"""{"Id":"{{id}}","SyncToken":"1"}""", "operation=delete")).Status);
        Assert.Equal("610", Code((await PostAsync(client, $$"""{"Id":"{{id}}","SyncToken":"2"}""", "operation=delete")).Body));
        simulator.Books.ClosingDate = new DateOnly(2026, 3, 15);
        Assert.Equal("5010", Code((await PostAsync(client, Plain)).Body));
    }

    [Fact]
    public async Task Calls_beyond_the_limits_are_refused_until_the_minute_is_over()
    {
        await using var simulator = await QuickBooksSimulator.StartAsync(new QuickBooksOptions { CallsPerMinute = 4 }, Ct);
        using var client = await LoggedInAsync(simulator);
        for (var n = 0; n < 4; n++)
        {
            Assert.Equal(200, (await GetAsync(client, "preferences")).Status);
        }

        var (status, body) = await GetAsync(client, "preferences");

        Assert.Equal((429, "3001"), (status, (string?)body["fault"]!["error"]![0]!["code"]));
    }

    [Theory]
    [InlineData("query?query=select name from Customer", "4000")]
    [InlineData("query?query=select * from JournalEntry startposition 0", "4001")]
    [InlineData("query?query=select * from JournalEntry maxresults 1001", "4001")]
    [InlineData("query?query=select * from JournalEntry where PrivateNote = 'x'", "4001")]
    [InlineData("cdc?entities=JournalEntry&changedSince=2001-01-01T00:00:00Z", "4001")]
    [InlineData("cdc?entities=JournalEntry", "2020")]
    [InlineData("journalentry", "500")]
    public async Task Questions_that_cannot_be_asked_are_refused(string question, string code)
    {
        await using var simulator = await QuickBooksSimulator.StartAsync(new QuickBooksOptions(), Ct);
        using var client = await LoggedInAsync(simulator);

        Assert.Equal(code, Code((await GetAsync(client, question)).Body));
    }

    [Fact]
    public async Task Tokens_are_asked_for_by_the_app_and_with_the_newest_refresh_token_only()
    {
        await using var simulator = await QuickBooksSimulator.StartAsync(new QuickBooksOptions(), Ct);
        using var client = new HttpClient { BaseAddress = simulator.Address };

        Assert.Equal("invalid_client", (string?)(await TokenAsync(client, simulator, "wrong", "refresh-by-hand"))["error"]);
        Assert.NotNull((await TokenAsync(client, simulator, "simulated-client-word", "refresh-by-hand"))["access_token"]);
        Assert.Equal("invalid_grant", (string?)(await TokenAsync(client, simulator, "simulated-client-word", "refresh-by-hand"))["error"]);
        var (status, body) = await GetAsync(client, "v3/company/9130350000000001/preferences");
        Assert.Equal((401, "3200"), (status, (string?)body["fault"]!["error"]![0]!["code"]));
    }

    static string? Code(JsonObject body) => (string?)body["Fault"]?["Error"]?[0]?["code"];

    static async Task<HttpClient> LoggedInAsync(QuickBooksSimulator simulator)
    {
        var client = new HttpClient { BaseAddress = new Uri(simulator.Address, "v3/company/9130350000000001/") };
        var tokens = await TokenAsync(client, simulator, "simulated-client-word", "refresh-by-hand");
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (string?)tokens["access_token"]);
        return client;
    }

    static async Task<JsonObject> TokenAsync(HttpClient client, QuickBooksSimulator simulator, string secret, string refresh)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, simulator.TokenAddress)
        {
            Content = new FormUrlEncodedContent([new("grant_type", "refresh_token"), new("refresh_token", refresh)]),
        };
        request.Headers.Authorization = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"simulated-client:{secret}")));
        using var answer = await client.SendAsync(request, Ct);
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync(Ct))!.AsObject();
    }

    static async Task<(int Status, JsonObject Body)> PostAsync(HttpClient client, string json, string query = "minorversion=75")
    {
        using var content = new StringContent(json, Encoding.UTF8, "application/json");
        using var answer = await client.PostAsync(new Uri($"journalentry?{query}", UriKind.Relative), content, Ct);
        return ((int)answer.StatusCode, JsonNode.Parse(await answer.Content.ReadAsStringAsync(Ct))!.AsObject());
    }

    static async Task<(int Status, JsonObject Body)> GetAsync(HttpClient client, string question)
    {
        using var answer = await client.GetAsync(new Uri(question, UriKind.Relative), Ct);
        return ((int)answer.StatusCode, JsonNode.Parse(await answer.Content.ReadAsStringAsync(Ct))!.AsObject());
    }
}
