namespace Ledger.Storage.Tests.Reporting;

/// <summary>The journal's read models.</summary>
static class JournalTables
{
    public const string Sql =
        """
        create table journal.payment_state (stream_id text primary key, status text not null, state jsonb not null, version bigint not null);
        create table journal.journal_line (
            entry_id uuid, line_no smallint, position bigint, stream_id text, account text, currency char(3), side char(1),
            minor_units bigint, booking_date date, occurred_at timestamptz, recorded_at timestamptz, primary key (entry_id, line_no));
        create index on journal.journal_line (account, currency, booking_date);
        create table journal.account_balance (account text, currency char(3), debits numeric, credits numeric, primary key (account, currency));
        create table journal.daily_balance (booking_date date, account text, currency char(3), debits numeric, credits numeric, primary key (booking_date, account, currency));
        create table journal.held_event (event_id uuid primary key, stream_id text, class text, reason text, deadline timestamptz, overdue bool, event jsonb);
        create table journal.trace_key (value text, stream_id text, primary key (value, stream_id));
        """;
}
