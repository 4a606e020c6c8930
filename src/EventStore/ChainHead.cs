using System.Runtime.InteropServices;
using Npgsql;

namespace Ledger.EventStore;

/// <summary>The end of the chain: position and hash of the last chained event, and how many there are.</summary>
/// <param name="Position">Position of the last event; 0 before the first.</param>
/// <param name="Hash">Its hash; 32 zero bytes before the first.</param>
/// <param name="Events">How many events the chain has.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct ChainHead(long Position, byte[] Hash, long Events)
{
    /// <summary>Chains events behind this end.</summary>
    /// <param name="appended">Events in order of position.</param>
    /// <param name="chained">The same events, each with its link.</param>
    /// <returns>The new end.</returns>
    internal ChainHead Extend(IReadOnlyList<AppendedEvent> appended, out ChainedEvent[] chained)
    {
        chained = new ChainedEvent[appended.Count];
        if (appended.Count == 0)
        {
            return this;
        }

        var chain = HashChain.After(Hash);
        for (var n = 0; n < chained.Length; n++)
        {
            var next = appended[n];
            chained[n] = new ChainedEvent(next, chain.Add(next.Position, next.StreamId, next.Version, next.Event));
        }

        return new ChainHead(appended[^1].Position, chain.Last, Events + appended.Count);
    }

    /// <summary>Reads the columns position, hash, events.</summary>
    internal static ChainHead Read(NpgsqlDataReader reader) =>
        new(reader.GetInt64(0), reader.GetFieldValue<byte[]>(1), reader.GetInt64(2));
}
