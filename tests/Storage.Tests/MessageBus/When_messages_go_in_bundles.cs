using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Ledger.MessageBus;
using Ledger.MessageBus.Bundling;
using Ledger.PaymentEvents;
using Microsoft.Extensions.DependencyInjection;
using RabbitMQ.Client;
using Xunit;

namespace Ledger.Storage.Tests.MessageBus;

public sealed class When_messages_go_in_bundles : IAsyncLifetime
{
    const string Queue = "inventory";
    readonly ScriptedConsumer _consumer = new();
    BusStage _stage = null!;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _stage = await BusStage.OpenAsync();

    public ValueTask DisposeAsync() => _stage.DisposeAsync();

    [Fact]
    public async Task Many_at_once_take_few_messages_and_each_reaches_the_consumer_once_under_its_own_trace()
    {
        var gateway = await _stage.StartAsync(_stage.Options, consumers: null);
        var publisher = gateway.GetRequiredService<IMessagePublisher>();
        var traces = await Task.WhenAll(Enumerable.Range(0, 200).Select(async n =>
        {
            using var request = new Activity("request").Start();
            await publisher.PublishAsync(BusStage.Event(n), Ct);
            return (BusStage.Event(n).EventId, Trace: request.TraceId.ToString());
        }));
        Assert.InRange(await _stage.CountAsync("journal"), 4u, 60u);
        Assert.InRange(await _stage.CountAsync(Queue), 4u, 60u);

        await StartAsync(_stage.Options);
        await SeenAsync(200);

        await BusStage.UntilAsync(async () => await _stage.CountAsync(Queue) == 0, "the acknowledgements");
        Assert.Equal(traces.Order(), _consumer.Seen.Select(seen => (seen.Event.EventId, seen.Trace!)).Order());
        Assert.Equal(
            JsonSerializer.Serialize(BusStage.Event(7)),
            JsonSerializer.Serialize(_consumer.Seen.Single(seen => seen.Event.PaymentId == "pi_7").Event));
    }

    [Fact]
    public async Task One_alone_goes_as_it_is()
    {
        var gateway = await _stage.StartAsync(_stage.Options, consumers: null);

        await gateway.GetRequiredService<IMessagePublisher>().PublishAsync(BusStage.Event(1), Ct);

        var got = await _stage.TakeAsync(Queue);
        Assert.Equal("application/json", got.BasicProperties.ContentType);
        Assert.Equal(BusStage.Event(1).EventId.ToString(), got.BasicProperties.MessageId);
        Assert.Equal("ledger.payment.capture-succeeded.v1", Header(got, CloudEventHeaders.Type));
    }

    [Fact]
    public async Task A_bundle_is_the_batch_format_of_CloudEvents_which_any_language_reads()
    {
        await SendBundleAsync([Element(1), Element(2)]);

        var got = await _stage.TakeAsync(Queue);
        using var batch = JsonDocument.Parse(got.Body);
        var second = batch.RootElement[1];
        Assert.Equal("application/cloudevents-batch+json", got.BasicProperties.ContentType);
        Assert.Equal("1.0", second.GetProperty("specversion").GetString());
        Assert.Equal("ledger.payment.capture-succeeded.v1", second.GetProperty("type").GetString());
        Assert.Equal("/ledger/stripe/acct_1", second.GetProperty("source").GetString());
        Assert.Equal("application/json", second.GetProperty("datacontenttype").GetString());
        Assert.Equal("pi_2", second.GetProperty("data").GetProperty("paymentId").GetString());
        Assert.Equal(["pi_1", "pi_2"], Bundle.Read(got.Body).Messages.Select(
            message => JsonSerializer.Deserialize(message.Body.Span, PaymentEventJson.Default.PaymentEvent)!.PaymentId));
    }

    [Fact]
    public async Task One_that_fails_is_queued_by_itself_and_dead_lettered_as_if_it_had_come_alone()
    {
        _consumer.Does = e => e.PaymentId == "pi_2" ? throw new InvalidOperationException("poison") : Task.CompletedTask;
        await StartAsync(_stage.Options with { RetryDelays = [TimeSpan.FromMilliseconds(10)] });

        await SendBundleAsync([Element(1), Element(2), Element(3)]);

        var dead = await _stage.TakeAsync("inventory.dead-letter");
        Assert.Equal(BusStage.Event(2).EventId.ToString(), dead.BasicProperties.MessageId);
        Assert.Equal("ledger.payment.capture-succeeded.v1", Header(dead, CloudEventHeaders.Type));
        Assert.Equal("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", Header(dead, CloudEventHeaders.TraceParent));
        Assert.Equal("failed-repeatedly", Header(dead, FaultHeaders.Reason));
        Assert.Equal(Body(2), Encoding.UTF8.GetString(dead.Body.Span));
        Assert.Equal(["pi_1", "pi_2", "pi_2", "pi_2", "pi_3"], _consumer.Seen.Select(seen => seen.Event.PaymentId).Order());
        await BusStage.UntilAsync(async () => await _stage.CountAsync(Queue) == 0, "the acknowledgements");
    }

