-- A line keeps what balances are asked of; its entry's id, stream and moment are in mt_events under its position. Columns
-- are ordered so that a line takes 64 bytes, and its key rises with the journal: rows and key are only ever appended to.
alter table {schema}.journal_line rename to journal_line_before;
alter table {schema}.journal_line_before rename constraint journal_line_pk to journal_line_before_pk;

create table {schema}.journal_line (
    position     bigint      not null,
    minor_units  bigint      not null,
    recorded_at  timestamptz not null,
    booking_date date        not null,
    line_no      smallint    not null,
    side         "char"      not null,
    currency     char(3)     not null,
    account      text        not null,
    constraint journal_line_side_is_known check (side in ('D', 'C')),
    constraint journal_line_amount_is_positive check (minor_units > 0)
);

insert into {schema}.journal_line (position, minor_units, recorded_at, booking_date, line_no, side, currency, account)
select position, minor_units, recorded_at, booking_date, line_no, side, currency, account
from {schema}.journal_line_before
order by position, line_no;

drop table {schema}.journal_line_before;
alter table {schema}.journal_line add constraint journal_line_pk primary key (position, line_no);
create index journal_line_account_day on {schema}.journal_line (account, currency, booking_date);

-- The old key was also the second line against an entry that is posted twice; it now stands where the entry is.
create unique index journal_entry_id on {schema}.mt_events (id) where type = 'journal_entry_posted';
