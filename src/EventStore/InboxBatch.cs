using System.Runtime.InteropServices;

namespace Ledger.EventStore;

/// <summary>
/// The inbox as one batch sees it: what the tables hold about its claims, and what the batch itself has added so far,
/// so that repeats inside a batch are judged as if they had come in separate ones.
/// </summary>
sealed class InboxBatch
{
    readonly Dictionary<Guid, InboxEntry> _byMessage = [];
    readonly Dictionary<Guid, InboxEntry> _byFact = [];
    readonly HashSet<Contradiction> _contradictions = [];
    readonly HashSet<InboxEntry> _lost = [];
    readonly InboxRows _rows = new();

    /// <summary>Knows nothing and has added nothing.</summary>
    public static InboxBatch Empty =>
        new(new CommitLoad(default, [], [], new Dictionary<string, StreamState>(StringComparer.Ordinal)));

    /// <summary>Knows what was loaded, and of facts that are not there what was recalled.</summary>
    public InboxBatch(CommitLoad loaded, IReadOnlyList<KnownClaim> recalled)
        : this(loaded)
    {
        foreach (var (record, fingerprint) in recalled)
        {
            var entry = new InboxEntry(record, fingerprint);
            if (_byFact.TryAdd(record.FactKey, entry))
            {
                _lost.Add(entry);
            }
        }
    }

    public InboxBatch(CommitLoad loaded)
    {
        foreach (var (record, fingerprint) in loaded.Known)
        {
            _byMessage.TryAdd(record.MessageKey, new InboxEntry(record, fingerprint));
            _byFact.TryAdd(record.FactKey, _byMessage[record.MessageKey]);
        }

        foreach (var known in loaded.Contradictions)
        {
            var key = known.Verdict == InboxVerdict.KeyReused ? known.MessageKey : known.FactKey;
            _contradictions.Add(Contradiction.Of(known.Verdict, key, known.Fingerprint));
        }
    }

    /// <summary>Knows what was loaded, and of its claims what the batch before adds and settles, which is newer.</summary>
    public InboxBatch(CommitLoad loaded, IReadOnlyList<InboxClaim> claims, InboxBatch before)
        : this(loaded)
    {
        foreach (var claim in claims)
        {
            Adopt(before._byMessage.GetValueOrDefault(claim.MessageKey));
            Adopt(before._byFact.GetValueOrDefault(claim.FactKey));
        }

        if (before._contradictions.Count > 0)
        {
            var keys = claims.SelectMany(claim => (Guid[])[claim.MessageKey, claim.FactKey]).ToHashSet();
            _contradictions.UnionWith(before._contradictions.Where(known => keys.Contains(known.Key)));
        }
    }

    /// <summary>The first entry that this batch adds; null when it adds none.</summary>
    public Guid? FirstAdded => _rows.FirstAdded;

    /// <summary>What the batch will write.</summary>
    public InboxRows Rows => _rows;

    /// <summary>The entry that was there when the batch was loaded.</summary>
    public InboxRecord? Loaded(Guid messageKey) => _byMessage.GetValueOrDefault(messageKey)?.Record;

    public InboxFinding Find(InboxClaim? claim)
    {
        if (claim is null)
        {
            return new InboxFinding(InboxVerdict.New, null, false);
        }

        if (_byMessage.TryGetValue(claim.MessageKey, out var message))
        {
            return message.Carries(claim.Fingerprint)
                ? new InboxFinding(InboxVerdict.SameMessage, message.Record, false)
                : Contradicted(InboxVerdict.KeyReused, claim.MessageKey, claim, message);
        }

        if (_byFact.TryGetValue(claim.FactKey, out var fact))
        {
            return fact.Carries(claim.Fingerprint)
                ? new InboxFinding(InboxVerdict.SameFact, fact.Record, false)
                : Contradicted(InboxVerdict.FactContradicted, claim.FactKey, claim, fact);
        }

        return new InboxFinding(InboxVerdict.New, null, false);
    }

    /// <summary>Remembers what was decided on a claim: a new entry, or a line in the log of repeats.</summary>
    public void Add(InboxClaim claim, InboxVerdict verdict, InboxRecord record)
    {
        if (verdict == InboxVerdict.New)
        {
            var entry = new InboxEntry(record, claim.Fingerprint);
            _byMessage.Add(claim.MessageKey, entry);
            _byFact.Add(claim.FactKey, entry);
            _rows.Add(claim, entry);
            return;
        }

        if (verdict == InboxVerdict.SameFact && _byFact[claim.FactKey] is var known && _lost.Remove(known))
        {
            // The first to tell the fact again gives the entry back that was lost.
            _byMessage.Add(claim.MessageKey, known);
            _rows.Add(claim, known);
            return;
        }

        _rows.AddRepeat(claim, verdict);
        if (verdict is InboxVerdict.KeyReused or InboxVerdict.FactContradicted)
        {
            var key = verdict == InboxVerdict.KeyReused ? claim.MessageKey : claim.FactKey;
            _contradictions.Add(Contradiction.Of(verdict, key, claim.Fingerprint));
        }
    }

    /// <summary>Gives an earlier entry its new disposition, wherever it lies.</summary>
    public void Settle(InboxSettlement settlement)
    {
        if (_byFact.TryGetValue(settlement.FactKey, out var entry))
        {
            entry.Settle(settlement);
        }

        if (entry is null || !_rows.Holds(entry))
        {
            _rows.Settle(settlement);
        }
    }

    void Adopt(InboxEntry? newer)
    {
        if (newer is not null)
        {
            var copy = newer.Copy();
            _byMessage[copy.Record.MessageKey] = copy;
            _byFact[copy.Record.FactKey] = copy;
        }
    }

    InboxFinding Contradicted(InboxVerdict verdict, Guid key, InboxClaim claim, InboxEntry prior) =>
        new(verdict, prior.Record, _contradictions.Contains(Contradiction.Of(verdict, key, claim.Fingerprint)));

    /// <summary>A key and the content that contradicted it; the fingerprint's 32 bytes as two values.</summary>
    [StructLayout(LayoutKind.Auto)]
    readonly record struct Contradiction(InboxVerdict Verdict, Guid Key, Guid High, Guid Low)
    {
        public static Contradiction Of(InboxVerdict verdict, Guid key, ReadOnlySpan<byte> fingerprint) =>
            new(verdict, key, new Guid(fingerprint[..16]), new Guid(fingerprint[16..]));
    }
}
