using Ledger.MessageBus;
using Ledger.TestKit;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;
using Xunit;

namespace Ledger.Storage.Tests.MessageBus;

/// <summary>A connection that is lost while a host starts is no reason to end: the next one is tried until the start's own limit.</summary>
public sealed class When_a_host_starts_on_a_bad_line : IAsyncLifetime
{
    const string Declared = "journal";
    BusStage _stage = null!;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _stage = await BusStage.OpenAsync();
        await _stage.Channel.QueueDeleteAsync(Declared);
    }

    public ValueTask DisposeAsync() => _stage.DisposeAsync();

    // The client waits for the broker's first word for as long as it is let.
    [Fact]
    public async Task A_line_that_falls_silent_while_the_connection_opens_is_left_alone()
    {
        await using var link = FaultyLink.To(_stage.Options.Broker).Open();
        link.Stall();
        var declaring = TopologyDeclaration.DeclareAsync(Options(link), Ct);
        await Task.Delay(TimeSpan.FromSeconds(1), Ct);
        Assert.False(declaring.IsCompleted);

        link.Strand();
        link.Resume();

        await declaring;
        Assert.Equal(0u, await _stage.CountAsync(Declared));
    }

    // The client cancels by itself what is not answered in ten seconds.
    [Fact]
    public async Task A_line_that_falls_silent_between_two_queues_is_no_refusal()
    {
        await using var link = FaultyLink.To(_stage.Options.Broker).Open();
        link.Slow(bytesPerSecond: 1_000);
        var declaring = TopologyDeclaration.DeclareAsync(Options(link), Ct);
        await BusStage.UntilAsync(() => ExistsAsync(Declared), "the first queues");
        Assert.False(declaring.IsCompleted);
        await _stage.Channel.QueueDeleteAsync(Declared);

        link.Strand();
        link.Resume();

        await declaring;
        Assert.Equal(0u, await _stage.CountAsync(Declared));
    }

    BusOptions Options(FaultyLink link) => _stage.Options with
    {
        Broker = link.Of(_stage.Options.Broker),
        OpenTimeout = TimeSpan.FromSeconds(4),
        StartTimeout = TimeSpan.FromSeconds(60),
    };

    async Task<bool> ExistsAsync(string queue)
    {
        await using var channel = await _stage.NewChannelAsync();
        try
        {
            await channel.QueueDeclarePassiveAsync(queue, Ct);
            return true;
        }
        catch (OperationInterruptedException)
        {
            return false;
        }
    }
}
