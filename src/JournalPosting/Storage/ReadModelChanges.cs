using Ledger.JournalPosting.Events;
using Ledger.JournalPosting.States;

namespace Ledger.JournalPosting.Storage;

/// <summary>
/// What a run of events changes in the read models, gathered so that each table is written once. Used by the live
/// path and by the rebuild alike.
/// </summary>
sealed class ReadModelChanges
{
    static readonly Comparer<(string Account, string Currency)> ByAccount = Comparer<(string Account, string Currency)>
        .Create((a, b) => string.CompareOrdinal(a.Account, b.Account) is var byAccount and not 0
            ? byAccount
            : string.CompareOrdinal(a.Currency, b.Currency));

    static readonly Comparer<(DateOnly Day, string Account, string Currency)> ByDay =
        Comparer<(DateOnly Day, string Account, string Currency)>.Create((a, b) => a.Day != b.Day
            ? a.Day.CompareTo(b.Day)
            : ByAccount.Compare((a.Account, a.Currency), (b.Account, b.Currency)));

    readonly Dictionary<string, StreamChange> _streams = new(StringComparer.Ordinal);
    readonly List<LineRow> _lines = [];

    public IReadOnlyDictionary<string, StreamChange> Streams => _streams;

    public IReadOnlyList<LineRow> Lines => _lines;

    public AccountTotals<(string Account, string Currency)> Balances { get; } = new(ByAccount);

    public AccountTotals<(DateOnly Day, string Account, string Currency)> Days { get; } = new(ByDay);

    /// <summary>Takes in an event that moved a stream to a version.</summary>
    public void AddEvent(string streamId, long version, long position, DateTimeOffset recordedAt, JournalFact fact)
    {
        var change = _streams.GetValueOrDefault(streamId) ?? new StreamChange();
        change.Version = version;
        _streams[streamId] = change;
        if (fact is not JournalEntryPosted entry)
        {
            return;
        }

        for (var n = 0; n < entry.Lines.Count; n++)
        {
            var line = entry.Lines[n];
            _lines.Add(new LineRow(entry, n, line, streamId, position, recordedAt));
            Balances.Add((line.Account, line.Currency), line.Side, line.MinorUnits);
            Days.Add((entry.BookingDate, line.Account, line.Currency), line.Side, line.MinorUnits);
        }
    }

    /// <summary>States what the stream's state was before these events and is after them.</summary>
    public void SetState(string streamId, PaymentState before, PaymentState after)
    {
        var change = _streams[streamId];
        change.Before = before;
        change.After = after;
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
sealed record LineRow(
    JournalEntryPosted Entry, int Index, PostedLine Line, string StreamId, long Position, DateTimeOffset RecordedAt);
