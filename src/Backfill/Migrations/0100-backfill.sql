-- One row for each time that missed events were looked for or handed over: the evidence of who asked for what, and what came of it (R-FF-07).
create table {schema}.run (
    run_id        uuid        not null,
    kind          text        not null,
    provider      text        not null,
    endpoint      text        not null,
    account       text        not null,
    started_by    text        not null,
    started_at    timestamptz not null default now(),
    ended_at      timestamptz null,
    state         text        not null default 'running',
    asked         text        not null,             -- the window or the file as the person named it
    since         timestamptz null,                 -- the window that was listed
    until         timestamptz null,
    undelivered   boolean     not null default false,
    manifest_sha256 text      null,
    next_page     text        null,                 -- where an interrupted list goes on
    pages         integer     not null default 0,
    seen          bigint      not null default 0,
    fresh         bigint      not null default 0,
    known         bigint      not null default 0,
    no_fact       bigint      not null default 0,
    refused       bigint      not null default 0,
    rejected      bigint      not null default 0,
    note          text        null,                 -- one sentence for people: why it stopped
    constraint run_pk primary key (run_id),
    constraint run_kind check (kind in ('list', 'poll', 'folder', 'rows')),
    constraint run_state check (state in ('running', 'finished', 'stopped')),
    constraint run_adds_up check (seen = fresh + known + no_fact + refused + rejected)
);

create index run_latest on {schema}.run (started_at desc);

-- What became of each event that a run took in; those that were known already have no row of their own.
create table {schema}.event (
    provider       text        not null,
    endpoint       text        not null,
    event_key      text        not null,            -- the provider's event id; of a delivery in a file the SHA-256 of its body
    event_type     text        null,
    created_at     timestamptz null,                -- by the provider
    content_sha256 text        not null,
    outcome        text        not null,
    reason         text        null,
    detail         text        null,
    facts          integer     not null,
    delivery_id    uuid        not null,            -- in the archive
    run_id         uuid        not null,            -- that settled it
    settled_at     timestamptz not null default now(),
    constraint event_pk primary key (provider, endpoint, event_key),
    constraint event_outcome check (outcome in ('new', 'known', 'no-fact', 'refused'))
);

create index event_run on {schema}.event (run_id);

-- Rows and files that were not taken, with the reason (R-FF-09).
create table {schema}.reject (
    run_id    uuid    not null,
    line      integer not null,
    name      text    not null,                     -- of the file, or the row's event id
    reason    text    not null,
    detail    text    not null,
    constraint reject_pk primary key (run_id, line)
);

-- How far each endpoint's list was read (R-PL-02), who reads it now, and when its last webhook came.
create table {schema}.watermark (
    provider         text        not null,
    endpoint         text        not null,
    reached          timestamptz null,              -- all up to here is confirmed by the broker
    polled_at        timestamptz null,
    problem          text        null,              -- of the last poll; null when it went well
    last_delivery_at timestamptz null,
    silent_since     timestamptz null,              -- null while it is not too long ago
    lease_holder     text        null,
    lease_until      timestamptz null,
    constraint watermark_pk primary key (provider, endpoint)
);
