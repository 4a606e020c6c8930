using Ledger.MessageBus;
using Ledger.TestKit;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;
using Xunit;

namespace Ledger.Storage.Tests.MessageBus;

/// <summary>A connection that is lost while a host starts is no reason to end: the next one is tried until the start's own limit.</summary>
public sealed class When_a_host_starts_on_a_bad_line : IAsyncLifetime
{
    TestVhost _vhost = null!; // With nothing in it: no other host has declared anything.
    FaultyLink _link = null!;
    IConnection _past = null!;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    BusOptions Options => new()
    {
        Broker = _link.Of(_vhost.Broker),
        OpenTimeout = TimeSpan.FromSeconds(4),
        StartTimeout = TimeSpan.FromSeconds(60),
    };

    public async ValueTask InitializeAsync()
    {
        _vhost = await TestVhost.CreateAsync();
        _link = FaultyLink.To(_vhost.Broker).Open();
        _past = await BrokerConnection.OpenAsync(Options with { Broker = _vhost.Broker }, "test", Ct);
    }

    public async ValueTask DisposeAsync()
    {
        await _past.DisposeAsync();
        await _link.DisposeAsync();
        await _vhost.DisposeAsync();
    }

    // The client waits for the broker's first word for as long as it is let.
    [Fact]
    public async Task A_line_that_falls_silent_while_the_connection_opens_is_left_alone()
    {
        _link.Stall();
        var declaring = TopologyDeclaration.DeclareAsync(Options, Ct);
        await Task.Delay(TimeSpan.FromSeconds(1), Ct);
        Assert.False(declaring.IsCompleted);

        _link.Strand();
        _link.Resume();

        await declaring;
        Assert.True(await ExistsAsync(Options.Queues[^1].Name));
    }

    async Task<bool> ExistsAsync(string queue)
    {
        await using var channel = await _past.CreateChannelAsync(cancellationToken: Ct);
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
