using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Ledger.ErpSimulators.Odoo;
using Ledger.TestKit;
using Xunit;

namespace Ledger.Storage.Tests.ErpSimulators;

/// <summary>A simulator with a log goes on where it was, also when its chart has grown.</summary>
public sealed class When_odoo_is_started_again : IDisposable
{
    const string Key = "a-key-of-ours";

    readonly string _folder = TestFolder.Create();

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    OdooSimulatorOptions Options => new()
    {
        ApiKey = Key,
        LogFile = Path.Combine(_folder, "calls.jsonl"),
        Setup = new OdooSetup("Shop", "EUR", [("EUR", 2), ("KWD", 3)], ["LDG"], [("1150", "Clearing"), ("4000", "Sales")]),
    };

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Entries_have_the_ids_numbers_and_moments_of_before()
    {
        string before;
        await using (var simulator = await OdooSimulator.StartAsync(Options, Ct))
        {
            var first = await DraftAsync(simulator, "R-1");
            await CallAsync(simulator, "account.move/action_post", $$"""{"ids":[{{first}}]}""");
            var second = await DraftAsync(simulator, "R-2");
            await CallAsync(simulator, "account.move/unlink", $$"""{"ids":[{{second}}]}""");
            await DraftAsync(simulator, "R-3");
            before = Told(simulator);
        }

        // Two more accounts, one of them before the others, and one currency.
        var grown = Options with
        {
            Setup = Options.Setup! with
            {
                Currencies = [("JPY", 0), .. Options.Setup!.Currencies],
                Accounts = [("1000", "Bank"), .. Options.Setup!.Accounts, ("6100", "Fees")],
            },
        };
        await using (var again = await OdooSimulator.StartAsync(grown, Ct))
        {
            Assert.Equal(before, Told(again));
            Assert.Contains("LDG/2026/03/0001", before, StringComparison.Ordinal);
            Assert.Equal(["R-1", "R-3"], again.Office.Entries.Select(entry => entry.Reference));
            await DraftAsync(again, "R-4", debit: "1000", credit: "6100");
            before = Told(again);
        }

        await using var third = await OdooSimulator.StartAsync(grown, Ct);
        Assert.Equal(before, Told(third));
        Assert.Equal(["1000", "1150", "4000", "6100"], (await CodesAsync(third)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_refused_call_leaves_no_line()
    {
        await using (var simulator = await OdooSimulator.StartAsync(Options, Ct))
        {
            await Assert.ThrowsAsync<HttpRequestException>(() => CallAsync(simulator, "account.move/action_post", """{"ids":[77]}"""));
        }

        var lines = await File.ReadAllLinesAsync(Options.LogFile!, Ct);
        Assert.Equal(6, lines.Length); // Two currencies, a company, a journal, two accounts.
        Assert.DoesNotContain(lines, line => line.Contains("action_post", StringComparison.Ordinal));
    }

    // Everything that people see, with the fractions of seconds.
    static string Told(OdooSimulator simulator) => string.Join('\n', simulator.Office.Entries.Select(
        entry => $"{entry with { Lines = [] }} {entry.WrittenAt.Ticks} {string.Join('|', entry.Lines)}"));

    static async Task<long> DraftAsync(OdooSimulator simulator, string reference, string debit = "1150", string credit = "4000")
    {
        var journal = await IdAsync(simulator, "account.journal", "LDG");
        var (from, to) = (await IdAsync(simulator, "account.account", debit), await IdAsync(simulator, "account.account", credit));
        var made = await CallAsync(simulator, "account.move/create", $$"""
            {"vals_list":[{"journal_id":{{journal}},"date":"2026-03-15","ref":"{{reference}}","line_ids":[
              [0,0,{"account_id":{{from}},"debit":5,"credit":0}],[0,0,{"account_id":{{to}},"debit":0,"credit":5}]]}]}
            """);
        return made[0]!.GetValue<long>();
    }

    static async Task<long> IdAsync(OdooSimulator simulator, string model, string code) => (await CallAsync(
        simulator, $"{model}/search_read",
        string.Create(CultureInfo.InvariantCulture, $$"""{"domain":[["code","=","{{code}}"]],"fields":["code"]}""")))[0]!["id"]!.GetValue<long>();

    static async Task<List<string>> CodesAsync(OdooSimulator simulator) =>
        [.. (await CallAsync(simulator, "account.account/search_read", """{"fields":["code"]}""")).AsArray().Select(row => (string)row!["code"]!)];

    static async Task<JsonNode> CallAsync(OdooSimulator simulator, string call, string body)
    {
        using var client = new HttpClient();
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("bearer", Key);
        using var answer = await client.PostAsync(new Uri(simulator.Address, $"/json/2/{call}"), content, Ct);
        answer.EnsureSuccessStatusCode();
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync(Ct)) ?? new JsonObject();
    }
}
