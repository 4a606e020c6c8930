using System.Text.Json;
using Ledger.Accounting;
using Ledger.MessageBus;
using Ledger.MessageBus.Bundling;
using Ledger.PaymentEvents;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using RabbitMQ.Client;
using Xunit;

namespace Ledger.Storage.Tests.MessageBus;

// Journal and inventory of one worker get each fact in the same bundle; reading it costs as much as deciding about it.
public sealed class When_two_queues_get_the_same : IAsyncLifetime
{
    readonly ScriptedConsumer _journal = new();
    readonly OtherConsumer _inventory = new();
    BusStage _stage = null!;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _stage = await BusStage.OpenAsync();
        await _stage.StartAsync(
            _stage.Options,
            consumers => consumers
                .Add<ScriptedConsumer, PaymentEvent>(ConsumerQueues.Journal)
                .Add<OtherConsumer, PaymentEvent>(ConsumerQueues.Inventory),
            services => services.AddSingleton(_journal).AddSingleton(_inventory));
    }

    public ValueTask DisposeAsync() => _stage.DisposeAsync();

    [Fact]
    public async Task One_reads_it_for_both()
    {
        var publisher = (await _stage.StartAsync(_stage.Options, consumers: null)).GetRequiredService<IMessagePublisher>();
        await Task.WhenAll(Enumerable.Range(0, 200).Select(n => publisher.PublishAsync(BusStage.Event(n), Ct)));
        await SeenAsync(_journal, 200);
        await SeenAsync(_inventory, 200);

        var first = _journal.Seen.ToDictionary(seen => seen.Event.EventId, seen => seen.Event);
        Assert.Equal(200, first.Count);
        Assert.Equal(first.Keys.Order(), _inventory.Seen.Select(seen => seen.Event.EventId).Order());
        // What goes by itself, such as the first, is read by each.
        Assert.InRange(_inventory.Seen.Count(seen => ReferenceEquals(first[seen.Event.EventId], seen.Event)), 150, 200);
    }

    [Fact]
    public async Task What_differs_is_read_by_each()
    {
        var dearer = BusStage.Event(1) with { Amounts = new PaymentAmounts { Gross = new Money(9999, Currency.Parse("EUR")) } };
        await SendAsync("to.journal", [BusStage.Event(1), BusStage.Event(2)]);
        await SeenAsync(_journal, 2);
        await SendAsync("to.inventory", [dearer, BusStage.Event(2)]);
        await SeenAsync(_inventory, 2);

        Assert.Equal(1050L, Units(_journal.Seen.Single(seen => seen.Event.PaymentId == "pi_1")));
        Assert.Equal(9999L, Units(_inventory.Seen.Single(seen => seen.Event.PaymentId == "pi_1")));
    }

    // What nobody takes a second time must not pile up, nor be missed when it comes after all.
    [Fact]
    public async Task What_comes_much_later_is_read_again()
    {
        await SendAsync("to.journal", [BusStage.Event(0)]);
        await SeenAsync(_journal, 1);
        for (var n = 1; n < 70; n++)
        {
            await SendAsync("to.journal", [BusStage.Event(n)]);
        }

        await SeenAsync(_journal, 70);
        await SendAsync("to.inventory", [BusStage.Event(0)]);
        await SendAsync("to.inventory", [BusStage.Event(69)]);
        await SeenAsync(_inventory, 2);

        PaymentEvent Of(ScriptedConsumer consumer, int n) => consumer.Seen.Single(seen => seen.Event.PaymentId == $"pi_{n}").Event;
        Assert.Same(Of(_journal, 69), Of(_inventory, 69));
        Assert.NotSame(Of(_journal, 0), Of(_inventory, 0));
        Assert.Equal(Of(_journal, 0).EventId, Of(_inventory, 0).EventId);
    }

    [Fact]
    public async Task One_that_cannot_be_read_does_not_keep_the_others_from_either()
    {
        foreach (var routingKey in (string[])["to.journal", "to.inventory"])
        {
            await SendAsync(routingKey, [BusStage.Event(1), BusStage.Event(2) with { Class = null! }, BusStage.Event(3)]);
        }

        await SeenAsync(_journal, 2);
        await SeenAsync(_inventory, 2);
        await _stage.UntilHoldsAsync("journal.dead-letter", 1);
        await _stage.UntilHoldsAsync("inventory.dead-letter", 1);
        Assert.Equal(["pi_1", "pi_3"], _inventory.Seen.Select(seen => seen.Event.PaymentId).Order());
    }

    static long Units((PaymentEvent Event, Guid? MessageId, string? Trace) seen) => seen.Event.Amounts.Gross!.Value.MinorUnits;

    static Task SeenAsync(ScriptedConsumer consumer, int count) =>
        BusStage.UntilAsync(() => Task.FromResult(consumer.Seen.Count >= count), $"{count} messages");

    async Task SendAsync(string routingKey, IReadOnlyList<PaymentEvent> events)
    {
        var elements = events.Select(e => new
        {
            specversion = "1.0",
            id = e.EventId,
            type = "ledger.payment.capture-succeeded.v1",
            data = JsonSerializer.SerializeToElement(e, PaymentEventJson.Default.PaymentEvent),
        });
        await _stage.Channel.BasicPublishAsync(
            "ledger.payments", routingKey, mandatory: true, new BasicProperties { MessageId = "bundle", ContentType = Bundle.ContentType },
            JsonSerializer.SerializeToUtf8Bytes(elements));
    }

    sealed class OtherConsumer : ScriptedConsumer;
}
