-- What an ERP's balances said beside the ledger's, each time that they were compared; the last one counts.
create table {schema}.tie_out (
    target   text        not null,
    at       timestamptz not null,
    cut_to   bigint      not null,
    through  date        null,
    ties     boolean     not null,
    report   bytea       not null,
    constraint tie_out_pk primary key (target, at)
);
