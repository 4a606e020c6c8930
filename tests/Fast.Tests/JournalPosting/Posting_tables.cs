using Xunit;

namespace Ledger.Fast.Tests.JournalPosting;

/// <summary>
/// What each row of the matrix posts, as a bookkeeper reads it (M-02 to M-05, M-09, M-11, M-12, M-14 to M-16).
/// </summary>
public sealed class Posting_tables
{
    [Fact]
    public void An_authorization_posts_nothing_and_its_capture_debits_clearing() => Book.Check("""
        auth-created      pi_1 100.00 EUR | noted
        capture-succeeded ch_1 100.00 EUR | posted M-04: DR 1150 100.00 EUR, CR 1100 100.00 EUR
        ---
        1100 CR 100.00 EUR
        1150 DR 100.00 EUR
        """);

    [Fact]
    public void A_capture_needs_no_authorization_and_may_be_more_than_was_authorised() => Book.Check("""
        capture-succeeded ch_1 10.00 EUR | posted M-04: DR 1150 10.00 EUR, CR 1100 10.00 EUR
        auth-created      pi_1  9.00 EUR | noop ALREADY_CAPTURED
        capture-succeeded ch_2  2.50 EUR | posted M-04: DR 1150 2.50 EUR, CR 1100 2.50 EUR
        ---
        1100 CR 12.50 EUR
        1150 DR 12.50 EUR
        """);

    [Fact]
    public void Yen_have_no_decimals_and_dinars_have_three() => Book.Check("""
        capture-succeeded ch_1 1050   JPY | posted M-04: DR 1150 1050 JPY, CR 1100 1050 JPY
        refund-posted     re_1 50     JPY | posted M-11: DR 4100 50 JPY, CR 1150 50 JPY
        payout-initiated  po_1 12.345 KWD | posted M-17: DR 1050 12.345 KWD, CR 1155 12.345 KWD
        fee-posted        fe_1 0.001  KWD | posted M-09: DR 6100 0.001 KWD, CR 1150 0.001 KWD
        ---
        1050 DR 12.345 KWD
        1100 CR 1050 JPY
        1150 DR 1000 JPY
        1150 CR 0.001 KWD
        1155 CR 12.345 KWD
        4100 DR 50 JPY
        6100 DR 0.001 KWD
        """);

    [Fact]
    public void A_void_ends_the_authorization_and_a_later_capture_is_kept_for_a_person() => Book.Check("""
        auth-created      pi_1 10.00 EUR    | noted
        auth-voided       pi_1 10.00 EUR    | noted
        auth-created      pi_1 10.00 EUR #2 | noop AUTHORIZATION_ENDED
        capture-succeeded ch_1 10.00 EUR    | exception LATE_CAPTURE
        ---
        """);

    [Fact]
    public void A_void_before_any_authorization_makes_the_authorization_stale() => Book.Check("""
        auth-voided  pi_1 10.00 EUR @1 | noop NOTHING_AUTHORIZED
        auth-created pi_1 10.00 EUR @0 | noop AUTHORIZATION_ENDED
        auth-expired pi_1 10.00 EUR @2 | noop AUTHORIZATION_ENDED
        ---
        """);

    [Fact]
    public void A_capture_older_than_the_end_of_its_authorization_is_posted_however_late() => Book.Check("""
        auth-created      pi_1 10.00 EUR @0 | noted
        auth-expired      pi_1  4.00 EUR @9 | noted
        capture-succeeded ch_1  6.00 EUR @5 | posted M-04: DR 1150 6.00 EUR, CR 1100 6.00 EUR
        ---
        1100 CR 6.00 EUR
        1150 DR 6.00 EUR
        """);

