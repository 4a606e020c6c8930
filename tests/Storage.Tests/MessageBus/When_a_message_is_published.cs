using System.Diagnostics;
using System.Text;
using Ledger.MessageBus;
using Ledger.MessageBus.Publishing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using RabbitMQ.Client;
using Xunit;

namespace Ledger.Storage.Tests.MessageBus;

public sealed class When_a_message_is_published : IAsyncLifetime
{
    BusStage _stage = null!;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _stage = await BusStage.OpenAsync();

    public ValueTask DisposeAsync() => _stage.DisposeAsync();

    [Fact]
    public async Task It_reaches_every_queue_although_no_consumer_has_ever_run()
    {
        var services = await _stage.StartAsync(_stage.Options, consumers: null);
        var publisher = services.GetRequiredService<IMessagePublisher>();

        await publisher.PublishAsync(BusStage.Event(1), Ct);
        await publisher.PublishAsync(BusStage.Delivery(1), Ct);

        Assert.Equal(1u, await _stage.CountAsync("journal"));
        Assert.Equal(1u, await _stage.CountAsync("evidence"));
    }

    [Fact]
    public async Task The_wire_holds_plain_JSON_and_CloudEvents_headers_and_nothing_of_ours_or_the_library()
    {
        var services = await _stage.StartAsync(_stage.Options, consumers: null);
        // A classic queue, as a foreign subscriber may have: quorum queues add a header of their own on delivery.
        await _stage.Channel.QueueDeclareAsync("subscriber", durable: false, exclusive: true, autoDelete: true);
        await _stage.Channel.QueueBindAsync("subscriber", "ledger.payments", "payment.#");
        var sent = BusStage.Event(7);
        using (new Activity("request").Start())
        {
            await services.GetRequiredService<IMessagePublisher>().PublishAsync(sent, Ct);
        }

        var got = await _stage.TakeAsync("subscriber");

        Assert.Equal("ledger.payments", got.Exchange);
        Assert.Equal("payment.capture-succeeded.stripe", got.RoutingKey);
        Assert.Equal(
            $$$"""
            {"schemaVersion":1,"eventId":"{{{sent.EventId}}}","messageKey":"{{{sent.MessageKey}}}",
            "class":"capture-succeeded","subject":"payment","provider":"stripe","account":"acct_1",
            "providerEventId":"evt_7","providerEventType":"charge.captured","providerObjectId":"ch_7",
            "paymentId":"pi_7","occurredAt":"2026-11-20T09:00:00+00:00",
            "receivedAt":"2026-11-20T09:00:01+00:00","amounts":{"gross":{"minorUnits":1050,
            "currency":"EUR"}},"orderLines":[],"livemode":false,"deliveryId":"{{{sent.DeliveryId}}}",
            "bodySha256":"0000000000000000000000000000000000000000000000000000000000000000",
            "completeness":"complete"}
            """.ReplaceLineEndings(""),
            Encoding.UTF8.GetString(got.Body.Span));
        Assert.Equal("application/json", got.BasicProperties.ContentType);
        Assert.Equal(sent.EventId.ToString(), got.BasicProperties.MessageId);
        Assert.True(got.BasicProperties.Persistent);
        var headers = got.BasicProperties.Headers!.Keys.ToDictionary(
            name => name, name => CloudEventHeaders.Text(got.BasicProperties.Headers, name));
        var trace = headers["traceparent"];
        headers.Remove("traceparent");
        Assert.Matches("^00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]$", trace);
        Assert.Equal(
            [
                $"cloudEvents_id={sent.EventId}",
                "cloudEvents_source=/ledger/stripe/acct_1",
                "cloudEvents_specversion=1.0",
                "cloudEvents_subject=payment/stripe/acct_1/pi_7",
                "cloudEvents_time=2026-11-20T09:00:00.0000000Z",
                "cloudEvents_type=ledger.payment.capture-succeeded.v1",
            ],
            headers.Select(h => $"{h.Key}={h.Value}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_mandatory_message_that_no_queue_takes_is_a_failure_and_the_next_one_is_not()
    {
        var services = await _stage.StartAsync(_stage.Options, consumers: null);
        var publisher = services.GetRequiredService<IMessagePublisher>();
        await publisher.PublishAsync(BusStage.Event(1), Ct);
        await _stage.Channel.QueueUnbindAsync("journal", "ledger.payments", "to.journal");

        var failures = await Task.WhenAll(Enumerable.Range(0, 20).Select(n => FailureOf(
            publisher.PublishAsync(BusStage.Event(n), Ct))));
        await _stage.Channel.QueueBindAsync("journal", "ledger.payments", "to.journal");
        await publisher.PublishAsync(BusStage.Event(2), Ct);

        Assert.All(failures, f => Assert.Contains("NO_ROUTE", Assert.IsType<PublishFailedException>(f).Message));
        Assert.Equal(2u, await _stage.CountAsync("journal"));
    }

    [Fact]
    public async Task Of_many_under_way_exactly_the_unroutable_ones_fail()
    {
        await _stage.Channel.QueueUnbindAsync("evidence", "ledger.deliveries", "delivery.#");
        await using var publisher = NewPublisher(_stage.Options with { BundleMessagesMax = 1 }, declares: false);

        var events = await Task.WhenAll(Enumerable.Range(0, 500).Select(n => FailureOf(n % 5 == 0
            ? publisher.PublishAsync(BusStage.Delivery(n), Ct)
            : publisher.PublishAsync(BusStage.Event(n), Ct))));

        Assert.All(events.Index(), e => Assert.Equal(e.Index % 5 == 0, e.Item is PublishFailedException));
        Assert.Equal(400u, await _stage.CountAsync("journal"));
    }

    [Fact]
    public async Task A_journal_entry_may_reach_nobody()
    {
        await using var publisher = NewPublisher(_stage.Options, declares: true);

        await publisher.PublishAsync(JournalEntries.One(), Ct);

        Assert.True(publisher.Connected);
    }

    [Fact]
    public async Task A_broker_that_is_away_fails_the_publish_within_the_confirm_timeout()
    {
        var options = _stage.Options with
        {
            Broker = new Uri("amqp://guest:guest@127.0.0.1:1/"),
            ConfirmTimeout = TimeSpan.FromSeconds(10),
        };
        await using var publisher = NewPublisher(options, declares: true);
        var clock = Stopwatch.StartNew();

        var first = await Record.ExceptionAsync(() => publisher.PublishAsync(BusStage.Event(1), Ct));
        var second = await Record.ExceptionAsync(() => publisher.PublishAsync(BusStage.Event(1), Ct));

        Assert.IsType<PublishFailedException>(first);
        // Once the broker is known to be away nothing waits.
        Assert.Contains("is away", Assert.IsType<PublishFailedException>(second).Message);
        Assert.DoesNotContain("guest:", first.Message);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(20), $"{clock.Elapsed}");
    }

    [Fact]
    public async Task A_lost_connection_fails_what_was_under_way_and_a_new_one_takes_over()
    {
        await using var publisher = NewPublisher(_stage.Options, declares: true);
        await publisher.PublishAsync(BusStage.Event(0), Ct);
        // A message to an exchange that does not exist makes the broker close the channel under our feet.
        var lost = await FailureOf(publisher.PublishAsync(ToNowhere(), Ct));

        await publisher.PublishAsync(BusStage.Event(1), Ct);

        Assert.Contains("no-such-exchange", Assert.IsType<PublishFailedException>(lost).Message);
        Assert.Equal(2u, await _stage.CountAsync("journal"));
    }

    [Fact]
    public async Task A_broker_that_lost_its_queues_gets_them_back_before_the_next_message()
    {
        await using var publisher = NewPublisher(_stage.Options, declares: true);
        await publisher.PublishAsync(BusStage.Event(0), Ct);
        await _stage.Channel.QueueDeleteAsync("journal");
        await FailureOf(publisher.PublishAsync(ToNowhere(), Ct));

        await publisher.PublishAsync(BusStage.Event(1), Ct);

        Assert.Equal(1u, await _stage.CountAsync("journal"));
    }

    [Fact]
    public async Task A_type_without_a_line_in_the_topics_is_our_mistake()
    {
        await using var publisher = NewPublisher(_stage.Options, declares: true);

        await Assert.ThrowsAsync<InvalidOperationException>(
            () => publisher.PublishAsync("text", Ct));
    }

    static OutgoingMessage ToNowhere() => new(
        "no-such-exchange", "x", Mandatory: true, new BasicProperties { MessageId = "x" }, "{}"u8.ToArray());

    static async Task<Exception?> FailureOf(Task publish) => await Record.ExceptionAsync(() => publish);

    static ConfirmedPublisher NewPublisher(BusOptions options, bool declares) =>
        new(options, TimeProvider.System, NullLogger<ConfirmedPublisher>.Instance) { DeclaresTopology = declares };
}
