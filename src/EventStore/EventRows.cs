using Npgsql;

namespace Ledger.EventStore;

/// <summary>Events as columns, for one insert from arrays.</summary>
sealed class EventRows(int count)
{
    readonly long[] _positions = new long[count];
    readonly Guid[] _ids = new Guid[count];
    readonly string?[] _streams = new string?[count];
    readonly long[] _versions = new long[count];
    readonly byte[][] _bodies = new byte[count][];
    readonly string?[] _types = new string?[count];
    readonly DateTime[] _timestamps = new DateTime[count];
    readonly string?[] _dotNetTypes = new string?[count];
    readonly string?[] _correlations = new string?[count];
    readonly string?[] _causations = new string?[count];
    readonly byte[][] _hashes = new byte[count][];
    int _next;

    public void Add(in ChainedEvent chained)
    {
        var (appended, added) = (chained.Appended, chained.Appended.Event);
        var n = _next++;
        _positions[n] = appended.Position;
        _ids[n] = added.Id;
        _streams[n] = appended.StreamId;
        _versions[n] = appended.Version;
        _bodies[n] = chained.Body;
        _types[n] = added.Type;
        _timestamps[n] = Microseconds.Truncate(added.Timestamp).UtcDateTime;
        _dotNetTypes[n] = added.DotNetType;
        _correlations[n] = added.CorrelationId;
        _causations[n] = added.CausationId;
        _hashes[n] = chained.Hash;
    }

    public NpgsqlParameter[] ToParameters() =>
    [
        SqlArray.Of(_positions), SqlArray.Of(_ids), SqlArray.Of(_streams), SqlArray.Of(_versions), SqlArray.OfJson(_bodies),
        SqlArray.Of(_types), SqlArray.Of(_timestamps), SqlArray.Of(_dotNetTypes), SqlArray.Of(_correlations),
        SqlArray.Of(_causations), SqlArray.Of(_hashes),
    ];
}