    [Fact]
    public void A_void_older_than_a_posted_capture_is_told_to_a_person() => Book.Check("""
        capture-succeeded ch_1 6.00 EUR @5 | posted M-04: DR 1150 6.00 EUR, CR 1100 6.00 EUR
        auth-voided       pi_1 6.00 EUR @2 | exception LATE_CAPTURE
        auth-expired      pi_1 6.00 EUR @7 | noop ALREADY_CAPTURED
        ---
        1100 CR 6.00 EUR
        1150 DR 6.00 EUR
        """);

    [Fact]
    public void A_newer_authorization_replaces_the_amount_and_an_older_one_does_not() => Book.Check("""
        auth-created pi_1 12.00 EUR @5    | noted
        auth-created pi_1 10.00 EUR @1 #2 | noop AUTHORIZATION_SUPERSEDED
        ---
        """);

    [Fact]
    public void A_failed_capture_is_undone_by_a_counter_entry() => Book.Check("""
        capture-succeeded ch_1 10.00 EUR | posted M-04: DR 1150 10.00 EUR, CR 1100 10.00 EUR
        capture-succeeded ch_2  5.00 EUR | posted M-04: DR 1150 5.00 EUR, CR 1100 5.00 EUR
        capture-failed    ch_1 10.00 EUR | posted M-05: CR 1150 10.00 EUR, DR 1100 10.00 EUR
        capture-failed    ch_1 10.00 EUR #2 | noop CAPTURE_OUTCOME_KNOWN
        ---
        1100 CR 5.00 EUR
        1150 DR 5.00 EUR
        """);

    [Fact]
    public void A_capture_reported_after_its_own_failure_is_not_posted_but_a_later_success_is() => Book.Check("""
        capture-failed    ch_1 10.00 EUR @5    | noted NOTHING_TO_REVERSE
        capture-succeeded ch_1 10.00 EUR @4    | noop CAPTURE_OUTCOME_KNOWN
        capture-succeeded ch_1 10.00 EUR @8 #2 | posted M-04: DR 1150 10.00 EUR, CR 1100 10.00 EUR
        ---
        1100 CR 10.00 EUR
        1150 DR 10.00 EUR
        """);

    [Fact]
    public void A_failed_attempt_is_noted() => Book.Check("""
        payment-failed    ch_0 10.00 EUR | noted
        capture-succeeded ch_1 10.00 EUR | posted M-04: DR 1150 10.00 EUR, CR 1100 10.00 EUR
        payment-failed    ch_2 -         | noted
        ---
        1100 CR 10.00 EUR
        1150 DR 10.00 EUR
        """);

    [Fact]
    public void Fees_and_fees_given_back_have_entries_of_their_own() => Book.Check("""
        capture-succeeded                   ch_1 100.00 EUR | posted M-04: DR 1150 100.00 EUR, CR 1100 100.00 EUR
        fee-posted                          fe_1   1.50 EUR | posted M-09: DR 6100 1.50 EUR, CR 1150 1.50 EUR
        fee-posted/fee-returned             fe_2   0.50 EUR | posted M-09.fee-returned: DR 1150 0.50 EUR,
                                                            | CR 6100 0.50 EUR
        fee-posted/dispute-fee              fe_3  15.00 EUR | posted M-09.dispute-fee: DR 6110 15.00 EUR,
                                                            | CR 1150 15.00 EUR
        fee-posted/dispute-fee-returned     fe_4  15.00 EUR | posted M-09.dispute-fee-returned: DR 1150 15.00 EUR,
                                                            | CR 6110 15.00 EUR
        fee-posted/application-fee          fe_5   3.00 EUR | posted M-09.application-fee: DR 1150 3.00 EUR,
                                                            | CR 4200 3.00 EUR
        fee-posted/application-fee-returned fe_6   1.00 EUR | posted M-09.application-fee-returned: DR 4200 1.00 EUR,
                                                            | CR 1150 1.00 EUR
        ---
        1100 CR 100.00 EUR
        1150 DR 101.00 EUR
        4200 CR 2.00 EUR
        6100 DR 1.00 EUR
        """);

