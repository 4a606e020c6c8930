-- The read models of the inventory: what its events add up to. All of them can be rebuilt from mt_events; only
-- stock_command is an original.

-- Every SKU at every location. Units are whole, costs are minor units of the stock's one currency.
create table {schema}.stock_level (
    sku             text    not null,
    location        text    not null,
    on_hand         bigint  not null,
    reserved        bigint  not null,
    committed       bigint  not null,
    incoming        bigint  not null,
    in_inspection   bigint  not null,
    damaged         bigint  not null,
    on_hand_cost    bigint  not null,
    inspection_cost bigint  not null,
    safety_stock    bigint  not null,
    sequence        bigint  not null,
    backorderable   boolean not null,
    currency        text    null,
    constraint stock_level_pk primary key (sku, location),
    constraint stock_level_counts_units check (
        on_hand >= 0 and reserved >= 0 and committed >= 0 and incoming >= 0 and in_inspection >= 0 and damaged >= 0
        and on_hand_cost >= 0 and inspection_cost >= 0 and safety_stock >= 0)
) with (fillfactor = 70);

-- Where each movement of a stock lies in the stream.
create table {schema}.stock_movement (
    sku      text     not null,
    location text     not null,
    sequence bigint   not null,
    position bigint   not null,
    line_no  smallint not null,
    constraint stock_movement_pk primary key (sku, location, sequence)
);

-- Who keeps what until when. Ordered by that time: what has lapsed is at the front.
create table {schema}.stock_reservation (
    expires_at timestamptz not null,
    order_ref  text        not null,
    sku        text        not null,
    location   text        not null,
    quantity   bigint      not null,
    constraint stock_reservation_pk primary key (expires_at, order_ref, sku, location)
);

-- Orders and payments as text: they are read as a whole and never asked into.
create table {schema}.stock_order (
    order_ref text not null,
    state     text not null,
    constraint stock_order_pk primary key (order_ref)
) with (fillfactor = 80);

create table {schema}.stock_payment (
    stream_id text not null,
    order_ref text null,
    state     text not null,
    constraint stock_payment_pk primary key (stream_id)
) with (fillfactor = 80);

-- Events that wait for what they do not say.
create table {schema}.stock_held_event (
    event_id  uuid        not null,
    stream_id text        not null,
    class     text        not null,
    missing   text[]      not null,
    event     jsonb       not null,
    constraint stock_held_event_pk primary key (event_id)
);

create index stock_held_event_stream on {schema}.stock_held_event (stream_id);

-- The work list: exceptions, orders under review, corrections that wait for approval.
create table {schema}.stock_case (
    case_id   text        not null,
    order_ref text        not null, -- Empty where the case belongs to no order.
    kind      text        not null,
    stream_id text        not null,
    reason    text        not null,
    detail    text        not null,
    actor     text        null,
    content   jsonb       null,
    raised_at timestamptz not null,
    constraint stock_case_pk primary key (case_id, order_ref),
    constraint stock_case_kind_is_known check (kind in ('exception', 'review', 'correction'))
);

-- What the shop commanded, byte by byte: the evidence behind every movement without a provider's delivery.
create table {schema}.stock_command (
    command_id  uuid        not null,
    kind        text        not null,
    actor       text        not null,
    body        bytea       not null,
    body_sha256 bytea       not null,
    received_at timestamptz not null,
    constraint stock_command_pk primary key (command_id),
    constraint stock_command_hash_is_sha256 check (octet_length(body_sha256) = 32)
);
