-- What was done to many bodies at once, by whom and why: the evidence that what is not there was not lost.
create table {schema}.archive_act (
    act_id         bigint      generated always as identity primary key,
    kind           text        not null,
    done_by        text        not null,
    done_at        timestamptz not null,
    reason         text        null,
    provider       text        null,
    subject        bytea       null,
    month          date        null,
    keys_destroyed integer     not null default 0,
    bodies         bigint      not null default 0,
    freed_at       timestamptz null,
    constraint archive_act_kind_is_known check (kind in ('erasure', 'retention', 'rotation')),
    constraint archive_act_retention_names_its_month check ((kind = 'retention') = (month is not null)),
    constraint archive_act_erasure_is_explained
        check (kind <> 'erasure' or (reason is not null and subject is not null and provider is not null))
);

-- Keys of bodies, each wrapped by a master key that the database never sees. A body is sealed under the key of its
-- month and, where its facts name exactly one customer, of that subject too: it opens only while both are there. What
-- was destroyed keeps its row without its key.
create table {schema}.archive_key (
    key_id       bigint      generated always as identity primary key,
    kind         text        not null,
    month        date        null,
    subject      bytea       null,
    provider     text        null,
    account      text        null,
    master_id    text        null,
    wrapped      bytea       null,
    created_at   timestamptz not null,
    retired_at   timestamptz null,
    destroyed_at timestamptz null,
    destroyed_by bigint      null references {schema}.archive_act,
    constraint archive_key_is_of_a_month_or_a_subject check (
        (kind = 'month' and month is not null and extract(day from month) = 1 and subject is null)
        or (kind = 'subject' and subject is not null and octet_length(subject) = 32 and month is null and provider is not null)),
    constraint archive_key_is_wrapped_until_destroyed check (
        (destroyed_at is null and destroyed_by is null and wrapped is not null and master_id is not null)
        or (destroyed_at is not null and destroyed_by is not null and wrapped is null and master_id is null))
);

create unique index archive_key_live_month on {schema}.archive_key (month)
    where kind = 'month' and retired_at is null and destroyed_at is null;
create unique index archive_key_live_subject on {schema}.archive_key (subject)
    where kind = 'subject' and retired_at is null and destroyed_at is null;
create index archive_key_month on {schema}.archive_key (month) where kind = 'month';
create index archive_key_subject on {schema}.archive_key (subject) where kind = 'subject';
create index archive_key_master on {schema}.archive_key (master_id) where destroyed_at is null;

-- Who is named in a delivery that names several: such a body is under the key of its month alone.
create table {schema}.archive_shared (
    delivery_id uuid        not null,
    received_at timestamptz not null,
    subject     bytea       not null,
    provider    text        not null,
    account     text        null,
    constraint archive_shared_pk primary key (subject, received_at, delivery_id)
);
create index archive_shared_delivery on {schema}.archive_shared (delivery_id);

-- key_id is null where a body lies unsealed, as all from before; a body that is gone names the act that removed it.
alter table {schema}.raw_delivery
    alter column body drop not null,
    add column key_id         bigint null,
    add column subject_key_id bigint null,
    add column removed_by     bigint null,
    drop constraint raw_delivery_packed_is_shorter,
    add constraint raw_delivery_packed_is_shorter check (
        unpacked_bytes > octet_length(body) - case when key_id is null then 0 else 28 end and unpacked_bytes <= 16777216),
    add constraint raw_delivery_without_body_says_why check ((body is null) = (removed_by is not null)),
    add constraint raw_delivery_sealed_by_month check (subject_key_id is null or key_id is not null);

create index raw_delivery_subject_key on {schema}.raw_delivery (subject_key_id) where subject_key_id is not null;

-- Looked up by equality alone: half the size of a tree.
create index raw_delivery_body_hash on {schema}.raw_delivery using hash (body_sha256);
create index raw_delivery_stored_hash on {schema}.raw_delivery (stored_sha256) where masked or truncated;
create index raw_delivery_received on {schema}.raw_delivery (received_at);
create index raw_delivery_unsealed on {schema}.raw_delivery (received_at, delivery_id) where key_id is null and body is not null;

-- What must be kept whatever the rules of retention and erasure say. A condition that is null holds for all.
create table {schema}.archive_hold (
    hold_id           bigint      generated always as identity primary key,
    from_at           timestamptz null,
    to_at             timestamptz null,
    provider          text        null,
    provider_event_id text        null,
    subject           bytea       null,
    reason            text        not null,
    placed_by         text        not null,
    placed_at         timestamptz not null,
    released_at       timestamptz null,
    released_by       text        null,
    release_reason    text        null,
    constraint archive_hold_has_a_condition check (
        num_nonnulls(from_at, to_at, provider, provider_event_id, subject) > 0),
    constraint archive_hold_is_released_by_somebody check (
        (released_at is null and released_by is null and release_reason is null)
        or (released_at is not null and released_by is not null and release_reason is not null))
);
