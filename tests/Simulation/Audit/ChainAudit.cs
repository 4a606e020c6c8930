using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Ledger.Simulation.Storage;

namespace Ledger.Simulation.Audit;

/// <summary>Positions, versions and the chain, recomputed from the rows by the documented form.</summary>
static class ChainAudit
{
    public static IEnumerable<Violation> Find(StoreTables tables)
    {
        var (last, versions, hash, count) = (0L, new Dictionary<string, long>(StringComparer.Ordinal), new byte[32], 0L);
        var chained = 0L;
        var ids = new HashSet<Guid>();
        foreach (var row in tables.Events)
        {
            if (row.Position <= last)
            {
                yield return new("positions-rise", $"position {row.Position} was committed behind {last}");
            }

            last = row.Position;
            var expected = versions.GetValueOrDefault(row.Stream) + 1;
            if (row.Version != expected)
            {
                yield return new("versions-without-gaps", $"{row.Stream} has version {row.Version} where {expected} comes next");
            }

            versions[row.Stream] = row.Version;
            if (row.Hash is null)
            {
                continue;
            }

            if (!ids.Add(row.Id))
            {
                yield return new("event-ids", $"event id {row.Id} is there twice: position {row.Position}");
            }

            hash = SHA256.HashData([.. hash, .. Encoding.UTF8.GetBytes(FormOf(row))]);
            (chained, count) = (row.Position, count + 1);
            if (Convert.ToHexStringLower(hash) != row.Hash)
            {
                yield return new("chain-intact", $"position {row.Position} carries {row.Hash}; recomputed {Convert.ToHexStringLower(hash)}");
                hash = Convert.FromHexString(row.Hash);
            }
        }

        var head = tables.Head;
        if (head.Position != chained || head.Events != count || !head.Hash.AsSpan().SequenceEqual(hash))
        {
            yield return new("chain-head", $"the head says {head.Events} events up to {head.Position}; there are {count} up to {chained}");
        }

        foreach (var (stream, version) in tables.Streams)
        {
            if (version != versions.GetValueOrDefault(stream))
            {
                yield return new("stream-version", $"{stream} says {version}; its last event is {versions.GetValueOrDefault(stream)}");
            }
        }
    }

    static string FormOf(EventRow row) => string.Create(
        CultureInfo.InvariantCulture,
        $"{row.Position}\n{row.Id}\n{row.Stream}\n{row.Version}\n{row.Type}\n{row.DotNetType}\n{Micros(row.At)}\n{row.CorrelationId}\n{row.CausationId}\n{row.Data}");

    static long Micros(DateTimeOffset at) => (at.UtcTicks - DateTime.UnixEpoch.Ticks) / 10;
}
