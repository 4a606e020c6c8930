using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Ledger.MessageBus;
using Ledger.PaymentEvents;
using Microsoft.Extensions.DependencyInjection;
using RabbitMQ.Client;
using Xunit;

namespace Ledger.Storage.Tests.MessageBus;

public sealed class When_a_message_is_consumed : IAsyncLifetime
{
    readonly ScriptedConsumer _consumer = new();
    BusStage _stage = null!;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _stage = await BusStage.OpenAsync();

    public ValueTask DisposeAsync() => _stage.DisposeAsync();

    [Fact]
    public async Task The_consumer_sees_the_same_event_and_the_same_trace()
    {
        var publisher = await StartAsync(_stage.Options);
        using var request = new Activity("request").Start();

        await publisher.PublishAsync(BusStage.Event(1), Ct);
        await SeenAsync(1);

        var (seen, messageId, trace) = _consumer.Seen.Single();
        Assert.Equal(JsonSerializer.Serialize(BusStage.Event(1)), JsonSerializer.Serialize(seen));
        Assert.Equal(BusStage.Event(1).EventId, messageId);
        Assert.Equal(request.TraceId.ToString(), trace);
        await BusStage.UntilAsync(async () => await _stage.CountAsync("journal") == 0, "the acknowledgement");
    }

    [Fact]
    public async Task What_waited_before_the_consumer_first_ran_is_consumed()
    {
        var gateway = await _stage.StartAsync(_stage.Options, consumers: null);
        var publisher = gateway.GetRequiredService<IMessagePublisher>();
        await Task.WhenAll(Enumerable.Range(0, 200).Select(
            n => publisher.PublishAsync(BusStage.Event(n), Ct)));

        await StartAsync(_stage.Options);

        await SeenAsync(200);
        Assert.Equal(200, _consumer.Seen.DistinctBy(s => s.Event.EventId).Count());
    }

    [Fact]
    public async Task The_bus_is_ready_once_every_queue_has_its_consumer()
    {
        var services = await _stage.StartAsync(
            _stage.Options, c => c.Add<ScriptedConsumer, PaymentEvent>(ConsumerQueues.Journal), WithConsumer);
        var ready = services.GetRequiredService<BusReady>();

        await ready.WaitAsync(Ct);

        Assert.True(ready.Now.Ready);
        Assert.Empty(ready.Now.Missing);
        Assert.Equal(1u, (await _stage.Channel.QueueDeclarePassiveAsync("journal")).ConsumerCount);
    }

    [Fact]
    public async Task Input_that_is_not_as_documented_is_dead_lettered_at_once()
    {
        var bodies = new Dictionary<string, string>
        {
            ["not-json"] = "{\"a\":",
            ["wrong-type"] = "[]",
            ["fields-missing"] = """{"schemaVersion":1}""",
            ["null"] = "null",
            ["empty"] = "",
        };
        await StartAsync(_stage.Options);
        foreach (var (id, body) in bodies)
        {
            await PublishRawAsync(id, body, "ledger.payment.capture-succeeded.v1");
        }

        foreach (var _ in bodies)
        {
            var dead = await _stage.TakeAsync("journal.dead-letter");
            Assert.Equal(bodies[dead.BasicProperties.MessageId!], Encoding.UTF8.GetString(dead.Body.Span));
            Assert.Equal("not-as-documented", Header(dead, FaultHeaders.Reason));
            Assert.Equal("System.Text.Json.JsonException", Header(dead, FaultHeaders.Exception));
            Assert.Equal("1", Header(dead, FaultHeaders.Attempts));
        }

        Assert.Empty(_consumer.Seen);
    }

    [Fact]
    public async Task A_message_without_a_type_is_dead_lettered_because_nobody_can_say_what_it_is()
    {
        await StartAsync(_stage.Options);

        await PublishRawAsync("untyped", "{}", type: null);

        var dead = await _stage.TakeAsync("journal.dead-letter");
        Assert.Contains("cloudEvents_type", Header(dead, FaultHeaders.Message));
    }

    [Theory]
    [InlineData("ledger.payment.capture-succeeded.v2")]
    [InlineData("ledger.payment.capture-invented.v1")]
    [InlineData("org.example.other")]
    public async Task A_type_the_consumer_does_not_know_is_skipped(string type)
    {
        await StartAsync(_stage.Options);

        await PublishRawAsync("newer", """{"from":"the future"}""", type);

        var skipped = await _stage.TakeAsync("journal.skipped");
        Assert.Equal("""{"from":"the future"}""", Encoding.UTF8.GetString(skipped.Body.Span));
        Assert.Equal("newer", skipped.BasicProperties.MessageId);
        Assert.Equal(type, Header(skipped, CloudEventHeaders.Type));
        Assert.Equal("type-not-known", Header(skipped, FaultHeaders.Reason));
        Assert.Equal(0u, await _stage.CountAsync("journal.dead-letter"));
        Assert.Empty(_consumer.Seen);
    }

    [Fact]
    public async Task Another_content_type_or_none_does_not_matter()
    {
        await StartAsync(_stage.Options);
        var body = JsonSerializer.SerializeToUtf8Bytes(BusStage.Event(3), PaymentEventJson.Default.PaymentEvent);

        foreach (var contentType in (string?[])[null, "application/cloudevents+json", "???", "text/plain"])
        {
            var properties = new BasicProperties
            {
                ContentType = contentType,
                Headers = new Dictionary<string, object?> { ["cloudEvents:type"] = "ledger.payment.payout-paid.v1" },
            };
            await _stage.Channel.BasicPublishAsync("ledger.payments", "to.journal", mandatory: true, properties, body);
        }

        await SeenAsync(4);
        Assert.Equal(0u, await _stage.CountAsync("journal.dead-letter"));
    }

