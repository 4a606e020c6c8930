namespace Ledger.Reporting.Verifying;

/// <summary>
/// The rules of the export to ERPs that its server can check by itself, by other code than that which made the documents (R-ERP-27): each
/// exported entry is in exactly one live document for each target and currency, totals tie, payloads and standings are what was decided.
/// </summary>
static class ErpChecks
{
    /// <summary>The lines of the entries in each run, from the messages that came over the bus.</summary>
    const string Entered =
        """
        entered as (
            select r.target, r.number, e.position, e.booking_date, l ->> 'account' as account, l -> 'amount' ->> 'currency' as currency,
                   case l ->> 'side' when 'Debit' then 'D' else 'C' end as side, (l -> 'amount' ->> 'minorUnits')::bigint as units,
                   x.target is not null as excluded
            from run r join entry e on e.position > r.cut_from and e.position <= r.cut_to
                cross join lateral jsonb_array_elements(convert_from(e.body, 'UTF8')::jsonb -> 'lines') as l
                left join run_exclusion x on x.target = r.target and x.number = r.number
                    and x.ledger_account = l ->> 'account' and x.booking_date = e.booking_date)
        """;

    /// <summary>Lines of documents that count, as the journal booked them; a rounding line is of no entry.</summary>
    const string Documented =
        """
        documented as (
            select d.target, d.run_number as number, d.reference, l.line_no, l.ledger_account as account, l.side::text as side, l.positions,
                   coalesce(l.booked_currency, l.currency)::text as currency, coalesce(l.booked_units, l.minor_units) as units
            from document d join document_line l using (target, reference)
            where d.state <> 'superseded' and l.ledger_account <> '')
        """;

    const string Covered =
        $"""
        {Documented},
        covered as (
            select target, number, p.position, currency, min(reference) as one, max(reference) as other
            from documented cross join unnest(positions) as p (position) group by target, number, p.position, currency)
        """;

