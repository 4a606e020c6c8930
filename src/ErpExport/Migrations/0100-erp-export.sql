-- Entries of the journal as they came over the bus: what documents are made of. The bytes are the message's, so that a document can
-- be made again and explained without asking the journal.
create table {schema}.entry (
    position     bigint      not null constraint entry_pk primary key,
    previous     bigint      not null,
    entry_id     uuid        not null,
    stream_id    text        not null,
    booking_date date        not null,
    body         bytea       not null
);

create index entry_stream on {schema}.entry (stream_id);

-- One row a target: where its export stands, who sends now, how far its ERP has been read.
create table {schema}.target (
    target        text        not null constraint target_pk primary key,
    run_number    bigint      not null default 0,
    cut_to        bigint      not null default 0,
    paused        boolean     not null default false,
    pause_reason  text        null,
    cut_requested boolean     not null default false,
    lease_owner   uuid        null,
    lease_until   timestamptz null,
    fence         bigint      not null default 0,
    watermark     timestamptz null,
    read_at       timestamptz null,
    trouble       text        null
);

create table {schema}.run (
    target          text        not null,
    number          bigint      not null,
    run_id          uuid        not null,
    mode            text        not null,
    cut_from        bigint      not null,
    cut_to          bigint      not null,
    mapping_version text        not null,
    entries         bigint      not null,
    excluded        bigint[]    not null,
    documents       integer     not null,
    cut_at          timestamptz not null,
    constraint run_pk primary key (target, number),
    constraint run_begins_once unique (target, cut_from),
    constraint run_goes_on check (cut_to > cut_from),
    constraint run_mode_is_known check (mode in ('summary', 'detail'))
);

-- One row a document: its payload, and where its delivery stands. due_at is when there is something to do; null when there is not.
create table {schema}.document (
    target         text        not null,
    reference      text        not null,
    run_number     bigint      not null,
    number         integer     not null,
    company        text        not null,
    date           date        not null,
    payload        bytea       not null,
    payload_hash   text        not null,
    positions      bigint[]    not null,
    generation     integer     not null,
    version        bigint      not null,
    state          text        not null,
    attempt        integer     not null,
    handle         text        null,
    erp_id         text        null,
    erp_number     text        null,
    posted_date    date        null,
    reason         text        null,
    detail         text        null,
    erp_code       text        null,
    answer_status  integer     null,
    answer_sha256  text        null,
    unknown_since  timestamptz null,
    due_at         timestamptz null,
    changed_at     timestamptz not null,
    changed_by     text        null,
    constraint document_pk primary key (target, reference),
    constraint document_run foreign key (target, run_number) references {schema}.run (target, number),
    constraint document_number_is_its_own unique (target, run_number, number),
    constraint document_has_entries check (cardinality(positions) > 0)
);

create index document_due on {schema}.document (target, due_at) where due_at is not null;
create index document_state on {schema}.document (target, state);

-- The way back from a line of a document to the entries of the journal.
create table {schema}.document_line (
    target         text     not null,
    reference      text     not null,
    line_no        integer  not null,
    ledger_account text     not null,
    account        text     not null,
    side           "char"   not null,
    currency       char(3)  not null,
    minor_units    bigint   not null,
    positions      bigint[] not null,
    sha256         bytea    not null,
    constraint document_line_pk primary key (target, reference, line_no),
    constraint document_line_side_is_known check (side in ('D', 'C')),
    constraint document_line_amount_is_positive check (minor_units > 0)
);

create index document_line_account on {schema}.document_line (target, account);

-- What an ERP holds that is not as we sent it, and is not one document's standing: entries of others on accounts that only we may move.
create table {schema}.finding (
    target     text        not null,
    erp_id     text        not null,
    version    text        not null,
    reason     text        not null,
    reference  text        null,
    detail     text        not null,
    found_at   timestamptz not null,
    closed_at  timestamptz null,
    closed_by  text        null,
    constraint finding_pk primary key (target, erp_id, version)
);

-- Tokens that an ERP replaces with every use, sealed with the installation's key.
create table {schema}.token (
    key        text        not null constraint token_pk primary key,
    sealed     bytea       not null,
    changed_at timestamptz not null
);
