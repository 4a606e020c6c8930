namespace Ledger.Reporting.Verifying;

/// <summary>The rules between streams, events and inbox.</summary>
static class StreamChecks
{
    /// <summary>What the inbox says became of a fact, and the event that must then be in the stream.</summary>
    const string Fact =
        """
        fact as (
            select (data ->> 'EventId')::uuid as event_id, array_agg(distinct type::text) as types
            from mt_events
            where type in ('journal_entry_posted', 'payment_event_noted', 'payment_event_held', 'exception_raised')
            group by 1)
        """;

    /// <summary>Versions of a stream are 1, 2, 3 …, in the order of positions, up to the stream's own version.</summary>
    public static readonly IVerificationCheck Streams = new SqlCheck(
        "streams", "Versions of every stream run from 1 without holes up to the stream's version",
        "select count(*) from mt_streams",
        """
        select 'stream', coalesce(s.id, e.stream_id), 'versions 1 to ' || coalesce(s.version::text, 'none (no stream row)'),
               coalesce(e.events, 0) || ' events, versions ' || coalesce(e.lowest, 0) || ' to ' || coalesce(e.highest, 0)
        from (select id, version from mt_streams where id <> 'mt_tombstone') s
        full join (
            select stream_id, count(*) as events, min(version) as lowest, max(version) as highest
            from mt_events where stream_id <> 'mt_tombstone' group by stream_id) e on e.stream_id = s.id
        where s.version is distinct from coalesce(e.highest, 0)
            or (e.stream_id is not null and (e.lowest <> 1 or e.events <> e.highest))
        order by 2 limit 1
        """,
        """
        select 'order in the stream', 'stream ' || stream_id || ', version ' || version,
               'a position above ' || before, 'position ' || seq_id
        from (
            select stream_id, version, seq_id, lag(seq_id) over (partition by stream_id order by version) as before
            from mt_events where stream_id <> 'mt_tombstone') e
        where seq_id <= before
        order by seq_id limit 1
        """);

    /// <summary>Inbox and streams tell the same story.</summary>
    public static readonly IVerificationCheck Inbox = new SqlCheck(
        "inbox", "Inbox and streams agree: every handled fact has its event, every event its inbox row, none twice",
        "select count(*) from inbox",
        Twice("fact_key", "fact"), Twice("message_key", "message"),
        $"""
        with {Fact}
        select 'inbox row without its event', 'fact ' || i.fact_key || ' (' || i.source_event_id || '), ' || i.stream_id,
               'an event ' || coalesce(i.wanted, 'known') || ' for the disposition ' || i.disposition,
               coalesce(array_to_string(f.types, ', '), 'no event')
        from (
            select fact_key, source_event_id, stream_id, disposition, recorded_at, case disposition
                       when 'posted' then 'journal_entry_posted' when 'noted' then 'payment_event_noted'
                       when 'noop' then 'payment_event_noted' when 'held' then 'payment_event_held'
                       when 'exception' then 'exception_raised' end as wanted
            from inbox) i
        left join fact f on f.event_id = i.fact_key
        where f.types is null or i.wanted is null or not i.wanted = any (f.types)
        order by i.recorded_at, i.fact_key limit 1
        """,
        """
        select 'event without its inbox row', 'position ' || e.seq_id || ', event ' || (e.data ->> 'EventId'),
               'an inbox row of that fact', 'none'
        from mt_events e
        where e.type in ('journal_entry_posted', 'payment_event_noted', 'payment_event_held', 'exception_raised')
            and not exists (select from inbox i where i.fact_key = (e.data ->> 'EventId')::uuid)
            and not (e.type = 'exception_raised' and exists (
                select from inbox_repeat r where r.fact_key = (e.data ->> 'EventId')::uuid))
        order by e.seq_id limit 1
        """);

    /// <summary>A fact posts once; an entry is corrected at most once, in its own stream.</summary>
    public static readonly IVerificationCheck Entries = new SqlCheck(
        "entries-once", "Every fact posts at most once and every entry is corrected at most once",
        "select count(*) from mt_events where type = 'journal_entry_posted'",
        """
        select 'event id', 'event ' || id, 'one event of that id',
            count(*) || ' at positions ' || string_agg(seq_id::text, ', ' order by seq_id)
        from mt_events where stream_id <> 'mt_tombstone'
        group by id having count(*) > 1 order by min(seq_id) limit 1
        """,
        """
        select 'fact posted twice', 'event ' || (data ->> 'EventId'), 'one entry, with its counter-entries if any',
               count(*) || ' entries at positions ' || string_agg(seq_id::text, ', ' order by seq_id)
        from mt_events where type = 'journal_entry_posted'
        group by data ->> 'EventId'
        having count(*) - count(data ->> 'Corrects') > 1 or count(distinct timestamp) > 1
        order by min(seq_id) limit 1
        """,
        """
        select 'entry corrected twice', 'entry ' || (data ->> 'Corrects'), 'one correction',
               count(*) || ' at positions ' || string_agg(seq_id::text, ', ' order by seq_id)
        from mt_events where type = 'journal_entry_posted' and data ? 'Corrects'
        group by data ->> 'Corrects' having count(*) > 1 order by min(seq_id) limit 1
        """,
        """
        select 'correction', 'position ' || c.seq_id || ', entry ' || c.id,
               'an earlier entry ' || (c.data ->> 'Corrects') || ' in stream ' || c.stream_id, 'none'
        from mt_events c
        left join mt_events o on o.stream_id = c.stream_id and o.id = (c.data ->> 'Corrects')::uuid
            and o.type = 'journal_entry_posted' and o.seq_id < c.seq_id
        where c.type = 'journal_entry_posted' and c.data ? 'Corrects' and o.id is null
        order by c.seq_id limit 1
        """);

    static string Twice(string key, string what) =>
        $"""
        select '{what} stands twice in the inbox', '{what} ' || {key}, 'one row', count(*) || ' rows'
        from inbox group by {key} having count(*) > 1 order by min(recorded_at) limit 1
        """;
}
