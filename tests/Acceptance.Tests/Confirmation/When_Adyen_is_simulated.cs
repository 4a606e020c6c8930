using System.Net;
using System.Text;
using System.Text.Json;
using Ledger.ProviderSimulators;
using Xunit;
using static Ledger.Acceptance.Tests.Confirmation.AdyenTransferMessages;

namespace Ledger.Acceptance.Tests.Confirmation;

/// <summary>The rules of the simulator's README, over HTTP; it needs no servers.</summary>
public sealed class When_Adyen_is_simulated : IAsyncLifetime
{
    const string Key = "AQE_key_of_the_simulator==-x.{%";

    readonly HttpClient _http = new();
    RunningProviders _providers = null!;

    public async ValueTask InitializeAsync() =>
        _providers = await RunningProviders.StartAsync(Key, "http://127.0.0.1:0", TimeProvider.System, TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _providers.DisposeAsync();
    }

    [Fact]
    public async Task It_answers_the_transfer_without_an_envelope()
    {
        _providers.Learn("adyen", Payout("PAYOUT0000000001", 1, "received"));

        var transfer = await ReadAsync("PAYOUT0000000001");

        Assert.Equal(
            ("PAYOUT0000000001", "received", 98_000),
            (Text(transfer, "id"), Text(transfer, "status"), transfer.GetProperty("amount").GetProperty("value").GetInt64()));
        Assert.False(transfer.TryGetProperty("data", out _));
    }

    [Fact]
    public async Task Events_lead_up_to_the_status_and_a_late_webhook_takes_nothing_back()
    {
        foreach (var (sequence, status) in new[] { (1, "received"), (3, "booked"), (2, "authorised"), (3, "booked"), (4, "returned") })
        {
            _providers.Learn("adyen", Payout("PAYOUT0000000002", sequence, status));
        }

        var transfer = await ReadAsync("PAYOUT0000000002");

        Assert.Equal("returned", Text(transfer, "status"));
        Assert.Equal(
            ["received", "booked", "returned"], transfer.GetProperty("events").EnumerateArray().Select(step => Text(step, "status")));
    }

    [Fact]
    public async Task Events_that_a_webhook_lists_are_answered_as_they_are()
    {
        var webhook = Encoding.UTF8.GetString(Payout("PAYOUT0000000003", 2, "refused"))
            .Replace("\"sequenceNumber\"", "\"events\":[{\"status\":\"cancelled\"}],\"sequenceNumber\"", StringComparison.Ordinal);

        _providers.Learn("adyen", Encoding.UTF8.GetBytes(webhook)); // As an example of Adyen's schema has it.

        Assert.Equal(
            ["cancelled"], (await ReadAsync("PAYOUT0000000003")).GetProperty("events").EnumerateArray().Select(step => Text(step, "status")));
    }

