-- Accounts that the mapping excluded on a booking date of a run: their lines are in no document, and in nothing else.
create table {schema}.run_exclusion (
    target         text   not null,
    number         bigint not null,
    ledger_account text   not null,
    booking_date   date   not null,
    constraint run_exclusion_pk primary key (target, number, ledger_account, booking_date),
    constraint run_exclusion_run foreign key (target, number) references {schema}.run (target, number)
);

-- What the journal booked, where the document says it in another currency; null where it says it as booked.
alter table {schema}.document_line
    add column booked_currency char(3) null,
    add column booked_units bigint null,
    add constraint document_line_booked_whole check ((booked_currency is null) = (booked_units is null));

-- What a foreign entry moves of accounts that only we may move, so that a difference can be explained by it.
alter table {schema}.finding
    add column company text null,
    add column date date null,
    add column lines jsonb not null default '[]',
    add column counts boolean not null default true,
    add column close_reason text null;
