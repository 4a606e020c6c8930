-- One row for each message of a provider whose facts wait for a read of its API, and what became of it. The bytes that were read
-- lie in the archive, as a delivery of their own (read_id).
create table {schema}.provider_read (
    report_id           uuid        not null,
    provider            text        not null,
    endpoint            text        not null,
    account             text        not null,
    provider_event_id   text        not null,
    provider_event_type text        not null,
    delivery_id         uuid        not null,
    received_at         timestamptz not null,
    reported            jsonb       not null, -- the facts as the message states them
    state               text        not null,
    outcome             text        null,
    detail              text        null,     -- one sentence for people
    address             text        null,     -- path that was read
    tries               integer     not null default 0,
    denials             integer     not null default 0,
    due_at              timestamptz not null, -- when it is read, or released, next
    claimed_until       timestamptz null,
    deadline            timestamptz not null,
    read_id             uuid        null,
    read_sha256         text        null,
    read_at             timestamptz null,
    read_body           bytea       null,     -- only until the archive's queue has it
    object_state        text        null,     -- in the provider's own word
    facts               jsonb       not null default '[]', -- the facts that are released
    decided_at          timestamptz null,
    released_at         timestamptz null,
    decided_by          text        null,     -- a person, where one decided
    reason              text        null,     -- why
    constraint provider_read_pk primary key (report_id),
    constraint provider_read_state check (state in ('waiting', 'decided', 'released', 'held', 'expired', 'failed')),
    constraint provider_read_outcome check (outcome in (
        'confirmed', 'completed', 'contradicted', 'denied', 'incomplete', 'no-fact', 'not-offered', 'fetch-failed', 'accepted'))
);

-- What is to be done, in order; empty most of the time.
create index provider_read_due on {schema}.provider_read (provider, endpoint, due_at) where state in ('waiting', 'decided', 'expired');

-- What a person must look at.
create index provider_read_open on {schema}.provider_read (received_at) where state in ('held', 'failed');

create index provider_read_event on {schema}.provider_read (provider_event_id);
create index provider_read_delivery on {schema}.provider_read (delivery_id);