    /// <summary>All of them, in the order in which they run.</summary>
    public static IReadOnlyList<IVerificationCheck> All { get; } =
    [
        new ChainCheck("erp-chain", VerifiedPart.ErpExport),
        new ErpEntriesCheck(),
        Check(
            "erp-runs", "Runs of each target follow one another without gap or overlap, each as it was cut", "select count(*) from run",
            """
            select 'run', target || ' run ' || number, 'run ' || last + 1 || ' behind position ' || coalesce(ended, cut_from),
                   'run ' || number || ' behind position ' || cut_from
            from (
                select target, number, cut_from, coalesce(lag(number) over w, 0) as last, lag(cut_to) over w as ended from run
                window w as (partition by target order by number)) r
            where number <> last + 1 or cut_from <> ended
            order by target, number limit 1
            """,
            """
            select 'target', t.target, 'run ' || coalesce(r.number, 0) || ' up to position ' || coalesce(r.cut_to, 0),
                   'run ' || t.run_number || ' up to position ' || t.cut_to
            from target t left join lateral (
                select number, cut_to from run where run.target = t.target order by number desc limit 1) r on true
            where t.run_number <> coalesce(r.number, 0) or t.cut_to <> coalesce(r.cut_to, t.cut_to)
            order by t.target limit 1
            """,
            """
            select 'run', r.target || ' run ' || r.number, r.entries || ' entries', count(e.position) || ' entries'
            from run r left join entry e on e.position > r.cut_from and e.position <= r.cut_to
            group by r.target, r.number having count(e.position) <> r.entries
            order by r.target, r.number limit 1
            """,
            ErpEventProbes.Runs, ErpEventProbes.Exclusions),
        Check(
            "erp-coverage", "Each exported entry is in exactly one live document for each target, or excluded",
            "select coalesce(sum(entries), 0)::bigint from run",
            $"""
            with {Covered}
            select 'entry in two documents', target || ', position ' || position || ', ' || currency, 'one document',
                   one || ' and ' || other
            from covered where one <> other order by target, position limit 1
            """,
            $"""
            with {Entered}, {Covered}
            select 'entry in no document', e.target || ' run ' || e.number || ', position ' || e.position || ', ' || e.currency,
                   'a live document', 'none'
            from (select distinct target, number, position, currency from entered where not excluded) e
                left join covered c using (target, number, position, currency)
            where c.one is null order by e.target, e.position limit 1
            """,
            $"""
            with {Documented}
            select 'document with a foreign entry', d.target || ', ' || d.reference, 'entries of run ' || d.number,
                   'position ' || p.position
            from documented d cross join unnest(d.positions) as p (position)
                join run r on r.target = d.target and r.number = d.number
            where p.position <= r.cut_from or p.position > r.cut_to or not exists (select from entry e where e.position = p.position)
            order by d.target, d.reference limit 1
            """,
            $"""
            with {Documented},
            linked as (
                select target, reference, array_agg(distinct p.position order by p.position) as positions
                from documented cross join unnest(positions) as p (position) group by target, reference)
            select 'document', d.target || ', ' || d.reference, cardinality(l.positions) || ' entries by its lines',
                   cardinality(d.positions) || ' entries'
            from document d left join linked l using (target, reference)
            where d.state <> 'superseded'
                and l.positions is distinct from (select array_agg(p order by p) from unnest(d.positions) as p)
            order by d.target, d.reference limit 1
            """,
            ErpEventProbes.Uncovered),
        Check(
            "erp-totals", "Documents of a run add up to the entries in it, per account, currency and side",
            "select count(*) from document_line",
            $"""
            with {Entered}, {Documented},
            wanted as (
                select target, number, account, currency, side, sum(units) filter (where not excluded) as units,
                       bool_or(excluded) as some_excluded, sum(units) as most
                from entered group by target, number, account, currency, side),
            sent as (
                select target, number, account, currency, side, sum(units) as units
                from documented group by target, number, account, currency, side)
            select 'total', target || ' run ' || number || ', account ' || account || ', ' || currency || ', '
                       || case side when 'D' then 'debits' else 'credits' end,
                   coalesce(w.units, 0)::text, coalesce(s.units, 0)::text
            from wanted w full join sent s using (target, number, account, currency, side)
            where coalesce(s.units, 0) < coalesce(w.units, 0)
                or coalesce(s.units, 0) > case when w.some_excluded then w.most else coalesce(w.units, 0) end
            order by target, number, account limit 1
            """),
        Check(
            "erp-payloads",
            "Every payload has the hash that it was sent under, and says what stands beside it; every line leads to its entries",
            "select count(*) from document",
            """
            select 'payload', target || ', ' || reference, payload_hash, encode(sha256(payload), 'hex')
            from document where encode(sha256(payload), 'hex') <> payload_hash order by target, reference limit 1
            """,
            """
            with said as (
                select d.target, d.reference, (l ->> 'number')::int as line_no, l ->> 'ledgerAccount' as ledger_account,
                       l ->> 'account' as account,
                       case l ->> 'side' when 'Debit' then 'D' else 'C' end as side, l -> 'amount' ->> 'currency' as currency,
                       (l -> 'amount' ->> 'minorUnits')::bigint as units
                from document d cross join lateral jsonb_array_elements(convert_from(d.payload, 'UTF8')::jsonb -> 'lines') as l)
            select 'line', coalesce(s.target, l.target) || ', ' || coalesce(s.reference, l.reference)
                       || ', line ' || coalesce(s.line_no, l.line_no),
                   s.ledger_account || ' as ' || s.account || ' ' || s.side || ' ' || s.units || ' ' || s.currency,
                   l.ledger_account || ' as ' || l.account || ' ' || l.side::text || ' ' || l.minor_units || ' ' || l.currency
            from said s full join document_line l on l.target = s.target and l.reference = s.reference and l.line_no = s.line_no
            where (s.ledger_account, s.account, s.side, s.currency, s.units)
                is distinct from (l.ledger_account, l.account, l.side::text, l.currency::text, l.minor_units)
            order by 2 limit 1
            """,
            ErpEventProbes.Heads, ErpEventProbes.LineHashes),
        Check(
            "erp-standings", "Every document that was made is there, and stands where its last event left it",
            "select count(*) from document",
            """
            with last as (
                select distinct on (stream_id) stream_id, data from mt_events where type = 'erp_document_moved'
                order by stream_id, version desc),
            told as (
                select d.target, d.reference,
                       concat_ws(
                           ', ', d.state, 'version ' || d.version, 'payload ' || d.generation || ' ' || d.payload_hash,
                           'sent ' || d.attempt, 'draft ' || d.handle, 'id ' || d.erp_id, 'number ' || d.erp_number,
                           'dated ' || d.posted_date, d.reason, d.detail, 'by ' || d.changed_by) as stands,
                       concat_ws(
                           ', ', e.data ->> 'To', 'version ' || (e.data ->> 'Version'),
                           'payload ' || (e.data ->> 'Generation') || ' ' || (e.data ->> 'PayloadHash'),
                           'sent ' || coalesce(e.data ->> 'Attempt', '0'), 'draft ' || (e.data ->> 'Handle'), 'id ' || (e.data ->> 'ErpId'),
                           'number ' || (e.data ->> 'ErpNumber'), 'dated ' || (e.data ->> 'PostedDate'), e.data ->> 'Reason',
                           e.data ->> 'Detail', 'by ' || (e.data ->> 'Actor')) as left_at
                from document d join last e on e.stream_id = 'erp/' || d.target || '/' || d.reference)
            select 'document', target || ', ' || reference, left_at, stands from told where left_at <> stands
            order by target, reference limit 1
            """,
            """
            with moved as (select distinct stream_id from mt_events where type = 'erp_document_moved'),
            named as (
                select distinct e.data ->> 'Target' as target, n ->> 'Reference' as reference, n ->> 'PayloadHash' as payload_hash
                from mt_events e cross join lateral jsonb_array_elements(
                    coalesce(e.data -> 'Documents', e.data -> 'Beside', '[]'::jsonb)) as n
                where e.type in ('erp_run_cut', 'erp_document_moved'))
            select 'document', d.target || ', ' || d.reference, 'version 0, with the payload that its run or the document before it names',
                   'version ' || d.version || ', ' || d.state || ', payload ' || d.payload_hash
            from document d left join moved m on m.stream_id = 'erp/' || d.target || '/' || d.reference
                left join named n on n.target = d.target and n.reference = d.reference and n.payload_hash = d.payload_hash
            where m.stream_id is null and (
                n.reference is null or d.version <> 0 or d.generation not in (1, 2) or d.attempt <> 0
                or d.state not in ('planned', 'rejected'))
            order by d.target, d.reference limit 1
            """,
            ErpEventProbes.Documents),
        Check(
            "erp-findings", "Every finding is of an event, open or closed as its events say", "select count(*) from finding",
            ErpEventProbes.Findings, ErpEventProbes.Closings),
    ];

    static SqlCheck Check(string name, string rule, string count, params IReadOnlyList<string> probes) =>
        new(name, rule, count, probes) { Of = VerifiedPart.ErpExport };
}
