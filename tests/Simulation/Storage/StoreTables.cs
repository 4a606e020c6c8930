using Ledger.EventStore;

namespace Ledger.Simulation.Storage;

/// <summary>What is committed of the event store of a schema, and nothing else.</summary>
class StoreTables
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

    /// <summary>Ids of events of which each may be there once.</summary>
    public HashSet<Guid> UniqueIds { get; } = [];

    public ChainHead Head { get; set; } = new(0, new byte[32], 0, 0);

    public long RelayPosition { get; set; }

    /// <summary>Position of the last event; 0 when there is none.</summary>
    public long LastPosition { get; private set; }

    public void AddEvent(EventRow row)
    {
        Events.Add(row);
        Positions.Add(row.Position);
        UniqueIds.UnionWith(MustBeUnique(row.Type) ? [row.Id] : []);
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

    /// <summary>True for events whose id a unique index guards.</summary>
    public virtual bool MustBeUnique(string type) => false;
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
