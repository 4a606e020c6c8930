-- Every delivery as the gateway saw it, verified or refused (R-GW-24, R-AU-08). Partitions are months (UTC) of
-- received_at, made by the archive when a month is first met, and one ahead. There is no default partition: a month
-- that is late or early gets its own, so nothing lies in the wrong place when an old month is dropped.
create table {schema}.raw_delivery (
    delivery_id         uuid        not null,
    received_at         timestamptz not null,
    provider            text        not null,
    endpoint            text        not null,
    account             text        null,
    verdict             text        not null,
    reason              text        null,
    detail              text        null,
    secret_index        smallint    null,
    headers             jsonb       not null,
    body                bytea       not null,
    body_sha256         bytea       not null,
    stored_sha256       bytea       not null,
    masked              boolean     not null,
    provider_event_id   text        null,
    provider_event_type text        null,
    event_ids           uuid[]      not null,
    stream_ids          text[]      not null,
    trace_id            text        null,
    archived_at         timestamptz not null default now(),
    constraint raw_delivery_pk primary key (delivery_id, received_at),
    constraint raw_delivery_verdict_is_known check (verdict in ('verified', 'refused')),
    constraint raw_delivery_hashes_are_sha256 check (octet_length(body_sha256) = 32 and octet_length(stored_sha256) = 32),
    constraint raw_delivery_is_as_sent_unless_masked check (masked or body_sha256 = stored_sha256)
) partition by range (received_at);

create index raw_delivery_provider_event on {schema}.raw_delivery (provider_event_id)
    where provider_event_id is not null;

-- One index for both: a query may use either column alone.
create index raw_delivery_events on {schema}.raw_delivery using gin (event_ids, stream_ids);

-- lz4 costs a fifth of pglz; a server built without it keeps its default.
do $$
begin
    alter table {schema}.raw_delivery alter column body set compression lz4;
exception
    when feature_not_supported then null;
end
$$;

-- Makes a month's partition. The table is made beside the parent and then attached: that blocks neither readers nor
-- writers of the parent, as "create table ... partition of" would. Runs with its owner's rights: the role that
-- archives needs no right to create tables.
create function {schema}.ensure_raw_delivery_partition(month date) returns void
language plpgsql security definer set search_path = {schema}, pg_temp as $$
declare
    first date := date_trunc('month', month);
    part  text := 'raw_delivery_' || to_char(month, 'YYYY_MM');
begin
    perform pg_advisory_xact_lock(hashtextextended('{schema}.raw_delivery', 0));
    -- Asked of the table itself: to_regclass() may answer from what this session had cached before it had the lock.
    if not exists (select from pg_class where relname = part and relnamespace = '{schema}'::regnamespace) then
        execute format('create table {schema}.%I (like {schema}.raw_delivery including all)', part);
        execute format(
            'alter table {schema}.raw_delivery attach partition {schema}.%I for values from (%L) to (%L)', part,
            first || ' 00:00:00+00', (first + interval '1 month')::date || ' 00:00:00+00');
    end if;
end
$$;
