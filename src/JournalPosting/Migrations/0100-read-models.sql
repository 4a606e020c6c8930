-- The journal's read models. All of them can be folded again from mt_events; they are written in the transaction
-- that appends the events, so they are never behind.

-- Where each stream stands; what the next decision about it needs.
create table {schema}.payment_state (
    stream_id text   not null constraint payment_state_pk primary key,
    status    text   not null,
    state     jsonb  not null,
    version   bigint not null
) with (fillfactor = 80);

create table {schema}.journal_line (
    entry_id     uuid        not null,
    line_no      smallint    not null,
    position     bigint      not null,
    stream_id    text        not null,
    account      text        not null,
    currency     char(3)     not null,
    side         char(1)     not null,
    minor_units  bigint      not null,
    booking_date date        not null,
    occurred_at  timestamptz not null,
    recorded_at  timestamptz not null,
    constraint journal_line_pk primary key (entry_id, line_no),
    constraint journal_line_side_is_known check (side in ('D', 'C')),
    constraint journal_line_amount_is_positive check (minor_units > 0)
);

create index journal_line_account_day on {schema}.journal_line (account, currency, booking_date);

-- Sums are numeric: a sum of amounts that fit 64 bits need not fit 64 bits. The spare room of each page keeps updates
-- of a few hot rows on their page.
create table {schema}.account_balance (
    account  text    not null,
    currency char(3) not null,
    debits   numeric not null,
    credits  numeric not null,
    constraint account_balance_pk primary key (account, currency)
) with (fillfactor = 50);

create table {schema}.daily_balance (
    booking_date date    not null,
    account      text    not null,
    currency     char(3) not null,
    debits       numeric not null,
    credits      numeric not null,
    constraint daily_balance_pk primary key (booking_date, account, currency)
) with (fillfactor = 50);

-- Events that wait for what must come before them.
create table {schema}.held_event (
    event_id  uuid        not null constraint held_event_pk primary key,
    stream_id text        not null,
    class     text        not null,
    reason    text        not null,
    deadline  timestamptz not null,
    overdue   boolean     not null,
    event     jsonb       not null
);

create index held_event_stream on {schema}.held_event (stream_id);
create index held_event_deadline on {schema}.held_event (deadline) where not overdue;

-- Ids by which people look for a stream: provider objects, orders, invoices.
create table {schema}.trace_key (
    value     text not null,
    stream_id text not null,
    constraint trace_key_pk primary key (value, stream_id)
);
