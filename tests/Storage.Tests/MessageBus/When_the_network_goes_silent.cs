using System.Diagnostics;
using Ledger.MessageBus;
using Ledger.MessageBus.Publishing;
using Ledger.TestKit;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Ledger.Storage.Tests.MessageBus;

/// <summary>
/// Packets are lost and nobody is told: a connection is as good as gone, and looks as good as new. Found by the fault
/// run: a gateway answered 503 for fifty seconds after that.
/// </summary>
public sealed class When_the_network_goes_silent : IAsyncLifetime
{
    static readonly TimeSpan ConfirmTimeout = TimeSpan.FromSeconds(2);
    BusStage _stage = null!;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _stage = await BusStage.OpenAsync();

    public ValueTask DisposeAsync() => _stage.DisposeAsync();

    [Fact]
    public async Task The_first_publish_without_an_answer_makes_the_publisher_connect_anew()
    {
        await using var link = FaultyLink.To(_stage.Options.Broker).Open();
        var options = _stage.Options with { Broker = link.Of(_stage.Options.Broker), ConfirmTimeout = ConfirmTimeout };
        await using var publisher = new ConfirmedPublisher(
            options, TimeProvider.System, NullLogger<ConfirmedPublisher>.Instance) { DeclaresTopology = false };
        await publisher.PublishAsync(JournalEntries.One(), Ct);

        link.Strand();
        var watch = Stopwatch.StartNew();
        await Assert.ThrowsAsync<PublishFailedException>(() => publisher.PublishAsync(JournalEntries.One(), Ct));
        while (await FailsAsync(publisher))
        {
        }

        Assert.InRange(watch.Elapsed, ConfirmTimeout, ConfirmTimeout + TimeSpan.FromSeconds(6));
    }

    static async Task<bool> FailsAsync(ConfirmedPublisher publisher)
    {
        try
        {
            await publisher.PublishAsync(JournalEntries.One(), Ct);
            return false;
        }
        catch (PublishFailedException)
        {
            await Task.Delay(50, Ct);
            return true;
        }
    }
}