    [Fact]
    public async Task One_that_nobody_knows_is_skipped_and_one_that_cannot_be_read_is_dead_lettered_the_rest_is_processed()
    {
        await StartAsync(_stage.Options);

        await SendBundleAsync(
            [Element(1), Element(2, "ledger.payment.capture-invented.v1"), Element(3, body: """{"schemaVersion":1}"""), Element(4, type: null)]);

        var skipped = await _stage.TakeAsync("inventory.skipped");
        var dead = new[] { await _stage.TakeAsync("inventory.dead-letter"), await _stage.TakeAsync("inventory.dead-letter") };
        Assert.Equal(BusStage.Event(2).EventId.ToString(), skipped.BasicProperties.MessageId);
        Assert.Equal(
            new[] { 3, 4 }.Select(n => BusStage.Event(n).EventId.ToString()).Order(),
            dead.Select(message => message.BasicProperties.MessageId!).Order());
        Assert.All(dead, message => Assert.Equal("not-as-documented", Header(message, FaultHeaders.Reason)));
        await SeenAsync(1);
        Assert.Equal("pi_1", _consumer.Seen.Single().Event.PaymentId);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("""[{"id":1}]""")]
    [InlineData("""[{"id":"a"},""")]
    [InlineData("""[{"id":"a","id":"b"}]""")]
    [InlineData("[] []")]
    [InlineData("nothing")]
    public async Task What_is_no_bundle_is_dead_lettered_whole(string body)
    {
        await StartAsync(_stage.Options);

        await SendBundleAsync(body);

        var dead = await _stage.TakeAsync("inventory.dead-letter");
        Assert.Equal(body, Encoding.UTF8.GetString(dead.Body.Span));
        Assert.Equal("not-as-documented", Header(dead, FaultHeaders.Reason));
        Assert.Empty(_consumer.Seen);
    }

    [Fact]
    public async Task While_the_world_is_away_the_bundle_waits_and_then_comes_whole()
    {
        var away = true;
        _consumer.Does = e => away && e.PaymentId == "pi_2" ? throw new TimeoutException("the database is away") : Task.CompletedTask;
        await StartAsync(_stage.Options);

        await SendBundleAsync([Element(1), Element(2), Element(3)]);
        await SeenAsync(3);
        away = false;
        await SeenAsync(6);

        await BusStage.UntilAsync(async () => await _stage.CountAsync(Queue) == 0, "the acknowledgement");
        Assert.Equal(0u, await _stage.CountAsync("inventory.dead-letter"));
        Assert.Equal(
            ["pi_1", "pi_1", "pi_2", "pi_2", "pi_3", "pi_3"], _consumer.Seen.Select(seen => seen.Event.PaymentId).Order());
    }

    // Its first message ends each process that takes it; that is not to cost the others.
    [Fact]
    public async Task One_over_which_process_after_process_ends_is_taken_apart_before_the_broker_sets_it_aside()
    {
        await SendBundleAsync([Element(1), Element(2), Element(3)]);
        for (var crash = 0; crash < _stage.Options.DeliveryLimit * 3 / 4; crash++)
        {
            await _stage.TakeAndCrashAsync(Queue);
        }

        await StartAsync(_stage.Options);
        await SeenAsync(3);

        // Only what comes by itself has an id of its own here.
        Assert.Equal(
            new[] { 1, 2, 3 }.Select(n => (Guid?)BusStage.Event(n).EventId).Order(), _consumer.Seen.Select(seen => seen.MessageId).Order());
        Assert.Equal(0u, await _stage.CountAsync("inventory.dead-letter"));
    }

    [Fact]
    public async Task Nobody_is_told_that_it_is_stored_when_the_addressed_queue_is_gone()
    {
        var gateway = await _stage.StartAsync(_stage.Options, consumers: null);
        var publisher = gateway.GetRequiredService<IMessagePublisher>();
        await _stage.Channel.QueueDeleteAsync(Queue);

        var told = await Task.WhenAll(Enumerable.Range(0, 100).Select(
            async n => await Record.ExceptionAsync(() => publisher.PublishAsync(BusStage.Event(n), Ct))));

        // A return names no queue but an id: the first, which goes by itself, is told for its twin as well.
        Assert.All(told, failure => Assert.Contains("No queue takes messages", Assert.IsType<PublishFailedException>(failure).Message));
    }

    Task StartAsync(BusOptions options) => _stage.StartAsync(
        options, c => c.Add<ScriptedConsumer, PaymentEvent>(ConsumerQueues.Inventory),
        services => services.AddSingleton(_consumer));

    Task SeenAsync(int count) => BusStage.UntilAsync(() => Task.FromResult(_consumer.Seen.Count >= count), $"{count} messages");

    Task SendBundleAsync(IEnumerable<string> elements) => SendBundleAsync($"[{string.Join(',', elements)}]");

    async Task SendBundleAsync(string body) => await _stage.Channel.BasicPublishAsync(
        "ledger.payments", "to.inventory", mandatory: true,
        new BasicProperties { MessageId = "bundle", ContentType = Bundle.ContentType }, Encoding.UTF8.GetBytes(body));

    static string Body(int n) => JsonSerializer.Serialize(BusStage.Event(n), PaymentEventJson.Default.PaymentEvent);

    static string Element(int n, string? type = "ledger.payment.capture-succeeded.v1", string? body = null) =>
        $$"""
        {"specversion":"1.0","id":"{{BusStage.Event(n).EventId}}","source":"/ledger/stripe/acct_1",{{(type is null ? "" : $"\"type\":\"{type}\",")}}
        "subject":"s","time":"2026-11-20T09:00:00.0000000Z","traceparent":"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "datacontenttype":"application/json","data":{{body ?? Body(n)}}}
        """;

    static string? Header(BasicGetResult message, string name) => CloudEventHeaders.Text(message.BasicProperties.Headers, name);
}
