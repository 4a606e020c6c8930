-- Marten 8's event tables: string stream keys, single tenancy, headers, correlation and causation on.
-- The names of keys, constraints and indexes are Marten's; under other names its migration would drop and recreate them.

create table {schema}.mt_streams (
    id               varchar     not null,
    type             varchar     null,
    version          bigint      null,
    timestamp        timestamptz not null default now(),
    snapshot         jsonb       null,
    snapshot_version integer     null,
    created          timestamptz not null default now(),
    tenant_id        varchar     null default '*DEFAULT*',
    is_archived      boolean     null default false,
    constraint pkey_mt_streams_id primary key (id)
);

create table {schema}.mt_events (
    seq_id         bigint       not null,
    id             uuid         not null,
    stream_id      varchar      null,
    version        bigint       not null,
    data           jsonb        not null,
    type           varchar(500) not null,
    timestamp      timestamptz  not null default now(),
    tenant_id      varchar      null default '*DEFAULT*',
    mt_dotnet_type varchar      null,
    correlation_id varchar      null,
    causation_id   varchar      null,
    headers        jsonb        null,
    is_archived    boolean      null default false,
    constraint pkey_mt_events_seq_id primary key (seq_id),
    constraint fkey_mt_events_stream_id foreign key (stream_id) references {schema}.mt_streams (id) on delete cascade
);

create unique index pk_mt_events_stream_and_version on {schema}.mt_events (stream_id, version);

create sequence {schema}.mt_events_sequence;
alter sequence {schema}.mt_events_sequence owned by {schema}.mt_events.seq_id;

create table {schema}.mt_event_progression (
    name         varchar     not null,
    last_seq_id  bigint      null,
    last_updated timestamptz null default transaction_timestamp(),
    constraint pk_mt_event_progression primary key (name)
);

-- A Marten application opened with AutoCreate.None calls the three functions below; Ledger itself does not.

create function {schema}.mt_mark_event_progression(name varchar, last_encountered bigint) returns void
language plpgsql as $$
begin
    insert into {schema}.mt_event_progression as p (name, last_seq_id, last_updated)
    values (mt_mark_event_progression.name, last_encountered, transaction_timestamp())
    on conflict on constraint pk_mt_event_progression
    do update set last_seq_id = excluded.last_seq_id, last_updated = excluded.last_updated;
end
$$;

create function {schema}.mt_archive_stream(streamid varchar) returns void
language plpgsql as $$
begin
    update {schema}.mt_streams set is_archived = true where id = streamid;
    update {schema}.mt_events set is_archived = true where stream_id = streamid;
end
$$;

-- Returns the stream's last version, then the position of every event. As in Marten, two callers at once are kept
-- apart by the unique index on (stream_id, version) alone.
create function {schema}.mt_quick_append_events(
    stream varchar, stream_type varchar, tenantid varchar, event_ids uuid[], event_types varchar[],
    dotnet_types varchar[], bodies jsonb[], causation_ids varchar[], correlation_ids varchar[], headers jsonb[])
returns int[]
language plpgsql as $$
declare
    current_version bigint;
    current_tenant  varchar;
    place           bigint;
    answer          int[];
begin
    select s.version, s.tenant_id into current_version, current_tenant from {schema}.mt_streams s where s.id = stream;
    if not found then
        current_version := 0;
        insert into {schema}.mt_streams (id, type, version, timestamp, tenant_id)
        values (stream, stream_type, 0, now(), tenantid);
    elsif tenantid is not null and current_tenant <> tenantid then
        raise exception 'Stream % belongs to tenant %, not to %', stream, current_tenant, tenantid;
    end if;

    answer := array[current_version + cardinality(event_ids)];
    for n in 1 .. cardinality(event_ids) loop
        place := nextval('{schema}.mt_events_sequence');
        answer := answer || place::int;
        insert into {schema}.mt_events (
            seq_id, id, stream_id, version, data, type, timestamp, tenant_id, mt_dotnet_type,
            correlation_id, causation_id, headers, is_archived)
        values (
            place, event_ids[n], stream, current_version + n, bodies[n], event_types[n], now(), tenantid,
            dotnet_types[n], correlation_ids[n], causation_ids[n], headers[n], false);
    end loop;

    update {schema}.mt_streams s set version = current_version + cardinality(event_ids), timestamp = now()
    where s.id = stream;
    return answer;
end
$$;