    [Fact]
    public async Task A_FormatException_of_the_consumer_is_dead_lettered_at_once()
    {
        _consumer.Does = _ => throw new FormatException("amount 'x' is no number");
        var publisher = await StartAsync(_stage.Options);

        await publisher.PublishAsync(BusStage.Event(1), Ct);

        var dead = await _stage.TakeAsync("journal.dead-letter");
        Assert.Equal("1", Header(dead, FaultHeaders.Attempts));
        Assert.Single(_consumer.Seen);
    }

    [Fact]
    public async Task Our_own_failure_is_tried_four_times_and_then_dead_lettered_with_body_headers_and_id_untouched()
    {
        _consumer.Does = _ => throw new InvalidOperationException(
            $"failed on card 4242424242424242 and 4000 0566 5566 5556; {new string('x', 20_000)}");
        var publisher = await StartAsync(_stage.Options with
        {
            RetryDelays = [TimeSpan.FromMilliseconds(10), TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(30)],
        });

        await publisher.PublishAsync(BusStage.Event(1), Ct);

        var dead = await _stage.TakeAsync("journal.dead-letter");
        Assert.Equal(4, _consumer.Seen.Count);
        Assert.Equal("4", Header(dead, FaultHeaders.Attempts));
        Assert.Equal("failed-repeatedly", Header(dead, FaultHeaders.Reason));
        Assert.Equal("System.InvalidOperationException", Header(dead, FaultHeaders.Exception));
        Assert.StartsWith(
            "failed on card ************4242 and ***************5556;", Header(dead, FaultHeaders.Message));
        Assert.InRange(Header(dead, FaultHeaders.Message)!.Length, 8_000, 8_192);
        Assert.Contains("ScriptedConsumer", Header(dead, FaultHeaders.Stack));
        Assert.Equal("journal", Header(dead, FaultHeaders.Queue));
        Assert.True(DateTimeOffset.TryParse(Header(dead, FaultHeaders.At), out _));
        Assert.Equal(BusStage.Event(1).EventId.ToString(), dead.BasicProperties.MessageId);
        Assert.Equal("ledger.payment.capture-succeeded.v1", Header(dead, CloudEventHeaders.Type));
        Assert.Equal(
            JsonSerializer.SerializeToUtf8Bytes(BusStage.Event(1), PaymentEventJson.Default.PaymentEvent),
            dead.Body.ToArray());
        Assert.Equal(0u, await _stage.CountAsync("journal.skipped"));
    }

    [Fact]
    public async Task A_failure_that_passes_costs_nothing_but_a_retry()
    {
        _consumer.Does = _ =>
            _consumer.Seen.Count > 1 ? Task.CompletedTask : throw new InvalidOperationException("once");
        var publisher = await StartAsync(_stage.Options);

        await publisher.PublishAsync(BusStage.Event(1), Ct);
        await SeenAsync(2);

        await BusStage.UntilAsync(async () => await _stage.CountAsync("journal") == 0, "the acknowledgement");
        await _stage.StopHostsAsync();
        Assert.Equal(0u, await _stage.CountAsync("journal"));
        Assert.Equal(0u, await _stage.CountAsync("journal.dead-letter"));
        Assert.Equal(0u, await _stage.CountAsync("journal.skipped"));
    }

    [Fact]
    public async Task A_poison_message_does_not_hold_up_the_others()
    {
        _consumer.Does = e =>
            e.PaymentId == "pi_0" ? throw new InvalidOperationException("poison") : Task.CompletedTask;
        var publisher = await StartAsync(_stage.Options with { RetryDelays = [TimeSpan.FromSeconds(15)] });
        await publisher.PublishAsync(BusStage.Event(0), Ct);
        var clock = Stopwatch.StartNew();

        await Task.WhenAll(Enumerable.Range(1, 100).Select(
            n => publisher.PublishAsync(BusStage.Event(n), Ct)));
        await SeenAsync(101);

        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(12), $"{clock.Elapsed}");
    }

    async Task<IMessagePublisher> StartAsync(BusOptions options)
    {
        var services = await _stage.StartAsync(
            options, c => c.Add<ScriptedConsumer, PaymentEvent>(ConsumerQueues.Journal), WithConsumer);
        return services.GetRequiredService<IMessagePublisher>();
    }

    void WithConsumer(IServiceCollection services) => services.AddSingleton(_consumer);

    Task SeenAsync(int count) =>
        BusStage.UntilAsync(() => Task.FromResult(_consumer.Seen.Count >= count), $"{count} messages");

    async Task PublishRawAsync(string id, string body, string? type) => await _stage.Channel.BasicPublishAsync(
        "ledger.payments", "to.journal", mandatory: true, new BasicProperties
        {
            MessageId = id,
            Headers = type is null ? [] : new Dictionary<string, object?> { [CloudEventHeaders.Type] = type },
        }, Encoding.UTF8.GetBytes(body));

    static string? Header(BasicGetResult message, string name) =>
        CloudEventHeaders.Text(message.BasicProperties.Headers, name);
}