    [Fact]
    public void A_fee_waits_for_its_capture_unless_it_belongs_to_no_payment() => Book.Check("""
        fee-posted        fe_0 2.00 EUR subject=fee | posted M-09: DR 6100 2.00 EUR, CR 1150 2.00 EUR
        fee-posted        fe_1 1.50 EUR             | held PREDECESSOR_MISSING
        capture-succeeded ch_1 9.00 EUR             | posted M-04: DR 1150 9.00 EUR, CR 1100 9.00 EUR + fee-posted:
                                                    | posted M-09: DR 6100 1.50 EUR, CR 1150 1.50 EUR
        ---
        1100 CR 9.00 EUR
        1150 DR 5.50 EUR
        6100 DR 3.50 EUR
        """);

    [Fact]
    public void A_refund_is_a_new_entry_and_its_failure_undoes_it() => Book.Check("""
        capture-succeeded ch_1 100.00 EUR | posted M-04: DR 1150 100.00 EUR, CR 1100 100.00 EUR
        refund-posted     re_1  40.00 EUR | posted M-11: DR 4100 40.00 EUR, CR 1150 40.00 EUR
        refund-posted     re_2  60.00 EUR tax=10.00 | posted M-11: DR 4100 50.00 EUR, DR 2300 10.00 EUR,
                                                    | CR 1150 60.00 EUR
        refund-posted     re_3  39.00 EUR | held REFUND_EXCEEDS_CAPTURE
        refund-failed     re_1  40.00 EUR | posted M-12: CR 4100 40.00 EUR, DR 1150 40.00 EUR + refund-posted:
                                          | posted M-11: DR 4100 39.00 EUR, CR 1150 39.00 EUR
        refund-failed     re_1  40.00 EUR #2 | noop REFUND_ALREADY_FAILED
        refund-posted     re_4   1.00 EUR | posted M-11: DR 4100 1.00 EUR, CR 1150 1.00 EUR
        refund-posted     re_4   1.00 EUR #2 | exception REFUND_ALREADY_POSTED
        ---
        1100 CR 100.00 EUR
        2300 DR 10.00 EUR
        4100 DR 90.00 EUR
        """);

    [Fact]
    public void A_refund_that_failed_before_it_was_reported_is_never_posted() => Book.Check("""
        refund-failed     re_1 4.00 EUR @2 | noted NOTHING_TO_REVERSE
        refund-posted     re_1 4.00 EUR @1 | noop REFUND_ALREADY_FAILED
        capture-succeeded ch_1 9.00 EUR @0 | posted M-04: DR 1150 9.00 EUR, CR 1100 9.00 EUR
        ---
        1100 CR 9.00 EUR
        1150 DR 9.00 EUR
        """);

    [Fact]
    public void A_running_total_that_single_refunds_cover_is_a_noop_now_or_later() => Book.Check("""
        capture-succeeded ch_1 10.00 EUR                            | posted M-04: DR 1150 10.00 EUR, CR 1100 10.00 EUR
        refund-posted     ch_1 - needs-read cumulative=4.00         | held NEEDS_READ
        refund-posted     re_1  4.00 EUR                            | posted M-11: DR 4100 4.00 EUR,
                                                                    | CR 1150 4.00 EUR + refund-posted: noop COVERED
        refund-posted     ch_1 - needs-read cumulative=4.00 #2      | noop COVERED
        refund-posted     ch_1 - needs-read cumulative=5.00 #3      | held NEEDS_READ
        ---
        1100 CR 10.00 EUR
        1150 DR 6.00 EUR
        4100 DR 4.00 EUR
        """);

