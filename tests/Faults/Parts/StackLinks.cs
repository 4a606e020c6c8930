using Ledger.TestKit;

namespace Ledger.Faults.Parts;

/// <summary>The lines between the parts, each of which can fail. Both workers have lines of their own.</summary>
sealed record StackLinks(
    FaultyLink Sender, FaultyLink GatewayBroker, IReadOnlyList<FaultyLink> WorkerBroker,
    IReadOnlyList<FaultyLink> WorkerDatabase) : IAsyncDisposable
{
    /// <summary>All of them.</summary>
    public IEnumerable<FaultyLink> All => [Sender, GatewayBroker, .. WorkerBroker, .. WorkerDatabase];

    /// <summary>Lines to a gateway, a broker and a database, all of which carry.</summary>
    public static StackLinks Open(int gateway, int broker, int database, int workers) => new(
        FaultyLink.To(gateway).Open(),
        FaultyLink.To(broker).Open(),
        [.. Enumerable.Range(0, workers).Select(_ => FaultyLink.To(broker).Open())],
        [.. Enumerable.Range(0, workers).Select(_ => FaultyLink.To(database).Open())]);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var link in All)
        {
            await link.DisposeAsync();
        }
    }
}
