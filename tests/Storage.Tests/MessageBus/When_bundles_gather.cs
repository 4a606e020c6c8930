using Ledger.MessageBus;
using Ledger.MessageBus.Bundling;
using Ledger.Storage.Tests.ErpExport.Contract;
using Ledger.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Ledger.Storage.Tests.MessageBus;

/// <summary>What waits for others to go with it, and what does not.</summary>
public sealed class When_bundles_gather : IAsyncLifetime
{
    const string Queue = "inventory";
    static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    readonly ContractClock _clock = new();
    BusStage _stage = null!;
    FaultyLink _link = null!;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _stage = await BusStage.OpenAsync();
        _link = FaultyLink.To(_stage.Options.Broker).Open();
    }

    public async ValueTask DisposeAsync()
    {
        await _stage.DisposeAsync();
        await _link.DisposeAsync();
    }

    // Without a gathering time what is left of the ten would go at once.
    [Fact]
    public async Task While_many_come_a_bundle_is_sent_only_so_long_after_the_one_before()
    {
        var publisher = await PublisherAsync(apart: Hour, enough: 50, gap: Hour);
        var sent = PublishTogether(publisher, count: 10);
        await _stage.UntilHoldsAsync(Queue, 1);
        sent.AddRange(Publish(publisher, from: 10, count: 20));
        await Task.Delay(300, Ct);
        Assert.Equal(1u, await _stage.CountAsync(Queue));

        _clock.Advance(Hour);
        await Task.WhenAll(sent).WaitAsync(Patience, Ct);

        Assert.Equal(2u, await _stage.CountAsync(Queue));
    }

    [Fact]
    public async Task Once_enough_have_gathered_the_bundle_waits_no_longer()
    {
        var publisher = await PublisherAsync(apart: Hour, enough: 10, gap: Hour);
        var sent = PublishTogether(publisher, count: 10);
        for (var n = 10; n < 50; n++)
        {
            await Task.Delay(1, Ct);
            sent.AddRange(Publish(publisher, n, count: 1));
        }

        await Task.WhenAll(sent[..40]).WaitAsync(Patience, Ct);

        Assert.InRange(await _stage.CountAsync(Queue), 1u, 6u);
    }

    // A provider that sends twenty at a time and waits for the answers sends nothing more while these are held.
    [Fact]
    public async Task When_no_more_come_a_bundle_waits_no_longer()
    {
        var publisher = await PublisherAsync(apart: Hour, enough: 50, gap: TimeSpan.FromMilliseconds(50));

        await Task.WhenAll(Enumerable.Range(0, 20).Select(async sender =>
        {
            for (var n = 0; n < 5; n++)
            {
                await publisher.PublishAsync(BusStage.Event((sender * 5) + n), Ct);
            }
        })).WaitAsync(Patience, Ct);

        Assert.InRange(await _stage.CountAsync(Queue), 5u, 20u);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task Few_that_send_one_after_the_other_never_wait_for_more(int senders)
    {
        var publisher = await PublisherAsync(apart: Hour, enough: 50, gap: Hour);

        await Task.WhenAll(Enumerable.Range(0, senders).Select(async sender =>
        {
            for (var n = 0; n < 25; n++)
            {
                await publisher.PublishAsync(BusStage.Event((sender * 25) + n), Ct);
            }
        })).WaitAsync(Patience, Ct);

        Assert.InRange(await _stage.CountAsync(Queue), 25u, 100u);
    }

    [Fact]
    public async Task Deliveries_go_in_bundles_too_and_none_is_missing()
    {
        var gateway = await _stage.StartAsync(_stage.Options, consumers: null);
        var publisher = gateway.GetRequiredService<IMessagePublisher>();
        await Task.WhenAll(Enumerable.Range(0, 100).Select(n => publisher.PublishAsync(BusStage.Delivery(n), Ct)));

        var read = new List<string?>();
        for (var left = await _stage.CountAsync("evidence"); left > 0; left--)
        {
            var got = await _stage.TakeAsync("evidence");
            read.AddRange(got.BasicProperties.ContentType == Bundle.ContentType
                ? Bundle.Read(got.Body).Messages.Select(message => message.Id)
                : [got.BasicProperties.MessageId]);
        }

        Assert.Equal(
            Enumerable.Range(0, 100).Select(n => BusStage.Delivery(n).DeliveryId.ToString()).Order(), read.OfType<string>().Order());
    }

    // Whatever somebody writes into the address is a key: were each kept for bundles, anybody could fill the gateway's memory.
    [Fact]
    public async Task Refused_deliveries_go_one_by_one()
    {
        var gateway = await _stage.StartAsync(_stage.Options, consumers: null);
        var publisher = gateway.GetRequiredService<IMessagePublisher>();

        await Task.WhenAll(Enumerable.Range(0, 40).Select(
            n => publisher.PublishAsync(BusStage.Delivery(n) with { Verdict = "refused" }, Ct)));

        Assert.Equal(40u, await _stage.CountAsync("evidence"));
    }

    [Fact]
    public async Task Large_ones_of_which_each_goes_by_itself_do_not_wait_for_one_another()
    {
        var options = _stage.Options with
        {
            BundlesApart = Hour,
            BundleEnough = 50,
            BundleBytesMax = 100,
            BundleGap = Hour,
        };
        var publisher = (await _stage.StartAsync(options, consumers: null)).GetRequiredService<IMessagePublisher>();

        await Task.WhenAll(Publish(publisher, from: 0, count: 20)).WaitAsync(Patience, Ct);

        Assert.Equal(20u, await _stage.CountAsync(Queue));
    }

    async Task<IMessagePublisher> PublisherAsync(TimeSpan apart, int enough, TimeSpan gap)
    {
        var options = _stage.Options with
        {
            Broker = _link.Of(_stage.Options.Broker),
            ConfirmTimeout = 3 * Hour, // The clock is moved by one.
            BundlesApart = apart,
            BundleEnough = enough,
            BundleGap = gap,
        };
        var services = await _stage.StartAsync(options, consumers: null, also => also.AddSingleton<TimeProvider>(_clock));
        return services.GetRequiredService<IMessagePublisher>();
    }

    /// <summary>The first of them goes alone or with some, and the others have come before it is confirmed.</summary>
    List<Task> PublishTogether(IMessagePublisher publisher, int count)
    {
        _link.Stall();
        var sent = Publish(publisher, from: 0, count);
        _link.Resume();
        return sent;
    }

    static List<Task> Publish(IMessagePublisher publisher, int from, int count) =>
        [.. Enumerable.Range(from, count).Select(n => publisher.PublishAsync(BusStage.Event(n), Ct))];
}