    [Fact]
    public void A_dispute_takes_the_money_at_once_and_a_won_one_brings_it_back() => Book.Check("""
        capture-succeeded ch_1 50.00 EUR    | posted M-04: DR 1150 50.00 EUR, CR 1100 50.00 EUR
        chargeback-opened dp_1 50.00 EUR    | posted M-14: DR 1170 50.00 EUR, CR 1150 50.00 EUR
        chargeback-won    dp_1 50.00 EUR    | posted M-15: DR 1150 50.00 EUR, CR 1170 50.00 EUR
        chargeback-won    dp_1 50.00 EUR #2 | noop DISPUTE_ALREADY_WON
        chargeback-lost   dp_1 50.00 EUR    | exception DISPUTE_OUTCOME_CONTRADICTED
        ---
        1100 CR 50.00 EUR
        1150 DR 50.00 EUR
        """);

    [Fact]
    public void A_second_chargeback_after_a_won_one_can_be_lost() => Book.Check("""
        capture-succeeded ch_1 50.00 EUR    | posted M-04: DR 1150 50.00 EUR, CR 1100 50.00 EUR
        chargeback-opened dp_1 50.00 EUR    | posted M-14: DR 1170 50.00 EUR, CR 1150 50.00 EUR
        chargeback-opened dp_1 50.00 EUR #2 | held PREDECESSOR_MISSING
        chargeback-won    dp_1 50.00 EUR    | posted M-15: DR 1150 50.00 EUR, CR 1170 50.00 EUR + chargeback-opened:
                                            | posted M-14: DR 1170 50.00 EUR, CR 1150 50.00 EUR
        chargeback-lost   dp_1 51.00 EUR #3 | exception DISPUTE_AMOUNT_EXCEEDED
        chargeback-lost   dp_1 50.00 EUR    | posted M-16: DR 6200 50.00 EUR, CR 1170 50.00 EUR
        chargeback-lost   dp_1 50.00 EUR #4 | noop DISPUTE_ALREADY_LOST
        chargeback-won    dp_1 50.00 EUR #5 | exception DISPUTE_OUTCOME_CONTRADICTED
        ---
        1100 CR 50.00 EUR
        6200 DR 50.00 EUR
        """);

    [Fact]
    public void A_refunded_payment_can_still_be_disputed() => Book.Check("""
        capture-succeeded ch_1 50.00 EUR | posted M-04: DR 1150 50.00 EUR, CR 1100 50.00 EUR
        refund-posted     re_1 50.00 EUR | posted M-11: DR 4100 50.00 EUR, CR 1150 50.00 EUR
        chargeback-opened dp_1 50.00 EUR | posted M-14: DR 1170 50.00 EUR, CR 1150 50.00 EUR
        ---
        1100 CR 50.00 EUR
        1150 CR 50.00 EUR
        1170 DR 50.00 EUR
        4100 DR 50.00 EUR
        """);

    [Fact]
    public void What_does_not_add_up_is_kept_for_a_person_and_never_posted() => Book.Check("""
        capture-succeeded ch_1 -                   | exception AMOUNT_MISSING
        capture-succeeded ch_2 0.00 EUR            | exception AMOUNT_NOT_POSITIVE
        capture-succeeded ch_3 -1.00 EUR           | exception AMOUNT_NOT_POSITIVE
        capture-succeeded ch_4 5.00 EUR            | posted M-04: DR 1150 5.00 EUR, CR 1100 5.00 EUR
        capture-succeeded ch_5 5.00 USD            | exception CURRENCY_MISMATCH
        refund-posted     re_1 5.00 USD            | exception CURRENCY_MISMATCH
        refund-posted     re_2 5.00 EUR tax=6.00   | exception AMOUNT_NOT_POSITIVE
        refund-posted     re_3 500 JPY tax=1.00    | exception CURRENCY_MISMATCH
        chargeback-opened dp_1 5.00 USD            | exception CURRENCY_MISMATCH
        stock-counted     st_1 5.00 EUR            | exception UNMAPPED_CLASS
        fee-posted/tip    fe_1 5.00 EUR            | exception UNMAPPED_CLASS
        ---
        1100 CR 5.00 EUR
        1150 DR 5.00 EUR
        """);
}
