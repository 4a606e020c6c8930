using Ledger.PaymentEvents;
using Npgsql;

namespace Ledger.Cli.Replaying;

/// <summary>Asks the journal's inbox about facts, in the order of precedence in which the inbox itself judges them.</summary>
/// <param name="journal">Connections to the journal's server.</param>
sealed class InboxLookup(NpgsqlDataSource journal)
{
    /// <summary>What waited past its deadline was raised as an exception, and is a person's.</summary>
    const string Ended =
        """
        case when disposition = 'held' and exists (select from journal.held_event h where h.event_id = i.fact_key and h.overdue)
            then 'exception' else disposition end
        """;

    const string Known =
        $"""
        select '', message_key, fact_key, fingerprint, {Ended} from journal.inbox i where message_key = any ($1)
        union all
        select '', message_key, fact_key, fingerprint, {Ended} from journal.inbox i where fact_key = any ($2)
        union all
        select kind, message_key, fact_key, fingerprint, '' from journal.inbox_repeat
        where message_key = any ($1) and kind = 'KEY_REUSED'
        union all
        select kind, message_key, fact_key, fingerprint, '' from journal.inbox_repeat
        where fact_key = any ($2) and kind = 'FACT_CONTRADICTED'
        """;

    /// <summary>What is known of each fact.</summary>
    public async Task<IReadOnlyList<FactFinding>> FindAsync(IReadOnlyList<PaymentEvent> facts, CancellationToken ct)
    {
        var (byMessage, byFact) = (new Dictionary<Guid, Entry>(), new Dictionary<Guid, Entry>());
        var judged = new HashSet<(string Kind, Guid Key, string Fingerprint)>();
        await using var command = journal.CreateCommand(Known);
        command.CommandTimeout = 0;
        command.Parameters.Add(new NpgsqlParameter { Value = facts.Select(fact => fact.MessageKey).Distinct().ToArray() });
        command.Parameters.Add(new NpgsqlParameter { Value = facts.Select(fact => fact.EventId).Distinct().ToArray() });
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            var (kind, message, fact) = (reader.GetString(0), reader.GetGuid(1), reader.GetGuid(2));
            var fingerprint = Convert.ToHexString(reader.GetFieldValue<byte[]>(3));
            if (kind.Length == 0)
            {
                byMessage[message] = byFact[fact] = new Entry(fingerprint, reader.GetString(4));
            }
            else
            {
                judged.Add((kind, kind == "KEY_REUSED" ? message : fact, fingerprint));
            }
        }

        return [.. facts.Select(fact => Judge(fact, byMessage, byFact, judged))];
    }

    static FactFinding Judge(
        PaymentEvent fact, Dictionary<Guid, Entry> byMessage, Dictionary<Guid, Entry> byFact,
        HashSet<(string Kind, Guid Key, string Fingerprint)> judged)
    {
        var fingerprint = Convert.ToHexString(fact.Fingerprint());
        FactFinding Against(Entry known, string kind, Guid key) => known.Fingerprint == fingerprint
            ? known.Finding
            : judged.Contains((kind, key, fingerprint)) ? FactFinding.Judged : FactFinding.Different;
        if (byMessage.TryGetValue(fact.MessageKey, out var message))
        {
            return Against(message, "KEY_REUSED", fact.MessageKey);
        }

        return byFact.TryGetValue(fact.EventId, out var same) ? Against(same, "FACT_CONTRADICTED", fact.EventId) : FactFinding.New;
    }

    /// <summary>What an inbox has of a fact.</summary>
    readonly record struct Entry(string Fingerprint, string Disposition)
    {
        /// <summary>What is said of a fact with the same content.</summary>
        public FactFinding Finding => Disposition switch
        {
            JournalPosting.Disposition.Held => FactFinding.OnHold,
            JournalPosting.Disposition.Exception => FactFinding.Refused,
            _ => FactFinding.Identical,
        };
    }
}
