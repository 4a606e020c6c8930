using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text;
using System.Text.Json;
using Ledger.JournalPosting;
using Ledger.MessageBus;
using Ledger.PaymentEvents;
using Ledger.Storage.Tests.MessageBus;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using static Ledger.Fast.Tests.JournalPosting.PaymentSample;

namespace Ledger.Storage.Tests.JournalPosting;

public sealed class When_the_journal_runs_on_the_bus
{
    [Fact]
    public async Task Events_come_in_from_the_queue_and_entries_go_out_on_the_topic_in_order()
    {
        await using var journal = await JournalDatabase.CreateAsync();
        await using var stage = await BusStage.OpenAsync();
        await stage.Channel.QueueDeclareAsync("entries", durable: false, exclusive: false, autoDelete: false);
        await stage.Channel.QueueBindAsync("entries", Topics.Journal.Exchange, "journal.entry-posted.#");
        using var counted = new Counted();
        var services = await stage.StartAsync(
            stage.Options,
            consumers => consumers.Add<PaymentEventConsumer, PaymentEvent>(ConsumerQueues.Journal),
            also => also.AddJournalPosting(journal.Store.Source, new JournalPostingOptions()));
        await services.GetRequiredService<BusReady>().WaitAsync(TestContext.Current.CancellationToken);
        var publisher = services.GetRequiredService<IMessagePublisher>();

        var capture = Event(EventClass.CaptureSucceeded, Eur(1000), objectId: "ch_1");
        var refund = Event(EventClass.RefundPosted, Eur(400), objectId: "re_1", minute: 1);
        await publisher.PublishAsync(refund, default);
        await BusStage.UntilAsync(async () => await journal.CountAsync("journal.held_event") == 1, "the hold");
        await publisher.PublishAsync(capture, default);
        await publisher.PublishAsync(capture, default);

        var (first, second) = (await stage.TakeAsync("entries"), await stage.TakeAsync("entries"));
        Assert.Equal("journal.entry-posted.capture-succeeded", first.RoutingKey);
        Assert.Equal("journal.entry-posted.refund-posted", second.RoutingKey);
        var body = JsonDocument.Parse(first.Body).RootElement;
        Assert.Equal(
            """
            [{"account":"1150","side":"Debit","amount":{"minorUnits":1000,"currency":"EUR"}},
            {"account":"1100","side":"Credit","amount":{"minorUnits":1000,"currency":"EUR"}}]
            """.ReplaceLineEndings(""),
            body.GetProperty("lines").GetRawText());
        Assert.Equal("M-04", body.GetProperty("row").GetString());
        var id = Encoding.UTF8.GetString((byte[])first.BasicProperties.Headers!["cloudEvents_id"]!);
        Assert.Equal(body.GetProperty("entryId").GetString(), id);
        await BusStage.UntilAsync(async () => await journal.CountAsync("journal.inbox_repeat") == 1, "the duplicate");
        await BusStage.UntilAsync(
            async () => await journal.CountAsync(
                "journal.relay_position r join journal.chain_head c on r.position = c.position") == 1,
            "the relay's position");
        Assert.Equal(2, await journal.EntriesAsync());
        Assert.Equal(["1100 | EUR | -1000", "1150 | EUR | 600", "4100 | EUR | 400"], await journal.BalancesAsync());
        await stage.StopHostsAsync();
        // At least, because other tests may be posting beside this one.
        Assert.All(
            [("held", 1), ("released", 1), ("noop", 1), ("posted", 2), ("latency", 2)],
            least => Assert.True(counted[least.Item1] >= least.Item2, $"{least}: {counted[least.Item1]}"));
    }

    /// <summary>Counts what the journal measures while this lives.</summary>
    sealed class Counted : IDisposable
    {
        readonly ConcurrentDictionary<string, int> _counts = new(StringComparer.Ordinal);
        readonly MeterListener _listener = new();

        public Counted()
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == JournalMetrics.Name)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            };
            // A counter says how many; of a histogram each measurement is one.
            _listener.SetMeasurementEventCallback<long>(
                (instrument, value, _, _) => Add(instrument, instrument is Counter<long> ? (int)value : 1));
            _listener.SetMeasurementEventCallback<double>((instrument, _, _, _) => Add(instrument, 1));
            _listener.Start();
        }

        public int this[string name] => _counts.GetValueOrDefault(name);

        public void Dispose() => _listener.Dispose();

        void Add(Instrument instrument, int value) =>
            _counts.AddOrUpdate(instrument.Name["ledger.journal.".Length..], value, (_, before) => before + value);
    }
}
