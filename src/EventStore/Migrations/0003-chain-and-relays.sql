-- The end of the hash chain: one row. Whoever appends locks it first and holds it to the commit, so positions rise
-- in commit order. Starts at position 0 with 32 zero bytes.
create table {schema}.chain_head (
    only_row boolean not null default true,
    position bigint  not null,
    hash     bytea   not null,
    events   bigint  not null,
    constraint chain_head_pk primary key (only_row),
    constraint chain_head_is_one_row check (only_row),
    constraint chain_head_hash_is_sha256 check (octet_length(hash) = 32)
);

insert into {schema}.chain_head (position, hash, events)
values (0, decode(repeat('00', 32), 'hex'), 0);

-- How far each outbox relay has published.
create table {schema}.relay_position (
    name     text        not null,
    position bigint      not null default 0,
    moved_at timestamptz not null default now(),
    constraint relay_position_pk primary key (name)
);
