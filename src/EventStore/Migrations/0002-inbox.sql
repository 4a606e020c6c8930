-- The register of handled messages. One row a fact, written in the transaction that carries its effect.
-- Partitions are months (UTC) of recorded_at, so that a month past its retention is dropped, not deleted row by row.
--
-- There is no default partition. The writer makes the month it needs and the next one in the same transaction as
-- the row, under the schema's lock, so a row without a partition cannot happen in service. A default partition
-- would catch what only a mistake can produce, keep it past the retention, and make every new month scan it.
create table {schema}.inbox (
    message_key     uuid        not null,
    fact_key        uuid        not null,
    fingerprint     bytea       not null,
    source          text        not null,
    source_event_id text        not null,
    stream_id       text        not null,
    delivery_id     uuid        not null,
    disposition     text        not null,
    reason          text        null,
    outcome_id      uuid        null,
    recorded_at     timestamptz not null,
    constraint inbox_fingerprint_is_sha256 check (octet_length(fingerprint) = 32)
) partition by range (recorded_at);

-- Makes the month that an instant falls into and the month behind it. Runs with its owner's rights: the role that
-- appends needs no right to create tables. The unique indexes are the second line within a month; across months
-- the writer's check under the schema's lock is the only one, for a unique index cannot span partitions.
-- Attaching, unlike creating in place, neither waits for readers of the inbox nor makes them wait.
create function {schema}.ensure_inbox_partitions(instant timestamptz) returns void
language plpgsql security definer set search_path = {schema}, pg_temp as $$
declare
    this_month date := date_trunc('month', instant at time zone 'UTC');
    next_month date;
    part       text;
begin
    for n in 1 .. 2 loop
        next_month := this_month + interval '1 month';
        part := 'inbox_' || to_char(this_month, 'YYYY_MM');
        if to_regclass('{schema}.' || part) is null then
            execute format('create table {schema}.%I (like {schema}.inbox including constraints)', part);
            execute format('create unique index %I on {schema}.%I (message_key)', part || '_message', part);
            execute format('create unique index %I on {schema}.%I (fact_key)', part || '_fact', part);
            execute format(
                'alter table {schema}.inbox attach partition {schema}.%I for values from (%L) to (%L)',
                part, this_month || ' 00:00:00+00', next_month || ' 00:00:00+00');
        end if;
        this_month := next_month;
    end loop;
end
$$;

-- Every repeat of a known message or fact, with what it was: the log of the no-ops and of the contradictions.
create table {schema}.inbox_repeat (
    message_key     uuid        not null,
    fact_key        uuid        not null,
    fingerprint     bytea       not null,
    kind            text        not null,
    source_event_id text        not null,
    delivery_id     uuid        not null,
    recorded_at     timestamptz not null,
    constraint inbox_repeat_kind_is_known
        check (kind in ('SAME_MESSAGE', 'SAME_FACT', 'KEY_REUSED', 'FACT_CONTRADICTED'))
);

create index inbox_repeat_message on {schema}.inbox_repeat (message_key, kind, fingerprint);
create index inbox_repeat_fact on {schema}.inbox_repeat (fact_key, kind, fingerprint);
