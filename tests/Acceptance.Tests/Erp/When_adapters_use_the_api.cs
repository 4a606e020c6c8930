using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Ledger.ErpExport.Delivery;
using Ledger.ErpExport.Storage;
using Ledger.PaymentEvents;
using Ledger.TestKit;
using Ledger.Worker;
using Npgsql;
using Xunit;

namespace Ledger.Acceptance.Tests.Erp;

/// <summary>The ERP API of the worker: documents of outside targets, acknowledgements, keys, answers (R-ERP-29).</summary>
public sealed class When_adapters_use_the_api : IAsyncLifetime
{
    const string Documents = $"/v1/erp/{RunningExport.Target}/documents";

    readonly RunningExport _export = new();

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _export.InitializeAsync();
        await _export.PostAsync(entries: 3);
        await _export.UntilAsync(documents: 3, DocumentState.Accepted);
    }

    public ValueTask DisposeAsync() => _export.DisposeAsync();

    [Fact]
    public async Task A_document_is_listed_read_and_acknowledged_once()
    {
        var listed = await GetAsync($"{Documents}?limit=2");
        var references = listed.Json.GetProperty("documents").EnumerateArray().Select(each => each.GetProperty("reference").GetString()!).ToList();
        Assert.Equal((200, 2), (listed.Status, references.Count));
        var rest = await GetAsync($"{Documents}?state=accepted&after={references[1]}");
        var last = Assert.Single(rest.Json.GetProperty("documents").EnumerateArray()).GetProperty("reference").GetString();
        Assert.True(string.CompareOrdinal(last, references[1]) > 0 && string.CompareOrdinal(references[1], references[0]) > 0);

        var read = await GetAsync($"{Documents}/{references[0]}");
        var hash = read.Text("payloadHash")!;
        Assert.Equal(
            hash, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(read.Json.GetProperty("document").GetRawText()))));
        Assert.Equal((200, "accepted"), (read.Status, read.Text("state")));

        var date = read.Json.GetProperty("document").GetProperty("date").GetString();
        var said = await AcknowledgeAsync(references[0], Body(1, hash, "posted", $""" "documentNumber":"2026/17","postedDate":"{date}" """));
        Assert.Equal((200, "posted", "2026/17"), (said.Status, said.Text("state"), said.Text("erpNumber")));
        Assert.Equal("adapter", said.Text("changedBy"));
        Assert.False(said.Json.GetProperty("repeated").GetBoolean());
        Assert.DoesNotContain(
            (await GetAsync(Documents)).Json.GetProperty("documents").EnumerateArray(),
            each => each.GetProperty("reference").GetString() == references[0]);
    }

    [Fact]
    public async Task What_was_said_before_changes_nothing_and_is_answered_200()
    {
        var kept = (await _export.DocumentsAsync())[0];
        var posted = Body(2, kept.Standing.PayloadHash, "posted", """ "documentNumber":"18" """);
        var first = await AcknowledgeAsync(kept, posted);
        Assert.True(first.Status == 200, first.Json.ToString());
        var version = (await _export.DocumentsAsync())[0].Standing.Version;

        foreach (var again in (string[])
        [
            posted,
            Body(3, kept.Standing.PayloadHash, "posted", """ "documentNumber":"18" """),
            Body(4, kept.Standing.PayloadHash, "accepted"),
        ])
        {
            var answer = await AcknowledgeAsync(kept, again);
            Assert.Equal((200, "posted", true), (answer.Status, answer.Text("state"), answer.Json.GetProperty("repeated").GetBoolean()));
        }

        Assert.Equal(version, (await _export.DocumentsAsync())[0].Standing.Version);
        var confirmed = await AcknowledgeAsync(kept, Body(5, kept.Standing.PayloadHash, "confirmed"));
        Assert.Equal((200, "confirmed", "18"), (confirmed.Status, confirmed.Text("state"), confirmed.Text("erpNumber")));
    }

    [Fact]
    public async Task What_cannot_be_said_now_is_a_conflict_with_its_name_and_stays_one()
    {
        var kept = (await _export.DocumentsAsync())[0];
        var other = await AcknowledgeAsync(kept, Body(6, new string('a', 64), "posted"));
        Assert.Equal((409, "PAYLOAD_DIFFERS", "application/problem+json"), (other.Status, other.Text("reason"), other.MediaType));
        Assert.Equal("accepted", other.Json.GetProperty("document").GetProperty("state").GetString());
        Assert.Equal((409, "PAYLOAD_DIFFERS"), Named(await AcknowledgeAsync(kept, Body(6, new string('a', 64), "posted"))));
        Assert.Equal((409, "ACKNOWLEDGEMENT_ID_REUSED"), Named(await AcknowledgeAsync(kept, Body(6, kept.Standing.PayloadHash, "posted"))));

        var refused = await AcknowledgeAsync(kept, Body(7, kept.Standing.PayloadHash, "rejected", """ "message":"no such cost centre" """));
        Assert.Equal((200, "rejected", "no such cost centre"), (refused.Status, refused.Text("state"), refused.Text("detail")));
        Assert.Equal((409, "STATE_FORBIDS"), Named(await AcknowledgeAsync(kept, Body(8, kept.Standing.PayloadHash, "posted"))));
        Assert.Equal((404, "DOCUMENT_UNKNOWN"), Named(await AcknowledgeAsync("LDG00000Z-00001", Body(9, kept.Standing.PayloadHash, "posted"))));
        Assert.Equal((404, "DOCUMENT_UNKNOWN"), Named(await GetAsync($"{Documents}/LDG00000Z-00001")));
    }

    [Theory]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("""{"acknowledgementId":"0199e3a0-7d4e-7000-8000-000000000001"}""")]
    [InlineData("""{"acknowledgementId":"0199e3a0-7d4e-7000-8000-000000000001","payloadHash":"HASH","status":"done","saidAt":"2026-11-20T10:00:00Z"}""")]
    [InlineData("""{"acknowledgementId":"0199e3a0-7d4e-7000-8000-000000000001","payloadHash":"ABC","status":"posted","saidAt":"2026-11-20T10:00:00Z"}""")]
    [InlineData("""{"acknowledgementId":"0199e3a0-7d4e-7000-8000-000000000001","payloadHash":"HASH","status":"posted","saidAt":"2026-11-20T10:00:00Z","actor":"boss"}""")]
    [InlineData("""{"acknowledgementId":"0199e3a0-7d4e-7000-8000-000000000001","payloadHash":"HASH","status":"posted","saidAt":"2026-11-20T10:00:00Z","erpId":"a\u0000b"}""")]
    [InlineData("""{"acknowledgementId":"00000000-0000-0000-0000-000000000000","payloadHash":"HASH","status":"posted","saidAt":"2026-11-20T10:00:00Z"}""")]
    public async Task What_is_no_acknowledgement_is_refused_by_name_and_changes_nothing(string body)
    {
        var kept = (await _export.DocumentsAsync())[0];
        var answer = await AcknowledgeAsync(kept, body.Replace("HASH", kept.Standing.PayloadHash, StringComparison.Ordinal));
        Assert.Equal((400, "ACKNOWLEDGEMENT_MALFORMED"), Named(answer));
        Assert.NotEmpty(answer.Text("detail")!);
        Assert.All(await _export.DocumentsAsync(), each => Assert.Equal(DocumentState.Accepted, each.Standing.State));
    }

    [Fact]
    public async Task Questions_and_bodies_have_bounds()
    {
        foreach (var question in (string[])["state=lost", "limit=0", "limit=501", "limit=x", "after=nonsense"])
        {
            Assert.Equal((400, "QUESTION_MALFORMED"), Named(await GetAsync($"{Documents}?{question}")));
        }

        var kept = (await _export.DocumentsAsync())[0];
        Assert.Equal((413, "ACKNOWLEDGEMENT_TOO_LARGE"), Named(await AcknowledgeAsync(kept, new string(' ', 17 * 1024))));
    }

    [Fact]
    public async Task Only_targets_whose_adapter_is_outside_are_there()
    {
        Assert.Equal((404, "ERP_TARGET_UNKNOWN"), Named(await GetAsync("/v1/erp/nobody/documents")));
        Assert.Equal((404, "ERP_TARGET_UNKNOWN"), Named(await GetAsync($"/v1/erp/{RunningExport.OwnTarget}/documents")));
        Assert.Equal((404, "ERP_TARGET_UNKNOWN"), Named(await SendAsync(
            HttpMethod.Post, $"/v1/erp/{RunningExport.OwnTarget}/documents/CSV000001-00001/acknowledgement", "adapter", Body(1, new string('a', 64), "posted"))));
    }

    [Fact]
    public async Task A_request_needs_a_key_and_its_role()
    {
        var kept = (await _export.DocumentsAsync())[0];
        var post = $"{Documents}/{kept.Standing.Reference}/acknowledgement";
        var body = Body(1, kept.Standing.PayloadHash, "posted");
        foreach (var (method, path) in ((HttpMethod, string)[])[(HttpMethod.Get, Documents), (HttpMethod.Post, post)])
        {
            Assert.Equal((401, "ERP_KEY_MISSING"), Named(await SendAsync(method, path, null, body)));
            Assert.Equal((401, "ERP_KEY_UNKNOWN"), Named(await SendAsync(method, path, "nobody", body)));
        }

        Assert.Equal(200, (await SendAsync(HttpMethod.Get, Documents, "watcher", null)).Status);
        Assert.Equal((403, "ERP_ROLE_MISSING"), Named(await SendAsync(HttpMethod.Post, post, "watcher", body)));
        Assert.Equal(DocumentState.Accepted, (await _export.DocumentsAsync())[0].Standing.State);

        await using var closed = WorkerHost.Build(_export.Options with { ErpKeysPath = null }, _export.Databases);
        await closed.StartAsync(Ct);
        using var http = new HttpClient { BaseAddress = new Uri(closed.Urls.Single()) };
        Assert.Equal((503, "ERP_KEYS_NOT_SET"), Named(await SendAsync(HttpMethod.Get, Documents, "adapter", null, http)));
        await closed.StopAsync(Ct);
    }

    [Fact]
    public async Task While_the_database_is_away_it_says_so_and_the_same_word_counts_once_when_it_is_back()
    {
        var kept = (await _export.DocumentsAsync())[0];
        var direct = new NpgsqlConnectionStringBuilder(_export.Options.ErpDatabase);
        await using var link = FaultyLink.To(direct.Port).Open();
        var through = new NpgsqlConnectionStringBuilder(direct.ConnectionString) { Host = "127.0.0.1", Port = link.Port };
        var options = _export.Options with { ErpDatabase = through.ConnectionString };
        await using var databases = Databases.Of(options);
        await using var worker = WorkerHost.Build(options, databases);
        await worker.StartAsync(Ct);
        using var http = new HttpClient { BaseAddress = new Uri(worker.Urls.Single()), Timeout = TimeSpan.FromSeconds(30) };
        var path = $"{Documents}/{kept.Standing.Reference}/acknowledgement";
        var body = Body(10, kept.Standing.PayloadHash, "posted", """ "documentNumber":"10" """);
        Assert.Equal(200, (await SendAsync(HttpMethod.Get, Documents, "adapter", null, http)).Status);

        link.Cut();
        Assert.Equal((503, "ERP_STORAGE_AWAY"), Named(await SendAsync(HttpMethod.Get, Documents, "adapter", null, http)));
        Assert.Equal((503, "ERP_STORAGE_AWAY"), Named(await SendAsync(HttpMethod.Post, path, "adapter", body, http)));

        link.Open();
        var began = TimeProvider.System.GetTimestamp();
        while ((await SendAsync(HttpMethod.Post, path, "adapter", body, http)).Status != 200)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromSeconds(30));
            await Task.Delay(200, Ct);
        }

        Assert.Equal(DocumentState.Posted, (await _export.DocumentsAsync())[0].Standing.State);
        Assert.Equal(1, await _export.CountAsync($"select count(*) from erp_export.document where target = '{RunningExport.Target}' and state = 'posted'"));
        await worker.StopAsync(Ct);
    }

    static string Body(int number, string hash, string status, string? more = null) =>
        $$"""
        {"acknowledgementId":"{{DeterministicId.Of("api-ack", $"{number}")}}","payloadHash":"{{hash}}","status":"{{status}}",
         "saidAt":"2026-11-20T10:00:00Z"{{(more is null ? "" : $",{more}")}}}
        """;

    static (int, string?) Named(Answered answer) => (answer.Status, answer.Text("reason"));

    Task<Answered> GetAsync(string path) => SendAsync(HttpMethod.Get, path, "adapter", null);

    Task<Answered> AcknowledgeAsync(KeptDocument kept, string body) => AcknowledgeAsync(kept.Standing.Reference.Value, body);

    Task<Answered> AcknowledgeAsync(string reference, string body) =>
        SendAsync(HttpMethod.Post, $"{Documents}/{reference}/acknowledgement", "adapter", body);

    async Task<Answered> SendAsync(HttpMethod method, string path, string? holder, string? body, HttpClient? http = null)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = holder is null ? null : new AuthenticationHeaderValue("Bearer", RunningExport.Key(holder));
        request.Content = body is null || method == HttpMethod.Get ? null : new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await (http ?? _export.Http).SendAsync(request, Ct);
        var text = await response.Content.ReadAsStringAsync(Ct);
        return new Answered((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType, JsonDocument.Parse(text).RootElement);
    }

    sealed record Answered(int Status, string? MediaType, JsonElement Json)
    {
        public string? Text(string name) => Json.TryGetProperty(name, out var value) ? value.ToString() : null;
    }
}
