namespace Ledger.EventStore;

/// <summary>What a batch will write into the inbox tables.</summary>
sealed class InboxRows
{
    readonly List<(InboxClaim Claim, InboxEntry Entry)> _added = [];
    readonly HashSet<InboxEntry> _entries = [];
    readonly List<InboxRepeat> _repeats = [];
    readonly Dictionary<Guid, InboxSettlement> _settled = [];

    public Guid? FirstAdded => _added.Count > 0 ? _added[0].Claim.MessageKey : null;

    /// <summary>The new entries with what they came to be within the batch.</summary>
    public IReadOnlyList<InboxAddition> Added => [.. _added.Select(row => new InboxAddition(row.Claim, row.Entry.Record))];

    public IReadOnlyList<InboxRepeat> Repeats => _repeats;

    public IReadOnlyCollection<InboxSettlement> Settled => _settled.Values;

    public void Add(InboxClaim claim, InboxEntry entry)
    {
        _added.Add((claim, entry));
        _entries.Add(entry);
    }

    public bool Holds(InboxEntry entry) => _entries.Contains(entry);

    public void AddRepeat(InboxClaim claim, InboxVerdict verdict) => _repeats.Add(new InboxRepeat(claim, verdict));

    public void Settle(InboxSettlement settlement) => _settled[settlement.FactKey] = settlement;
}
