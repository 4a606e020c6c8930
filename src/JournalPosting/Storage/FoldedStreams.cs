using Ledger.JournalPosting.States;

namespace Ledger.JournalPosting.Storage;

/// <summary>
/// The streams that a rebuild has in memory, and the sums of all lines it has seen. A stream is written, and let go of,
/// when it has rested for a while; so most are written once.
/// </summary>
sealed class FoldedStreams
{
    readonly Dictionary<string, FoldedStream> _streams = new(StringComparer.Ordinal);
    List<LineRow> _lines = [];
    List<LineRow> _linesBefore = [];
    BalanceTotals _totals = new();

    /// <summary>How many streams have moved since the idle ones were last taken.</summary>
    public int Awake { get; private set; }

    /// <summary>Streams of these facts that began before the first of them and are not in memory.</summary>
    public IReadOnlyCollection<string> Unknown(List<PlacedFact> facts)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var earlier = new HashSet<string>(StringComparer.Ordinal);
        foreach (var fact in facts)
        {
            if (!_streams.ContainsKey(fact.StreamId) && seen.Add(fact.StreamId) && fact.Version > 1)
            {
                earlier.Add(fact.StreamId);
            }
        }

        return earlier;
    }

    /// <summary>Takes in the states of streams that were written before.</summary>
    public void Remember(IReadOnlyDictionary<string, PaymentState> states)
    {
        foreach (var (streamId, state) in states)
        {
            _streams[streamId] = new FoldedStream(streamId) { Written = state, State = state };
        }
    }

    /// <summary>Folds facts in their order and gives the lines they hold; those are good until facts were folded twice more.</summary>
    public IReadOnlyList<LineRow> Fold(List<PlacedFact> facts)
    {
        (_lines, _linesBefore) = (_linesBefore, _lines);
        _lines.Clear();
        foreach (var (streamId, version, position, at, fact) in facts)
        {
            if (!_streams.TryGetValue(streamId, out var stream))
            {
                _streams[streamId] = stream = new FoldedStream(streamId);
            }

            stream.State = PaymentStateFold.Apply(stream.State, fact);
            stream.Version = version;
            stream.HasMoved = true;
            Awake += stream.IsAwake ? 0 : 1;
            stream.IsAwake = true;
            _totals.Add(fact);
            LineRow.Add(_lines, position, at, fact);
        }

        return _lines;
    }

    /// <summary>Streams that have moved since they were last taken, to be written as they are now.</summary>
    public IReadOnlyList<MovedStream> TakeMoved()
    {
        var moved = new List<MovedStream>();
        foreach (var stream in _streams.Values.Where(stream => stream.HasMoved))
        {
            moved.Add(stream.ToBeWritten());
            (stream.Written, stream.HasMoved) = (stream.State, false);
        }

        return moved;
    }

    /// <summary>
    /// Lets go of the streams that have not moved since this was last asked, and gives those of them that are to be
    /// written. They are read back should they move again.
    /// </summary>
    public IReadOnlyList<MovedStream> TakeIdle()
    {
        var moved = new List<MovedStream>();
        foreach (var stream in _streams.Values)
        {
            if (!stream.IsAwake)
            {
                _streams.Remove(stream.StreamId); // Which does not disturb the walk.
                if (stream.HasMoved)
                {
                    moved.Add(stream.ToBeWritten());
                }
            }

            stream.IsAwake = false;
        }

        Awake = 0;
        return moved;
    }

    /// <summary>The sums since they were last taken.</summary>
    public BalanceTotals TakeTotals()
    {
        var totals = _totals;
        _totals = new BalanceTotals();
        return totals;
    }
}

/// <summary>A stream that is to be written.</summary>
/// <param name="StreamId">Its id.</param>
/// <param name="Version">Its version.</param>
/// <param name="State">Its state.</param>
/// <param name="Written">Its state when it was written last; null when it never was.</param>
readonly record struct MovedStream(string StreamId, long Version, PaymentState State, PaymentState? Written);

/// <summary>A stream in memory.</summary>
sealed class FoldedStream(string streamId)
{
    public string StreamId => streamId;

    public long Version { get; set; }

    public PaymentState State { get; set; } = PaymentState.Empty;

    /// <summary>The state as the side tables hold it; null while they hold none.</summary>
    public PaymentState? Written { get; set; }

    /// <summary>True when events came since it was written, even such as leave its state as it was.</summary>
    public bool HasMoved { get; set; }

    /// <summary>True when events came since idle streams were last looked for.</summary>
    public bool IsAwake { get; set; }

    /// <summary>It as it is now.</summary>
    public MovedStream ToBeWritten() => new(StreamId, Version, State, Written);
}
