using System.Net;
using System.Text;
using System.Xml.Linq;
using Ledger.Providers.Braintree;
using Ledger.ProviderSimulators;
using Xunit;
using static Ledger.Acceptance.Tests.Confirmation.BraintreeNotifications;

namespace Ledger.Acceptance.Tests.Confirmation;

/// <summary>The rules of the simulator's README, over HTTP; it needs no servers.</summary>
public sealed class When_Braintree_is_simulated : IAsyncLifetime
{
    const string Key = "private_of_the_simulator";

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
    public async Task It_answers_what_it_was_told_by_a_form_or_by_its_xml_alone()
    {
        _providers.Learn("braintree", new BraintreeProvider().Sign(Settled("t1"), "public|private", default).Body);
        _providers.Learn("braintree", Disputed("d1", "t1"));

        var sale = await ReadAsync("transactions/t1");
        var dispute = await ReadAsync("disputes/d1");

        Assert.Equal(("transaction", "settled", "49.90", "EUR"), (sale.Name.LocalName, Text(sale, "status"), Text(sale, "amount"), Text(sale, "currency-iso-code")));
        Assert.Equal(("dispute", "open", "39.90"), (dispute.Name.LocalName, Text(dispute, "status"), Text(dispute, "amount-disputed")));
    }

    [Fact]
    public async Task What_a_notification_leaves_out_stays_and_each_status_is_kept_with_its_amount()
    {
        foreach (var notification in new[] { Authorized("t2"), Settled("t2", "20.00"), Disbursed("t2"), Refunded("r2", "t2"), Refunded("r2", "t2") })
        {
            _providers.Learn("braintree", notification);
        }

        var sale = await ReadAsync("transactions/t2");

        Assert.Equal(("settled", "sale", "EUR", "order-t2"), (Text(sale, "status"), Text(sale, "type"), Text(sale, "currency-iso-code"), Text(sale, "order-id")));
        Assert.Equal("array", (string?)sale.Element("status-history")!.Attribute("type"));
        Assert.Equal(
            ["authorized 49.90", "settled 20.00"],
            sale.Element("status-history")!.Elements("status-event").Select(step => $"{Text(step, "status")} {Text(step, "amount")}"));
        Assert.Equal(["r2"], sale.Element("refund-ids")!.Elements("item").Select(item => item.Value));
        Assert.Equal("t2", Text(await ReadAsync("transactions/r2"), "refunded-transaction-id"));
    }

    [Theory]
    [InlineData("transactions/unknown", "public", Key, "6", HttpStatusCode.NotFound)]
    [InlineData("disputes/t3", "public", Key, "6", HttpStatusCode.NotFound)]
    [InlineData("subscriptions/t3", "public", Key, "6", HttpStatusCode.NotFound)]
    [InlineData("transactions/t3", "public", "other", "6", HttpStatusCode.Unauthorized)]
    [InlineData("transactions/t3", "", Key, "6", HttpStatusCode.Unauthorized)]
    [InlineData("transactions/t3", "restricted_key", Key, "6", HttpStatusCode.Forbidden)]
    [InlineData("transactions/t3", "public", Key, "", HttpStatusCode.UpgradeRequired)]
    [InlineData("transactions/t3", "public", Key, "6", HttpStatusCode.OK)]
    public async Task Whom_it_does_not_let_in_and_what_it_does_not_have_is_told_by_the_status_alone(
        string path, string publicKey, string privateKey, string version, HttpStatusCode status)
    {
        _providers.Learn("braintree", Settled("t3"));

        using var answer = await CallAsync(path, publicKey, privateKey, version);

        Assert.Equal(status, answer.StatusCode);
        Assert.Equal(status != HttpStatusCode.OK, (await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).Length == 0);
    }

    [Theory]
    [InlineData(SimulatedFault.Throttle, HttpStatusCode.TooManyRequests)]
    [InlineData(SimulatedFault.ServerError, HttpStatusCode.InternalServerError)]
    [InlineData(SimulatedFault.Unavailable, HttpStatusCode.ServiceUnavailable)]
    public async Task Faults_come_as_they_were_armed(SimulatedFault fault, HttpStatusCode status)
    {
        _providers.FaultsOf("braintree").Arm(fault);

        using var answer = await CallAsync("transactions/t4", "public", Key, "6");

        Assert.Equal(status, answer.StatusCode);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("<transaction><id>t5</id></transaction>")]
    [InlineData("<!DOCTYPE n []><notification><kind>check</kind><subject/></notification>")]
    [InlineData("bt_payload=%3D")]
    [InlineData("bt_signature=x")]
    public void What_is_no_notification_teaches_nothing(string body) =>
        Assert.Throws<ArgumentException>(() => _providers.Learn("braintree", Encoding.UTF8.GetBytes(body)));

    async Task<XElement> ReadAsync(string path)
    {
        using var answer = await CallAsync(path, "public", Key, "6");
        Assert.Equal((HttpStatusCode.OK, "application/xml"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        return XElement.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    async Task<HttpResponseMessage> CallAsync(string path, string publicKey, string privateKey, string version)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{_providers.AddressOf("braintree")}/merchants/demo_merchant/{path}");
        var pair = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{publicKey}:{privateKey}"));
        request.Headers.TryAddWithoutValidation("Authorization", $"Basic {pair}");
        request.Headers.TryAddWithoutValidation("X-ApiVersion", version);
        return await _http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    static string? Text(XElement element, string name) => (string?)element.Element(name);
}
