namespace Ledger.Reporting.Verifying;

/// <summary>The rules of the inventory that its server can check by itself, by other code than that which wrote the tables.</summary>
static class StockChecks
{
    /// <summary>Every movement of every stock, from the events alone.</summary>
    const string Moved =
        """
        moved as (
            select e.seq_id as position, e.id, e.data ->> 'EventId' as event_id, e.data ->> 'OrderRef' as order_ref, m.n - 1 as line_no,
                   m.line ->> 'Sku' as sku, m.line ->> 'Location' as location, (m.line ->> 'Sequence')::bigint as sequence,
                   m.line -> 'Before' as before, m.line -> 'After' as after,
                   coalesce((m.line ->> 'AvailableAfter')::bigint, 0) as available,
                   coalesce((m.line ->> 'Backorderable')::boolean, false) as backorderable
            from mt_events e cross join lateral jsonb_array_elements(e.data -> 'Movements') with ordinality as m (line, n)
            where e.type = 'stock_moved')
        """;

    /// <summary>All of them, in the order in which they run.</summary>
    public static IReadOnlyList<IVerificationCheck> All { get; } =
    [
        new ChainCheck("stock-chain", VerifiedPart.Inventory),
        Check(
            "stock-movements", "Movements of every stock run from 1 without holes; each begins where the one before ended; none oversells",
            "select count(*) from stock_movement",
            $"""
            with {Moved}
            select 'movement', 'position ' || position || ', ' || sku || '@' || location, 'movement ' || coalesce(last, 0) + 1 || ' from '
                   || coalesce(ended, after)::text, 'movement ' || sequence || ' from ' || before::text
            from (
                select *, lag(sequence) over w as last, lag(after) over w as ended from moved
                window w as (partition by sku, location order by position, line_no)) m
            where sequence <> coalesce(last, 0) + 1 or (ended is not null and ended <> before)
            order by position, line_no limit 1
            """,
            $"""
            with {Moved}
            select 'oversold', 'position ' || position || ', movement ' || sequence || ' of ' || sku || '@' || location,
                   'promised units no more than on hand', 'available ' || available
            from moved
            where not backorderable and available < 0
                and coalesce((after ->> 'Reserved')::bigint, 0) + coalesce((after ->> 'Committed')::bigint, 0)
                    > coalesce((before ->> 'Reserved')::bigint, 0) + coalesce((before ->> 'Committed')::bigint, 0)
            order by position, line_no limit 1
            """),
        Check(
            "stock-levels", "Every stock is what its last movement left, and never below zero", "select count(*) from stock_level",
            $"""
            with {Moved},
            last as (select distinct on (sku, location) * from moved order by sku, location, position desc, line_no desc)
            select 'stock_level', coalesce(l.sku || '@' || l.location, s.sku || '@' || s.location),
                   'movement ' || coalesce(l.sequence, 0) || ', on hand ' || coalesce(l.after ->> 'OnHand', '0') || ', reserved '
                   || coalesce(l.after ->> 'Reserved', '0') || ', committed ' || coalesce(l.after ->> 'Committed', '0'),
                   'movement ' || coalesce(s.sequence, 0) || ', on hand ' || coalesce(s.on_hand, 0) || ', reserved '
                   || coalesce(s.reserved, 0) || ', committed ' || coalesce(s.committed, 0)
            from last l full join stock_level s using (sku, location)
            where l.sequence is distinct from s.sequence
                or coalesce((l.after ->> 'OnHand')::bigint, 0) <> s.on_hand
                or coalesce((l.after ->> 'Reserved')::bigint, 0) <> s.reserved
                or coalesce((l.after ->> 'Committed')::bigint, 0) <> s.committed
            order by 2 limit 1
            """),
        Check(
            "stock-reservations", "What is reserved of a stock is what orders keep of it", "select count(*) from stock_reservation",
            """
            select 'reserved units', coalesce(s.sku || '@' || s.location, r.sku || '@' || r.location),
                   coalesce(r.quantity, 0) || ' kept by orders', coalesce(s.reserved, 0) || ' reserved'
            from stock_level s full join (
                select sku, location, sum(quantity) as quantity from stock_reservation group by sku, location) r using (sku, location)
            where coalesce(s.reserved, 0) <> coalesce(r.quantity, 0)
            order by 2 limit 1
            """),
        Check(
            "stock-inbox", "Each event and each command moved stock at most once, and each movement has its event or command",
            "select count(*) from inbox",
            """
            select 'moved twice', 'event ' || (data ->> 'EventId'), 'one event that moves',
                   count(*) || ' at positions ' || string_agg(seq_id::text, ', ' order by seq_id)
            from mt_events where type = 'stock_moved' group by data ->> 'EventId' having count(*) > 1 order by min(seq_id) limit 1
            """,
            """
            select 'movement without its cause', 'position ' || e.seq_id || ', ' || (e.data ->> 'Class') || ' ' || (e.data ->> 'EventId'),
                   'an inbox row', 'none'
            from mt_events e
            where e.type like 'stock\_%' and e.data ->> 'Class' <> 'stock.lapse'
                and not exists (select from inbox i where i.fact_key = (e.data ->> 'EventId')::uuid)
                and not (e.type = 'stock_exception_raised' and exists (
                    select from inbox_repeat r where r.fact_key = (e.data ->> 'EventId')::uuid))
            order by e.seq_id limit 1
            """,
            """
            select 'inbox row without its event', 'fact ' || i.fact_key || ' (' || i.source_event_id || '), ' || i.stream_id,
                   'an event for the disposition ' || i.disposition, 'no event'
            from inbox i
            where i.disposition in ('moved', 'noted', 'held', 'exception') and not exists (
                select from mt_events e where e.type like 'stock\_%' and (e.data ->> 'EventId')::uuid = i.fact_key)
                and not (i.source like 'inventory/%' and i.outcome_id is not null)
            order by i.recorded_at, i.fact_key limit 1
            """),
        Check(
            "stock-commands", "Every command's bytes are there, with the hash that its events state", "select count(*) from stock_command",
            """
            select 'command', 'command ' || command_id, encode(coalesce(stored_sha256, body_sha256), 'hex'), encode(sha256(body), 'hex')
            from stock_command where sha256(body) <> coalesce(stored_sha256, body_sha256) order by command_id limit 1
            """,
            """
            select 'event without its command', 'position ' || e.seq_id || ', command ' || (e.data ->> 'DeliveryId'),
                   'bytes with the hash ' || (e.data ->> 'BodySha256'), coalesce(encode(c.body_sha256, 'hex'), 'none')
            from mt_events e left join stock_command c on c.command_id = (e.data ->> 'DeliveryId')::uuid
            where e.type like 'stock\_%' and e.data ? 'Actor'
                and encode(c.body_sha256, 'hex') is distinct from e.data ->> 'BodySha256'
            order by e.seq_id limit 1
            """),
        new DeliveryReachedCheck("inventory"),
    ];

    static SqlCheck Check(string name, string rule, string count, params IReadOnlyList<string> probes) =>
        new(name, rule, count, probes) { Of = VerifiedPart.Inventory };
}
