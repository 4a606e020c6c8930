namespace Ledger.Reporting.Verifying;

/// <summary>
/// The rules that the journal's server can check by itself. The entries are taken apart here anew from the bodies of
/// the events, by other code than that which wrote the read models.
/// </summary>
static class JournalChecks
{
    /// <summary>
    /// Every line of every posted entry, from the events alone.
    /// </summary>
    const string Posted =
        """
        posted as (
            select e.seq_id as position, e.id as entry_id, e.timestamp as recorded_at,
                   (e.data ->> 'BookingDate')::date as booking_date, l.n - 1 as line_no,
                   l.line ->> 'Account' as account, l.line ->> 'Currency' as currency, l.line ->> 'Side' as side,
                   (l.line ->> 'MinorUnits')::bigint as minor_units
            from mt_events e
            cross join lateral jsonb_array_elements(e.data -> 'Lines') with ordinality as l (line, n)
            where e.type = 'journal_entry_posted')
        """;

    const string Entries = "select count(*) from mt_events where type = 'journal_entry_posted'";

    /// <summary>Debits equal credits per currency, from the events and from each read model.</summary>
    public static readonly IVerificationCheck TrialBalance = new SqlCheck(
        "trial-balance", "Debits equal credits in every currency, in the events and in every read model",
        "select count(distinct currency) from account_balance",
        $"""
        with {Posted}
        select 'trial balance of the events', currency, 'difference 0', 'difference ' || sum(signed)
        from (select currency, case side when 'Debit' then minor_units else -minor_units end as signed from posted) s
        group by currency having sum(signed) <> 0 order by currency limit 1
        """,
        Difference("account_balance", "debits - credits"),
        Difference("daily_balance", "debits - credits"),
        Difference("journal_line", "case side when 'D' then minor_units else -minor_units end"));

    /// <summary>Every entry has two lines or more, of positive amounts, and balances per currency.</summary>
    public static readonly IVerificationCheck Balanced = new SqlCheck(
        "entries-balanced", "Every journal entry balances in each of its currencies", Entries,
        """
        select 'entry', 'position ' || e.seq_id || ', entry ' || e.id, 'two lines or more',
               coalesce(jsonb_array_length(e.data -> 'Lines'), 0) || ' lines'
        from mt_events e
        where e.type = 'journal_entry_posted' and coalesce(jsonb_array_length(e.data -> 'Lines'), 0) < 2
        order by e.seq_id limit 1
        """,
        $"""
        with {Posted}
        select 'entry line', 'position ' || position || ', entry ' || entry_id || ', line ' || line_no,
               'Debit or Credit of an amount above 0', coalesce(side, 'no side') || ' of ' || coalesce(minor_units, 0)
        from posted
        where side is null or side not in ('Debit', 'Credit') or minor_units is null or minor_units <= 0
        order by position, line_no limit 1
        """,
        """
        select 'entry', 'position ' || e.seq_id || ', entry ' || e.id || ', ' || s.currency,
               'debits equal to credits', 'debits ' || s.debits || ', credits ' || s.credits
        from mt_events e
        cross join lateral (
            select l ->> 'Currency' as currency,
                   coalesce(sum((l ->> 'MinorUnits')::bigint) filter (where l ->> 'Side' = 'Debit'), 0) as debits,
                   coalesce(sum((l ->> 'MinorUnits')::bigint) filter (where l ->> 'Side' = 'Credit'), 0) as credits
            from jsonb_array_elements(e.data -> 'Lines') l
            group by 1) s
        where e.type = 'journal_entry_posted' and s.debits <> s.credits
        order by e.seq_id limit 1
        """);

    /// <summary>Account balances equal a recomputation.</summary>
    public static readonly IVerificationCheck AccountBalances = new SqlCheck(
        "account-balances", "Account balances equal a recomputation from the events",
        "select count(*) from account_balance",
        $"""
        with {Posted},
        computed as (
            select account, currency, coalesce(sum(minor_units) filter (where side = 'Debit'), 0) as debits,
                   coalesce(sum(minor_units) filter (where side = 'Credit'), 0) as credits
            from posted group by account, currency)
        select 'account_balance', 'account ' || account || ', ' || currency,
               'debits ' || c.debits || ', credits ' || c.credits, 'debits ' || b.debits || ', credits ' || b.credits
        from computed c full join account_balance b using (account, currency)
        where coalesce(c.debits, 0) <> coalesce(b.debits, 0) or coalesce(c.credits, 0) <> coalesce(b.credits, 0)
        order by account, currency limit 1
        """);

    /// <summary>Daily balances equal a recomputation.</summary>
    public static readonly IVerificationCheck DailyBalances = new SqlCheck(
        "daily-balances", "Daily balances equal a recomputation from the events",
        "select count(*) from daily_balance",
        $"""
        with {Posted},
        computed as (
            select booking_date, account, currency, coalesce(sum(minor_units) filter (where side = 'Debit'), 0) as debits,
                   coalesce(sum(minor_units) filter (where side = 'Credit'), 0) as credits
            from posted group by booking_date, account, currency)
        select 'daily_balance', 'day ' || booking_date || ', account ' || account || ', ' || currency,
               'debits ' || c.debits || ', credits ' || c.credits, 'debits ' || b.debits || ', credits ' || b.credits
        from computed c full join daily_balance b using (booking_date, account, currency)
        where coalesce(c.debits, 0) <> coalesce(b.debits, 0) or coalesce(c.credits, 0) <> coalesce(b.credits, 0)
        order by booking_date, account, currency limit 1
        """);

    /// <summary>Journal lines equal those of the events, field by field.</summary>
    public static readonly IVerificationCheck JournalLines = new SqlCheck(
        "journal-lines", "Journal lines equal those of the events, field by field",
        "select count(*) from journal_line",
        $"""
        with {Posted},
        expected as (
            select entry_id, position, line_no,
                   concat_ws(' ', account, currency, left(side, 1), minor_units, booking_date, recorded_at) as line
            from posted),
        found as (
            select position, line_no,
                   concat_ws(' ', account, currency, side, minor_units, booking_date, recorded_at) as line
            from journal_line)
        select 'journal_line', concat_ws(', ', 'position ' || position, 'entry ' || entry_id, 'line ' || line_no),
               e.line, f.line
        from expected e full join found f using (position, line_no)
        where e.line is distinct from f.line
        order by position, line_no limit 1
        """);

    static string Difference(string table, string signed) =>
        $"""
        select 'trial balance of {table}', currency::text, 'difference 0', 'difference ' || sum({signed})
        from {table} group by currency having sum({signed}) <> 0 order by currency limit 1
        """;
}