    [Fact]
    public async Task Answers_may_be_older_than_what_was_sent()
    {
        _providers.Learn("adyen", Payout("PAYOUT0000000004", 1, "received"));
        _providers.ObjectsOf("adyen").Staleness = TimeSpan.FromMinutes(1);

        using var answer = await CallAsync("/btl/v4/transfers/PAYOUT0000000004", ("X-API-Key", Key));

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Theory]
    [InlineData("X-API-Key", Key, HttpStatusCode.OK, null)]
    [InlineData("X-API-Key", "restricted_" + Key, HttpStatusCode.Forbidden, "00_403")]
    [InlineData("X-API-Key", "another", HttpStatusCode.Unauthorized, "00_401")]
    [InlineData("X-API-Key", "", HttpStatusCode.Unauthorized, "00_401")]
    [InlineData("Authorization", "Bearer " + Key, HttpStatusCode.Unauthorized, "00_401")]
    [InlineData("Authorization", "Basic ws@Company.Tea:" + Key, HttpStatusCode.OK, null)]
    [InlineData("Authorization", "Basic somebody:" + Key, HttpStatusCode.Unauthorized, "00_401")]
    [InlineData("Authorization", "Basic ws@Company.Tea:another", HttpStatusCode.Unauthorized, "00_401")]
    public async Task Who_is_let_in_is_told_by_the_key(string header, string value, HttpStatusCode status, string? code)
    {
        _providers.Learn("adyen", Payout("PAYOUT0000000005", 1, "received"));
        var sent = value.StartsWith("Basic ", StringComparison.Ordinal)
            ? $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes(value["Basic ".Length..]))}"
            : value;

        using var answer = await CallAsync("/btl/v4/transfers/PAYOUT0000000005", (header, sent));

        Assert.Equal((status, code), (answer.StatusCode, code is null ? null : await ErrorAsync(answer)));
    }

    [Theory]
    [InlineData("/btl/v4/transfers/UNKNOWN")]
    [InlineData("/btl/v4/transfers/")]
    [InlineData("/btl/v3/transfers/PAYOUT0000000006")]
    [InlineData("/btl/v4/transactions/PAYOUT0000000006")]
    [InlineData("/btl/v4/transfers/TEAPAY0000000W82")] // A payment is no transfer.
    public async Task What_it_does_not_have_is_not_found(string path)
    {
        _providers.Learn("adyen", Payout("PAYOUT0000000006", 1, "received"));
        _providers.Learn("adyen", Captured("TEAPAY0000000W82", "TEACAP0000000W82"));

        using var answer = await CallAsync(path, ("X-API-Key", Key));

        Assert.Equal((HttpStatusCode.NotFound, "30_112"), (answer.StatusCode, await ErrorAsync(answer)));
    }

    [Theory]
    [InlineData(SimulatedFault.Throttle, HttpStatusCode.TooManyRequests)]
    [InlineData(SimulatedFault.SignedOut, HttpStatusCode.Unauthorized)]
    [InlineData(SimulatedFault.ServerError, HttpStatusCode.InternalServerError)]
    [InlineData(SimulatedFault.Unavailable, HttpStatusCode.ServiceUnavailable)]
    public async Task Faults_come_as_they_were_armed_and_in_Adyens_form(SimulatedFault fault, HttpStatusCode status)
    {
        _providers.FaultsOf("adyen").Arm(fault);

        using var answer = await CallAsync("/btl/v4/transfers/PAYOUT0000000007", ("X-API-Key", Key));

        Assert.Equal(status, answer.StatusCode);
        Assert.Equal(fault == SimulatedFault.Throttle, answer.Headers.RetryAfter is not null);
        Assert.Equal($"00_{(int)status}", await ErrorAsync(answer));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"type":"balancePlatform.transfer.created"}""")]
    [InlineData("""{"type":7,"data":{"id":"PAYOUT0000000008"}}""")]
    [InlineData("""{"id":"evt_1","object":"event"}""")]
    public void What_is_no_webhook_teaches_nothing(string body) =>
        Assert.Throws<ArgumentException>(() => _providers.Learn("adyen", Encoding.UTF8.GetBytes(body)));

    async Task<JsonElement> ReadAsync(string id)
    {
        using var answer = await CallAsync($"/btl/v4/transfers/{id}", ("X-API-Key", Key));
        Assert.Equal((HttpStatusCode.OK, "application/json"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        return JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).RootElement;
    }

    async Task<HttpResponseMessage> CallAsync(string path, (string Name, string Value) signed)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{_providers.AddressOf("adyen")}{path}");
        request.Headers.TryAddWithoutValidation(signed.Name, signed.Value);
        return await _http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    /// <summary>The code of an error that has all that Adyen's schema demands of one.</summary>
    static async Task<string?> ErrorAsync(HttpResponseMessage answer)
    {
        var error = JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).RootElement;
        Assert.Equal((int)answer.StatusCode, error.GetProperty("status").GetInt32());
        Assert.All(["type", "title", "detail"], name => Assert.NotEqual("", Text(error, name)));
        return Text(error, "errorCode");
    }

    static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();
}
