using System.Text;
using System.Text.Json;
using Ledger.MessageBus;
using Ledger.PaymentEvents;
using Microsoft.Extensions.DependencyInjection;
using RabbitMQ.Client;
using Xunit;

namespace Ledger.Storage.Tests.MessageBus;

/// <summary>CloudEvents in structured mode, as they come over bridges that do not keep headers.</summary>
public sealed class When_an_event_carries_its_attributes_inside : IAsyncLifetime
{
    readonly ScriptedConsumer _consumer = new();
    BusStage _stage = null!;

    public async ValueTask InitializeAsync()
    {
        _stage = await BusStage.OpenAsync();
        await _stage.StartAsync(
            _stage.Options, c => c.Add<ScriptedConsumer, PaymentEvent>(ConsumerQueues.Journal), services => services.AddSingleton(_consumer));
    }

    public ValueTask DisposeAsync() => _stage.DisposeAsync();

    [Theory]
    [InlineData("application/cloudevents+json")]
    [InlineData("application/CloudEvents+json; charset=utf-8")]
    public async Task It_is_read_without_any_header(string contentType)
    {
        await PublishAsync(contentType, Structured("ledger.payment.payout-paid.v1"));

        await BusStage.UntilAsync(() => Task.FromResult(!_consumer.Seen.IsEmpty), "the event");
        Assert.Equal(JsonSerializer.Serialize(BusStage.Event(3)), JsonSerializer.Serialize(_consumer.Seen.Single().Event));
    }

    [Fact]
    public async Task A_type_that_the_consumer_does_not_know_is_skipped_whole()
    {
        var body = Structured("org.example.other");
        await PublishAsync("application/cloudevents+json", body);

        Assert.Equal(body, Encoding.UTF8.GetString((await _stage.TakeAsync("journal.skipped")).Body.Span));
        Assert.Empty(_consumer.Seen);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"specversion":"1.0","id":"1","type":"ledger.payment.payout-paid.v1"}""")]
    [InlineData("""{"specversion":"1.0","id":"1","data":{}}""")]
    [InlineData("""{"type":"ledger.payment.payout-paid.v1","type":"ledger.payment.payout-paid.v1","data":{}}""")]
    [InlineData("""{"type":"ledger.payment.payout-paid.v1","data":{}}""")]
    [InlineData("""{"type":"ledger.payment.payout-paid.v1","data":""")]
    public async Task What_is_no_event_is_dead_lettered_at_once(string body)
    {
        await PublishAsync("application/cloudevents+json", body);

        var dead = await _stage.TakeAsync("journal.dead-letter");
        Assert.Equal(body, Encoding.UTF8.GetString(dead.Body.Span));
        Assert.Equal("not-as-documented", CloudEventHeaders.Text(dead.BasicProperties.Headers, FaultHeaders.Reason));
    }

    static string Structured(string type) =>
        $$"""
        {"specversion":"1.0","id":"0199e3a0-7d4e-7000-8000-000000000001","source":"/other","type":"{{type}}","datacontenttype":"application/json",
         "data":{{JsonSerializer.Serialize(BusStage.Event(3), PaymentEventJson.Default.PaymentEvent)}}}
        """;

    async Task PublishAsync(string contentType, string body) => await _stage.Channel.BasicPublishAsync(
        "ledger.payments", "to.journal", mandatory: true, new BasicProperties { ContentType = contentType }, Encoding.UTF8.GetBytes(body));
}
