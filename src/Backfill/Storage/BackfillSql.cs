namespace Ledger.Backfill.Storage;

/// <summary>The statements over runs and what they settled.</summary>
sealed class BackfillSql(string schema)
{
    const string RunColumns =
        """
        run_id, kind, provider, endpoint, account, started_by, started_at, ended_at, state, asked, since, until, undelivered,
        manifest_sha256, next_page, pages, seen, fresh, known, no_fact, refused, rejected, note
        """;

    public string Begin { get; } =
        $"""
        insert into {schema}.run (
            run_id, kind, provider, endpoint, account, started_by, asked, since, until, undelivered, manifest_sha256)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
        """;

    /// <summary>The newest run of the last day that broke off behind its first page, of the same window.</summary>
    public string Interrupted { get; } =
        $"""
        select {RunColumns} from {schema}.run
        where kind = $1 and provider = $2 and endpoint = $3 and asked = $4 and state <> 'finished' and next_page is not null
          and started_at > now() - interval '1 day'
          and not exists (
            select from {schema}.run later
            where later.kind = $1 and later.provider = $2 and later.endpoint = $3 and later.asked = $4
              and later.started_at > run.started_at)
        order by started_at desc limit 1
        """;

    /// <summary>Whoever holds the endpoint's lock knows that nobody else is at work on it.</summary>
    public string CloseBroken { get; } =
        $"""
        update {schema}.run set state = 'stopped', ended_at = now(), note = 'It broke off without a word.'
        where kind = $1 and provider = $2 and endpoint = $3 and state = 'running' and run_id <> $4
        """;

    public string Resume { get; } =
        $"update {schema}.run set state = 'running', ended_at = null, note = null where run_id = $1";

    public string Settled { get; } =
        $"""
        select event_key, outcome, reason, content_sha256 from {schema}.event
        where provider = $1 and endpoint = $2 and event_key = any($3)
        """;

    public string Keep { get; } =
        $"""
        insert into {schema}.event as e (
            provider, endpoint, event_key, event_type, created_at, content_sha256, outcome, reason, detail, facts, delivery_id, run_id)
        select $1, $2, key, type, created, sha, outcome, reason, detail, facts, delivery, $3
        from unnest($4::text[], $5::text[], $6::timestamptz[], $7::text[], $8::text[], $9::text[], $10::text[], $11::int[], $12::uuid[])
            as one (key, type, created, sha, outcome, reason, detail, facts, delivery)
        on conflict (provider, endpoint, event_key) do update set
            event_type = excluded.event_type, content_sha256 = excluded.content_sha256, outcome = excluded.outcome,
            reason = excluded.reason, detail = excluded.detail, facts = excluded.facts, delivery_id = excluded.delivery_id,
            run_id = excluded.run_id, settled_at = now()
        """;

    public string Reject { get; } =
        $"""
        insert into {schema}.reject (run_id, line, name, reason, detail)
        select $1, line, name, reason, detail
        from unnest($2::int[], $3::text[], $4::text[], $5::text[]) as one (line, name, reason, detail)
        on conflict do nothing
        """;

    public string Count { get; } =
        $"""
        update {schema}.run set pages = $2, seen = $3, fresh = $4, known = $5, no_fact = $6, refused = $7, rejected = $8, next_page = $9
        where run_id = $1
        """;

    public string End { get; } =
        $"""
        update {schema}.run set state = $2, ended_at = now(), note = $3, next_page = case $2 when 'finished' then null else next_page end
        where run_id = $1
        """;

    public string Runs { get; } = $"select {RunColumns} from {schema}.run order by started_at desc limit $1";

    public string Run { get; } = $"select {RunColumns} from {schema}.run where run_id = $1";

    public string Rejects { get; } =
        $"select line, name, reason, detail from {schema}.reject where run_id = $1 order by line limit $2";

    public string Unresolved { get; } =
        $"""
        select 0, event_key, reason, coalesce(detail, '') from {schema}.event
        where run_id = $1 and outcome = 'refused' order by event_key limit $2
        """;
}
