using System.Runtime.InteropServices;
using Npgsql;

namespace Ledger.EventStore;

/// <summary>
/// The end of the chain: position and hash of the last chained event, how many there are, and how often the schema was
/// written to.
/// </summary>
/// <param name="Position">Position of the last event; 0 before the first.</param>
/// <param name="Hash">Its hash; 32 zero bytes before the first.</param>
/// <param name="Events">How many events the chain has.</param>
/// <param name="Commits">How many transactions have written anything under the lock, events or not.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct ChainHead(long Position, byte[] Hash, long Events, long Commits)
{
    /// <summary>Chains the events of a commit behind this end; a commit may have none.</summary>
    /// <param name="appended">Events in order of position.</param>
    /// <param name="chained">The same events, each with its link.</param>
    /// <returns>The new end.</returns>
    internal ChainHead Extend(IReadOnlyList<AppendedEvent> appended, out ChainedEvent[] chained)
    {
        chained = new ChainedEvent[appended.Count];
        if (appended.Count == 0)
        {
            return this with { Commits = Commits + 1 };
        }

        var chain = HashChain.After(Hash);
        for (var n = 0; n < chained.Length; n++)
        {
            chained[n] = chain.Add(appended[n]);
        }

        return new ChainHead(appended[^1].Position, chain.Last, Events + appended.Count, Commits + 1);
    }

    /// <summary>True when nobody has written since this was the end: what was read then still holds.</summary>
    public bool IsStill(ChainHead now) =>
        (Position, Events, Commits) == (now.Position, now.Events, now.Commits) && Hash.AsSpan().SequenceEqual(now.Hash);

    /// <summary>Reads the columns position, hash, events, commits.</summary>
    internal static ChainHead Read(NpgsqlDataReader reader) =>
        new(reader.GetInt64(0), reader.GetFieldValue<byte[]>(1), reader.GetInt64(2), reader.GetInt64(3));
}
