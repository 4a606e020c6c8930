using Ledger.EventStore;
using Ledger.JournalPosting.Events;
using Ledger.JournalPosting.Storage;

namespace Ledger.Simulation.Storage;

/// <summary>What is committed, and nothing else.</summary>
sealed class Tables
{
    readonly Dictionary<Guid, List<InboxRepeat>> _contradictions = [];
    readonly SortedList<long, EventRow> _byPosition = [];

    /// <summary>All rows of the inbox, in order of commit.</summary>
    public List<InboxRow> Inbox { get; } = [];

    public Dictionary<Guid, InboxRow> InboxByMessage { get; } = [];

    public Dictionary<Guid, InboxRow> InboxByFact { get; } = [];

    public List<InboxRepeat> Repeats { get; } = [];

    public Dictionary<string, long> Streams { get; } = new(StringComparer.Ordinal);

    /// <summary>In order of commit.</summary>
    public List<EventRow> Events { get; } = [];

    public HashSet<long> Positions { get; } = [];

    public HashSet<Guid> EntryIds { get; } = [];

    public ChainHead Head { get; set; } = new(0, new byte[32], 0, 0);

    public Dictionary<string, StateRow> States { get; } = new(StringComparer.Ordinal);

    public Dictionary<(long Position, int Number), JournalLineRow> Lines { get; } = [];

    public Dictionary<(string Account, string Currency), (decimal Debits, decimal Credits)> Balances { get; } = [];

    public Dictionary<(DateOnly Day, string Account, string Currency), (decimal Debits, decimal Credits)> Days { get; } = [];

    public Dictionary<string, HeldRow[]> Held { get; } = new(StringComparer.Ordinal);

    public HashSet<(string Key, string Stream)> TraceKeys { get; } = [];

    public long RelayPosition { get; set; }

    /// <summary>Position of the last event; 0 when there is none.</summary>
    public long LastPosition { get; private set; }

    public void AddEvent(EventRow row)
    {
        Events.Add(row);
        Positions.Add(row.Position);
        if (row.Type == JournalEventTypes.EntryPosted)
        {
            EntryIds.Add(row.Id);
        }

        _byPosition.Add(row.Position, row);
        LastPosition = Math.Max(LastPosition, row.Position);
    }

    /// <summary>Events behind a position, in order of position.</summary>
    public IEnumerable<EventRow> ByPosition(long after, int limit)
    {
        var positions = _byPosition.Keys;
        var (low, high) = (0, positions.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = positions[middle] <= after ? (middle + 1, high) : (low, middle);
        }

        for (var n = low; n < positions.Count && n < low + limit; n++)
        {
            yield return _byPosition.Values[n];
        }
    }

    public void AddInbox(InboxRow row)
    {
        Inbox.Add(row);
        InboxByMessage.TryAdd(row.Claim.MessageKey, row);
        InboxByFact.TryAdd(row.Claim.FactKey, row);
    }

    public void AddRepeat(InboxRepeat repeat)
    {
        Repeats.Add(repeat);
        if (repeat.Verdict is InboxVerdict.KeyReused or InboxVerdict.FactContradicted)
        {
            var key = repeat.Verdict == InboxVerdict.KeyReused ? repeat.Claim.MessageKey : repeat.Claim.FactKey;
            _contradictions.TryAdd(key, []);
            _contradictions[key].Add(repeat);
        }
    }

    public IEnumerable<InboxRepeat> ContradictionsOf(Guid key) => _contradictions.GetValueOrDefault(key, []);

    public void ReplaceHolds(string stream, HeldRow[] holds)
    {
        if (holds.Length == 0)
        {
            Held.Remove(stream);
        }
        else
        {
            Held[stream] = holds;
        }
    }

    /// <summary>Adds a batch's sums to the rows that are there.</summary>
    public static void AddUp<TKey>(Dictionary<TKey, (decimal Debits, decimal Credits)> rows, AccountTotals<TKey> sums)
        where TKey : notnull
    {
        var (keys, debits, credits) = (sums.Keys, sums.Debits, sums.Credits);
        for (var n = 0; n < keys.Length; n++)
        {
            var (d, c) = rows.GetValueOrDefault(keys[n]);
            rows[keys[n]] = (d + debits[n], c + credits[n]);
        }
    }
}

/// <summary>A row of the inbox.</summary>
sealed class InboxRow(InboxClaim claim, InboxRecord record, int commit)
{
    public InboxClaim Claim => claim;

    public InboxRecord Record { get; set; } = record;

    /// <summary>Number of the commit that wrote it.</summary>
    public int Commit => commit;
}

/// <summary>A row of <c>mt_events</c>, its data as <c>jsonb</c> prints it.</summary>
sealed record EventRow(
    long Position, Guid Id, string Stream, long Version, string Type, string DotNetType, string Data, DateTimeOffset At,
    string? CorrelationId, string? CausationId, string? Hash, int Commit);

/// <summary>A row of <c>payment_state</c>.</summary>
sealed record StateRow(string Status, byte[] State, long Version);

/// <summary>A row of <c>journal_line</c>.</summary>
sealed record JournalLineRow(
    long Position, int Number, string Account, string Currency, bool Debit, long MinorUnits, DateOnly Day);

/// <summary>A row of <c>held_event</c>.</summary>
sealed record HeldRow(Guid EventId, string Stream, string Reason, DateTimeOffset Deadline, bool Overdue);
