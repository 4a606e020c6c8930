using System.Runtime.InteropServices;
using Npgsql;

namespace Ledger.EventStore;

/// <summary>
/// The inbox as one batch sees it: what the tables hold about its claims, and what the batch itself has added so far,
/// so that repeats inside a batch are judged as if they had come in separate ones.
/// </summary>
sealed class InboxBatch(string schema)
{
    readonly Dictionary<Guid, InboxEntry> _byMessage = [];
    readonly Dictionary<Guid, InboxEntry> _byFact = [];
    readonly HashSet<Contradiction> _contradictions = [];
    readonly InboxRows _rows = new(schema);

    /// <summary>The first entry that this batch adds; null when it adds none.</summary>
    public Guid? FirstAdded => _rows.FirstAdded;

    /// <summary>The three questions to the tables; <see cref="ReadAsync"/> reads the answers.</summary>
    public IEnumerable<NpgsqlBatchCommand> Select(IEnumerable<InboxClaim> claims)
    {
        const string Entry = "message_key, fact_key, fingerprint, disposition, reason, outcome_id, recorded_at";
        var messages = SqlArray.Of([.. claims.Select(claim => claim.MessageKey)]);
        var facts = SqlArray.Of([.. claims.Select(claim => claim.FactKey)]);
        return
        [
            new($"select {Entry} from {schema}.inbox where message_key = any($1)") { Parameters = { messages } },
            new($"select {Entry} from {schema}.inbox where fact_key = any($1)") { Parameters = { facts.Clone() } },
            new(
                $"""
                select distinct kind, message_key, fact_key, fingerprint from {schema}.inbox_repeat
                where message_key = any($1) and kind = 'KEY_REUSED'
                union
                select distinct kind, message_key, fact_key, fingerprint from {schema}.inbox_repeat
                where fact_key = any($2) and kind = 'FACT_CONTRADICTED'
                """)
            {
                Parameters = { messages.Clone(), facts.Clone() },
            },
        ];
    }

    /// <summary>Reads the three results of <see cref="Select"/> and moves to the next.</summary>
    public async Task ReadAsync(NpgsqlDataReader reader, CancellationToken ct)
    {
        for (var question = 0; question < 2; question++)
        {
            while (await reader.ReadAsync(ct))
            {
                var entry = InboxEntry.Read(reader);
                _byMessage.TryAdd(entry.Record.MessageKey, entry);
                _byFact.TryAdd(entry.Record.FactKey, _byMessage[entry.Record.MessageKey]);
            }

            await reader.NextResultAsync(ct);
        }

        while (await reader.ReadAsync(ct))
        {
            var verdict = InboxKind.Parse(reader.GetString(0));
            var key = verdict == InboxVerdict.KeyReused ? reader.GetGuid(1) : reader.GetGuid(2);
            _contradictions.Add(Contradiction.Of(verdict, key, reader.GetFieldValue<byte[]>(3)));
        }

        await reader.NextResultAsync(ct);
    }

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

    /// <summary>Adds the commands that write all this.</summary>
    public void AddTo(NpgsqlBatch batch, DateTimeOffset recordedAt, bool ensurePartitions) =>
        _rows.AddTo(batch, recordedAt, ensurePartitions);

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
