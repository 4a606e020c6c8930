using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Ledger.ErpSimulators;
using Ledger.ErpSimulators.QuickBooks;
using Ledger.TestKit;
using Xunit;

namespace Ledger.Storage.Tests.ErpSimulators;

/// <summary>A simulator with a log goes on where it was, as the ERP that it stands in for would.</summary>
public sealed class When_quickbooks_is_started_again : IDisposable
{
    const string Plain = """
        {"TxnDate":"2026-03-15","DocNumber":"A-1","Line":[
        {"Amount":100.00,"DetailType":"JournalEntryLineDetail","JournalEntryLineDetail":{"PostingType":"Debit","AccountRef":{"value":"90"}}},
        {"Amount":100.00,"DetailType":"JournalEntryLineDetail","JournalEntryLineDetail":{"PostingType":"Credit","AccountRef":{"value":"79"}}}]}
        """;

    readonly string _folder = TestFolder.Create();

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    QuickBooksOptions Options => new() { LogFile = Path.Combine(_folder, "calls.jsonl") };

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Entries_answers_and_tokens_are_those_of_before()
    {
        string? access, first;
        IReadOnlyList<QuickBooksEntry> before;
        await using (var simulator = await QuickBooksSimulator.StartAsync(Options, Ct))
        {
            access = await TokenAsync(simulator, "refresh-by-hand");
            first = (await PostAsync(simulator, access, Plain, "requestid=K1")).Body;
            await PostAsync(simulator, access, Plain.Replace("A-1", "A-2", StringComparison.Ordinal), "requestid=K2");
            await PostAsync(simulator, access, """{"Id":"146","SyncToken":"0"}""", "requestid=K3&operation=delete");
            await PostAsync(simulator, access, Plain.Replace("100.00", "-1", StringComparison.Ordinal), "requestid=K4");
            before = simulator.Books.Entries;
        }

        await using var again = await QuickBooksSimulator.StartAsync(Options, Ct);

        Assert.Equal(4, (await File.ReadAllLinesAsync(Copy(), Ct)).Length); // A token, two entries, a deletion; no refusal.
        Assert.Equal(before.Select(Told), again.Books.Entries.Select(Told));
        Assert.Equal([false, true], again.Books.Entries.Select(entry => entry.IsDeleted));
        Assert.Equal((200, first), await PostAsync(again, access, Plain, "requestid=K1"));
        Assert.Equal(2, again.Books.Entries.Count);
        Assert.Null(await TokenAsync(again, "refresh-by-hand")); // Used up.
        Assert.NotNull(await TokenAsync(again, again.SignIn.RefreshToken));
    }

    [Fact]
    public async Task What_was_carried_out_without_an_answer_is_there_once()
    {
        await using (var simulator = await QuickBooksSimulator.StartAsync(Options, Ct))
        {
            simulator.Arm(SimulatedFault.CommitThenDrop);
            var access = await TokenAsync(simulator, "refresh-by-hand");
            await Assert.ThrowsAsync<HttpRequestException>(() => PostAsync(simulator, access, Plain, "requestid=K1"));
        }

        await using var again = await QuickBooksSimulator.StartAsync(Options, Ct);
        var next = await TokenAsync(again, again.SignIn.RefreshToken);

        Assert.Equal(200, (await PostAsync(again, next, Plain, "requestid=K1")).Status);
        Assert.Single(again.Books.ByNumber("A-1"));
    }

    [Fact]
    public async Task A_last_line_that_was_not_written_to_its_end_is_cut_off_and_a_broken_one_stops_it()
    {
        await using (var simulator = await QuickBooksSimulator.StartAsync(Options, Ct))
        {
            await PostAsync(simulator, await TokenAsync(simulator, "refresh-by-hand"), Plain);
        }

        await File.AppendAllTextAsync(Options.LogFile!, """{"at":"2026-03""", Ct);
        await using (var simulator = await QuickBooksSimulator.StartAsync(Options, Ct))
        {
            await PostAsync(simulator, await TokenAsync(simulator, simulator.SignIn.RefreshToken), Plain);
        }

        await using (var simulator = await QuickBooksSimulator.StartAsync(Options, Ct))
        {
            Assert.Equal(2, simulator.Books.ByNumber("A-1").Count);
        }

        await File.AppendAllTextAsync(Options.LogFile!, "no call\n", Ct);
        var broken = await Assert.ThrowsAsync<InvalidDataException>(() => QuickBooksSimulator.StartAsync(Options, Ct));
        Assert.Contains("line 5 is no call", broken.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Its_log_is_read_by_its_owner_and_kept_by_one_process_at_a_time()
    {
        await using var simulator = await QuickBooksSimulator.StartAsync(Options, Ct);

#pragma warning disable CA1416 // Linux only, as ./ledger is.
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Options.LogFile!));
#pragma warning restore CA1416
        await Assert.ThrowsAsync<IOException>(() => QuickBooksSimulator.StartAsync(Options, Ct));
    }

    [Fact]
    public async Task Faults_are_armed_over_http_by_whoever_knows_the_secret_of_the_app()
    {
        await using var simulator = await QuickBooksSimulator.StartAsync(Options, Ct);
        var access = await TokenAsync(simulator, "refresh-by-hand");

        Assert.Equal(401, (await FaultsAsync(simulator, HttpMethod.Post, "wrong")).Status);
        Assert.Equal(200, (await FaultsAsync(simulator, HttpMethod.Post, "simulated-client-word")).Status);
        await Assert.ThrowsAsync<HttpRequestException>(() => PostAsync(simulator, access, Plain, "requestid=K1"));
        await PostAsync(simulator, access, Plain, "requestid=K1");

        Assert.Equal(
            """{"waiting":0,"met":[{"fault":"CommitThenDrop","number":"A-1","entries":1}]}""",
            (await FaultsAsync(simulator, HttpMethod.Get, "simulated-client-word")).Body);
    }

    // The file itself is held by the simulator.
    string Copy()
    {
        var copy = Path.Combine(_folder, "copy");
        using var cat = System.Diagnostics.Process.Start("cp", [Options.LogFile!, copy]);
        cat.WaitForExit();
        return copy;
    }

    static string Told(QuickBooksEntry entry) => $"{entry with { Lines = [] }} {string.Join('|', entry.Lines)}";

    static async Task<string?> TokenAsync(QuickBooksSimulator simulator, string refresh)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, simulator.TokenAddress)
        {
            Content = new FormUrlEncodedContent([new("grant_type", "refresh_token"), new("refresh_token", refresh)]),
        };
        return (string?)JsonNode.Parse((await SendAsync(request, "simulated-client-word")).Body)!["access_token"];
    }

    static Task<(int Status, string Body)> FaultsAsync(QuickBooksSimulator simulator, HttpMethod method, string secret) => SendAsync(
        new HttpRequestMessage(method, new Uri(simulator.Address, "/simulator/faults?fault=CommitThenDrop")), secret);

    static async Task<(int Status, string Body)> SendAsync(HttpRequestMessage request, string secret)
    {
        using var client = new HttpClient();
        request.Headers.Authorization = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"simulated-client:{secret}")));
        using var answer = await client.SendAsync(request, Ct);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(Ct));
    }

    static async Task<(int Status, string Body)> PostAsync(QuickBooksSimulator simulator, string? access, string json, string query = "a=b")
    {
        using var client = new HttpClient();
        using var content = new StringContent(json, Encoding.UTF8, "application/json");
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", access);
        using var answer = await client.PostAsync(new Uri(simulator.Address, $"/v3/company/9130350000000001/journalentry?{query}"), content, Ct);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(Ct));
    }
}
