-- Stretches of time that a provider no longer lists when a poll comes to them: what was missed there no poll can bring any more. Each stays
-- a problem until a person says what was done about it.
create table {schema}.gap (
    gap_id          uuid        not null,
    provider        text        not null,
    endpoint        text        not null,
    since           timestamptz not null,           -- where the poll would have begun
    until           timestamptz not null,           -- where it could begin; moves while a poll has to begin anew
    found_at        timestamptz not null default now(),
    acknowledged_at timestamptz null,               -- null while it is open
    acknowledged_by text        null,
    note            text        null,               -- what was done about it
    constraint gap_pk primary key (gap_id),
    constraint gap_once unique (provider, endpoint, since),
    constraint gap_is_a_stretch check (since < until),
    constraint gap_is_acknowledged_whole check (num_nulls(acknowledged_at, acknowledged_by, note) in (0, 3))
);
