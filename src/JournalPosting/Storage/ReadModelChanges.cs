using Ledger.JournalPosting.Events;
using Ledger.JournalPosting.States;

namespace Ledger.JournalPosting.Storage;

/// <summary>
/// What a run of events changes in the read models, gathered so that each table is written once. Used by the live
/// path and by the rebuild alike.
/// </summary>
sealed class ReadModelChanges
{
    readonly Dictionary<string, StreamChange> _streams = new(StringComparer.Ordinal);
    readonly List<LineRow> _lines = [];

    public IReadOnlyDictionary<string, StreamChange> Streams => _streams;

    public IReadOnlyList<LineRow> Lines => _lines;

    public BalanceTotals Totals { get; } = new();

    /// <summary>Takes in an event that moved a stream to a version.</summary>
    public void AddEvent(string streamId, long version, long position, DateTimeOffset recordedAt, JournalFact fact)
    {
        Change(streamId).Version = version;
        LineRow.Add(_lines, position, recordedAt, fact);
        Totals.Add(fact);
    }

    /// <summary>States what the stream's state was before these events and is after them.</summary>
    public void SetState(string streamId, PaymentState before, PaymentState after)
    {
        var change = Change(streamId);
        change.Before = before;
        change.After = after;
    }

    /// <summary>States what a stream was and is, and at what version, without its events.</summary>
    public void SetStream(string streamId, long version, PaymentState before, PaymentState after)
    {
        Change(streamId).Version = version;
        SetState(streamId, before, after);
    }

    StreamChange Change(string streamId)
    {
        if (!_streams.TryGetValue(streamId, out var change))
        {
            _streams[streamId] = change = new StreamChange();
        }

        return change;
    }
}

/// <summary>A stream's way through a run of events.</summary>
sealed class StreamChange
{
    public long Version { get; set; }

    public PaymentState Before { get; set; } = PaymentState.Empty;

    public PaymentState After { get; set; } = PaymentState.Empty;
}

/// <summary>A line of an entry with its place.</summary>
readonly record struct LineRow(
    long Position, int Index, PostedLine Line, DateOnly BookingDate, DateTimeOffset RecordedAt)
{
    /// <summary>The side as its column holds it.</summary>
    public char Side => Line.Side == Accounting.Side.Debit ? 'D' : 'C';

    /// <summary>Adds the lines of an event; none when it is not an entry.</summary>
    public static void Add(List<LineRow> rows, long position, DateTimeOffset recordedAt, JournalFact fact)
    {
        if (fact is JournalEntryPosted { Lines: var lines, BookingDate: var day })
        {
            for (var n = 0; n < lines.Count; n++)
            {
                rows.Add(new LineRow(position, n, lines[n], day, recordedAt));
            }
        }
    }
}
