namespace Ledger.Reporting.Verifying;

/// <summary>
/// Probes from the export's events to its rows: what was decided is there, and nothing else. A row that was taken out, put in or changed
/// beside the events shows here; the events themselves are held by their chain.
/// </summary>
static class ErpEventProbes
{
    /// <summary>Each run that was cut has its row, as it was cut; no row is of no such event.</summary>
    public const string Runs =
        """
        with cut as (
            select data ->> 'Target' as target, (data ->> 'Number')::bigint as number,
                   concat_ws(
                       ', ', data ->> 'RunId', data ->> 'Mode', 'positions ' || (data ->> 'CutFrom') || ' to ' || (data ->> 'CutTo'),
                       'mapping ' || (data ->> 'MappingVersion'), (data ->> 'Entries') || ' entries',
                       jsonb_array_length(data -> 'Documents') || ' documents') as said
            from mt_events where type = 'erp_run_cut'),
        kept as (
            select target, number,
                   concat_ws(
                       ', ', run_id, mode, 'positions ' || cut_from || ' to ' || cut_to, 'mapping ' || mapping_version,
                       entries || ' entries', documents || ' documents') as stands
            from run)
        select 'run', target || ' run ' || number, said, stands from cut full join kept using (target, number)
        where said is distinct from stands order by target, number limit 1
        """;

    /// <summary>So many entries are excluded from a run as the events of its cut and of its documents say.</summary>
    public const string Exclusions =
        """
        with moved as (
            select d.target, d.run_number as number, sum((e.data ->> 'Excluded')::bigint) as excluded
            from mt_events e join document d on d.target = e.data ->> 'Target' and d.reference = e.data ->> 'Reference'
            where e.type = 'erp_document_moved' and coalesce(e.data ->> 'Excluded', '0') <> '0' group by d.target, d.run_number)
        select 'run', r.target || ' run ' || r.number,
               (e.data ->> 'Excluded')::bigint + coalesce(m.excluded, 0) || ' entries excluded',
               cardinality(r.excluded) || ' entries excluded'
        from mt_events e join run r on r.target = e.data ->> 'Target' and r.number = (e.data ->> 'Number')::bigint
            left join moved m on m.target = r.target and m.number = r.number
        where e.type = 'erp_run_cut' and (e.data ->> 'Excluded')::bigint + coalesce(m.excluded, 0) <> cardinality(r.excluded)
        order by r.target, r.number limit 1
        """;

    /// <summary>An entry of a run is in a live document, or it is one of those that the run excludes.</summary>
    public const string Uncovered =
        """
        with covered as (
            select distinct d.target, d.run_number as number, p.position
            from document d cross join unnest(d.positions) as p (position) where d.state <> 'superseded'),
        excluded as (
            select distinct r.target, r.number, p.position from run r cross join unnest(r.excluded) as p (position))
        select 'excluded entry', r.target || ' run ' || r.number || ', position ' || e.position,
               case when x.position is null then 'a live document' else 'no live document' end,
               case when c.position is null then 'none, and not excluded' else 'one' end
        from run r join entry e on e.position > r.cut_from and e.position <= r.cut_to
            left join covered c on c.target = r.target and c.number = r.number and c.position = e.position
            left join excluded x on x.target = r.target and x.number = r.number and x.position = e.position
        where (c.position is null) <> (x.position is not null)
        order by r.target, e.position limit 1
        """;

    /// <summary>Each document that a run or another document names is there, in that run.</summary>
    public const string Documents =
        """
        with named as (
            select e.data ->> 'Target' as target, n ->> 'Reference' as reference, (e.data ->> 'Number')::bigint as number
            from mt_events e cross join lateral jsonb_array_elements(e.data -> 'Documents') as n where e.type = 'erp_run_cut'
            union all
            select e.data ->> 'Target', n ->> 'Reference', b.run_number
            from mt_events e cross join lateral jsonb_array_elements(e.data -> 'Beside') as n
                left join document b on b.target = e.data ->> 'Target' and b.reference = e.data ->> 'Reference'
            where e.type = 'erp_document_moved' and e.data ? 'Beside')
        select 'document', n.target || ', ' || n.reference, coalesce('a document of run ' || n.number, 'a document'),
               coalesce('a document of run ' || d.run_number, 'none')
        from named n left join document d using (target, reference)
        where d.reference is null or d.run_number <> n.number
        order by n.target, n.reference limit 1
        """;

