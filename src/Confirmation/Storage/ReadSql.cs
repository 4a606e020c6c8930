namespace Ledger.Confirmation.Storage;

/// <summary>
/// The statements over <c>provider_read</c>. All times are the server's: workers' clocks may differ, and what is due is due for all of
/// them.
/// </summary>
sealed class ReadSql(string schema)
{
    /// <summary>
    /// A new report waits. One that is known stays what it is; one whose deadline passed has now come back to be given up, and one that was
    /// given up and is redriven begins anew.
    /// </summary>
    public string Take { get; } =
        $"""
        insert into {schema}.provider_read as r (
            report_id, provider, endpoint, account, provider_event_id, provider_event_type, delivery_id, received_at, reported,
            state, due_at, deadline)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'waiting', now(), now() + make_interval(mins => $10))
        on conflict (report_id) do update set
            state = case r.state when 'expired' then 'failed' when 'failed' then 'waiting' else r.state end,
            due_at = case r.state when 'failed' then now() else r.due_at end,
            deadline = case r.state when 'failed' then excluded.deadline else r.deadline end,
            tries = case r.state when 'failed' then 0 else r.tries end,
            denials = case r.state when 'failed' then 0 else r.denials end,
            outcome = case r.state when 'failed' then null else r.outcome end,
            claimed_until = case when r.state in ('expired', 'failed') then null else r.claimed_until end
        returning state, detail
        """;

    /// <summary>Endpoints that have something to do.</summary>
    public string Due { get; } =
        $"""
        select provider, endpoint from {schema}.provider_read
        where state in ('waiting', 'decided', 'expired') and due_at <= now() group by provider, endpoint
        """;

    /// <summary>Takes some of an endpoint's in hand, for a while: after that another worker may.</summary>
    public string Claim { get; } =
        $"""
        update {schema}.provider_read r set claimed_until = now() + make_interval(secs => $4), tries = r.tries + (r.state = 'waiting')::int
        from (
            select report_id from {schema}.provider_read
            where provider = $1 and endpoint = $2 and state in ('waiting', 'decided', 'expired') and due_at <= now()
              and (claimed_until is null or claimed_until < now())
            order by due_at limit $3 for update skip locked) due
        where r.report_id = due.report_id
        returning r.report_id, r.account, r.provider_event_id, r.provider_event_type, r.delivery_id, r.received_at, r.reported, r.state,
            r.tries, r.denials, r.deadline <= now(), r.outcome, r.facts, r.detail, r.read_id, r.address, r.read_sha256, r.read_at,
            r.object_state, r.read_body
        """;

    /// <summary>It is read again later; or its deadline has passed meanwhile.</summary>
    public string Later { get; } =
        $"""
        update {schema}.provider_read set
            due_at = case when deadline <= now() then now() else least(now() + make_interval(secs => $2), deadline) end,
            detail = $3, denials = denials + $4, claimed_until = null,
            state = case when deadline <= now() then 'expired' else state end,
            outcome = case when deadline <= now() then 'fetch-failed' else outcome end
        where report_id = $1 and state in ('waiting', 'expired')
        """;

    /// <summary>What goes out is settled, before any of it does.</summary>
    public string Decide { get; } =
        $"""
        update {schema}.provider_read set state = 'decided', outcome = $2, facts = $3, detail = $4, decided_at = now(), due_at = now(),
            read_id = $5, address = $6, read_sha256 = $7, read_at = $8, object_state = $9, read_body = $10
        where report_id = $1 and state = 'waiting'
        """;

    /// <summary>All of it is out.</summary>
    public string Finish { get; } =
        $"""
        update {schema}.provider_read set state = $2, released_at = case $2 when 'released' then now() end, read_body = null,
            claimed_until = null
        where report_id = $1 and state = 'decided'
        """;

    /// <summary>The report is on its way to the dead letters; unless it arrives, it is sent once more.</summary>
    public string SentBack { get; } =
        $"""
        update {schema}.provider_read set due_at = now() + make_interval(secs => 60), claimed_until = null
        where report_id = $1 and state = 'expired'
        """;
}
