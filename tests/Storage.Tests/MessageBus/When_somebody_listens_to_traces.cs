using System.Collections.Concurrent;
using System.Diagnostics;
using Ledger.MessageBus;
using Ledger.MessageBus.Bundling;
using Ledger.MessageBus.Monitoring;
using Ledger.MessageBus.Publishing;
using Ledger.PaymentEvents;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using RabbitMQ.Client;
using Xunit;

namespace Ledger.Storage.Tests.MessageBus;

/// <summary>Whoever listens does so in the whole process, and changes what others see there: so nothing runs beside it.</summary>
[CollectionDefinition(nameof(When_somebody_listens_to_traces), DisableParallelization = true)]
[Collection(nameof(When_somebody_listens_to_traces))]
public sealed class When_somebody_listens_to_traces : IAsyncLifetime
{
    readonly ScriptedConsumer _consumer = new();
    BusStage _stage = null!;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _stage = await BusStage.OpenAsync();

    public ValueTask DisposeAsync() => _stage.DisposeAsync();

    [Fact]
    public async Task One_trace_leads_from_the_publish_to_the_consumer()
    {
        var spans = new ConcurrentQueue<Activity>();
        using var listener = Listen(source => source.Name == BusActivities.SourceName, spans.Enqueue);
        var publisher = await PublisherAsync(
            _stage.Options, consumers => consumers.Add<ScriptedConsumer, PaymentEvent>(ConsumerQueues.Journal));
        using var request = new Activity("request").Start();

        await publisher.PublishAsync(BusStage.Event(1), Ct);
        await BusStage.UntilAsync(
            () => Task.FromResult(spans.Count(s => s.TraceId == request.TraceId) == 3), "all spans of the trace");

        var publishes = spans.Where(s => s.TraceId == request.TraceId && s.Kind == ActivityKind.Producer).ToList();
        var consume = spans.Single(s => s.TraceId == request.TraceId && s.Kind == ActivityKind.Consumer);
        Assert.Equal(2, publishes.Count); // One for whoever listens, one addressed to journal and inventory.
        Assert.All(publishes, publish => Assert.Equal(request.SpanId, publish.ParentSpanId));
        Assert.Contains(publishes, publish => publish.SpanId == consume.ParentSpanId);
    }

    [Fact]
    public async Task The_trace_goes_on_the_wire_also_when_everybody_listens_to_everything()
    {
        using var listener = Listen(_ => true);
        await using var publisher = new ConfirmedPublisher(
            _stage.Options with { BundleMessagesMax = 1 }, TimeProvider.System, NullLogger<ConfirmedPublisher>.Instance);
        var traces = await Task.WhenAll(Enumerable.Range(0, 50).Select(n => PublishTracedAsync(publisher, n)));

        foreach (var _ in traces)
        {
            var got = await _stage.TakeAsync("journal");
            var expected = traces.Single(t => t.Id == got.BasicProperties.MessageId).Trace;
            Assert.Equal(expected, TraceOf(got));
        }
    }

    // One loop sends for all: the client, when somebody listens to it, must not write the trace of whoever started that loop.
    [Theory]
    [InlineData(1)]
    [InlineData(50)]
    public async Task What_goes_by_itself_keeps_its_trace_while_somebody_listens_to_the_client(int bundleMost)
    {
        using var listener = Listen(source => source.Name.StartsWith("RabbitMQ.Client", StringComparison.Ordinal));
        var publisher = await PublisherAsync(_stage.Options with { BundleMessagesMax = bundleMost }, consumers: null);
        // The first is by itself whatever the pace of the machine; of the others those are that come when nothing is on its way.
        var first = await PublishTracedAsync(publisher, 0);
        var others = await Task.WhenAll(Enumerable.Range(1, 39).Select(async n =>
        {
            await Task.Delay(bundleMost == 1 ? 0 : n);
            return await PublishTracedAsync(publisher, n);
        }));

        var alone = new List<(string, string)>();
        for (var left = await _stage.CountAsync("inventory"); left > 0; left--)
        {
            var got = await _stage.TakeAsync("inventory");
            if (got.BasicProperties.ContentType != Bundle.ContentType)
            {
                alone.Add((got.BasicProperties.MessageId!, TraceOf(got)));
            }
        }

        Assert.Contains(first, alone);
        Assert.Empty(alone.Except([first, .. others]));
    }

    static ActivityListener Listen(Func<ActivitySource, bool> to, Action<Activity>? stopped = null)
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = to,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = stopped,
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }

    async Task<IMessagePublisher> PublisherAsync(BusOptions options, Action<BusConsumers>? consumers)
    {
        var services = await _stage.StartAsync(options, consumers, also => also.AddSingleton(_consumer));
        return services.GetRequiredService<IMessagePublisher>();
    }

    static async Task<(string Id, string Trace)> PublishTracedAsync(IMessagePublisher publisher, int number)
    {
        using var request = new Activity("request").Start();
        await publisher.PublishAsync(BusStage.Event(number), Ct);
        return (BusStage.Event(number).EventId.ToString(), request.TraceId.ToString());
    }

    static string TraceOf(BasicGetResult message) =>
        CloudEventHeaders.Text(message.BasicProperties.Headers, CloudEventHeaders.TraceParent)!.Split('-')[1];
}