    /// <summary>What stands beside a payload is what it says.</summary>
    public const string Heads =
        """
        with head as (
            select d.target, d.reference,
                   concat_ws(
                       ', ', b.body ->> 'reference', 'company ' || (b.body ->> 'company'), b.body ->> 'date',
                       'run ' || (b.body ->> 'runId')) as said,
                   concat_ws(
                       ', ', d.reference, 'company ' || d.company, to_char(d.date, 'YYYY-MM-DD'), 'run ' || r.run_id) as stands
            from document d join run r on r.target = d.target and r.number = d.run_number
                cross join lateral (select convert_from(d.payload, 'UTF8')::jsonb as body) as b)
        select 'document', target || ', ' || reference, said, stands from head where said <> stands order by target, reference limit 1
        """;

    /// <summary>The hash of a line is that of the entries it leads to: position and id of each, in order.</summary>
    public const string LineHashes =
        """
        with again as (
            select l.target, l.reference, l.line_no, l.sha256,
                   sha256(coalesce(
                       string_agg(int8send(e.position) || uuid_send(e.entry_id), ''::bytea order by p.n), ''::bytea)) as expected
            from document_line l left join lateral unnest(l.positions) with ordinality as p (position, n) on true
                left join entry e on e.position = p.position
            group by l.target, l.reference, l.line_no)
        select 'line', target || ', ' || reference || ', line ' || line_no, encode(expected, 'hex'), encode(sha256, 'hex')
        from again where expected <> sha256 order by target, reference, line_no limit 1
        """;

    /// <summary>
    /// Each finding is of an event, and says the same; each such event has its finding. Older events do not say the lines.
    /// </summary>
    public const string Findings =
        """
        with said as (
            select distinct on (e.data ->> 'Target', e.data ->> 'ErpId', e.data ->> 'Version')
                   e.data ->> 'Target' as target, e.data ->> 'ErpId' as erp_id, e.data ->> 'Version' as version,
                   concat_ws(', ', coalesce(e.data ->> 'Reason', 'FOREIGN'), e.data ->> 'Reference', e.data ->> 'Detail') as text,
                   e.data ? 'Lines' as whole,
                   concat_ws(', ', e.data ->> 'Company', e.data ->> 'Date', (
                       select string_agg(
                           concat_ws(' ', l ->> 'Account', l ->> 'Side', l ->> 'MinorUnits', l ->> 'Currency'), ', ' order by n)
                       from jsonb_array_elements(e.data -> 'Lines') with ordinality as x (l, n))) as moves
            from mt_events e where e.type = 'erp_foreign_found'
            order by e.data ->> 'Target', e.data ->> 'ErpId', e.data ->> 'Version', e.seq_id),
        kept as (
            select target, erp_id, version, concat_ws(', ', reason, reference, detail) as text,
                   concat_ws(', ', company, to_char(date, 'YYYY-MM-DD'), (
                       select string_agg(
                           concat_ws(' ', l ->> 'account', l ->> 'side', l ->> 'minorUnits', l ->> 'currency'), ', ' order by n)
                       from jsonb_array_elements(lines) with ordinality as x (l, n))) as moves
            from finding)
        select 'finding', target || ', ' || erp_id, said.text || case when whole then ': ' || said.moves else '' end,
               kept.text || case when coalesce(whole, true) then ': ' || kept.moves else '' end
        from said full join kept using (target, erp_id, version)
        where said.text is distinct from kept.text or (whole and said.moves is distinct from kept.moves)
        order by target, erp_id, version limit 1
        """;

    /// <summary>A finding is closed by the first event behind it that says so, and by nothing else.</summary>
    public const string Closings =
        """
        with found as (
            select data ->> 'Target' as target, data ->> 'ErpId' as erp_id, data ->> 'Version' as version, min(seq_id) as seq_id
            from mt_events where type = 'erp_foreign_found' group by 1, 2, 3),
        told as (
            select f.target, f.erp_id, coalesce(c.said, 'open') as said,
                   case when f.closed_at is null then 'open' else concat('closed by ', f.closed_by, ': ', f.close_reason) end
                       || case when f.counts then '' else ', undone' end as stands
            from finding f join found s using (target, erp_id, version)
                left join lateral (
                    select concat('closed by ', e.data ->> 'Actor', ': ', e.data ->> 'Reason')
                               || case e.data ->> 'Undone' when 'true' then ', undone' else '' end as said
                    from mt_events e
                    where e.type = 'erp_finding_closed' and e.data ->> 'Target' = f.target and e.data ->> 'ErpId' = f.erp_id
                        and e.seq_id > s.seq_id
                    order by e.seq_id limit 1) as c on true)
        select 'finding', target || ', ' || erp_id, said, stands from told where said <> stands order by target, erp_id limit 1
        """;
}
