using Xunit;

namespace Ledger.Fast.Tests.JournalPosting;

/// <summary>Conversions (M-24) and what comes back after it had succeeded (M-05, M-12, M-19).</summary>
public sealed class Conversion_tables
{
    [Fact]
    public void A_conversion_moves_what_is_owed_from_one_currency_to_the_other() => Book.Check("""
        capture-succeeded ch_1 10.00 EUR | posted M-04: DR 1150 10.00 EUR, CR 1100 10.00 EUR
        fx-converted      ch_1 10.00 EUR settled=10.80USD | posted M-24: DR 1180 10.00 EUR, CR 1150 10.00 EUR,
                                         | DR 1150 10.80 USD, CR 1180 10.80 USD
        fee-posted        tx_1  0.40 USD | posted M-09: DR 6100 0.40 USD, CR 1150 0.40 USD
        ---
        1100 CR 10.00 EUR
        1150 DR 10.40 USD
        1180 DR 10.00 EUR
        1180 CR 10.80 USD
        6100 DR 0.40 USD
        """);

    [Fact]
    public void It_waits_for_its_capture_and_what_goes_out_for_its_refund() => Book.Check("""
        fx-converted           ch_1 10.00 EUR settled=10.80USD | held PREDECESSOR_MISSING
        fx-converted/money-out re_1  4.00 EUR settled=4.32USD | held PREDECESSOR_MISSING
        capture-succeeded      ch_1 10.00 EUR | posted M-04: DR 1150 10.00 EUR, CR 1100 10.00 EUR + fx-converted: posted M-24: DR 1180 10.00 EUR,
                                              | CR 1150 10.00 EUR, DR 1150 10.80 USD, CR 1180 10.80 USD
        refund-posted          re_1  4.00 EUR | posted M-11: DR 4100 4.00 EUR, CR 1150 4.00 EUR + fx-converted: posted M-24.money-out: DR 1150 4.00 EUR,
                                              | CR 1180 4.00 EUR, DR 1180 4.32 USD, CR 1150 4.32 USD
        ---
        1100 CR 10.00 EUR
        1150 DR 6.48 USD
        1180 DR 6.00 EUR
        1180 CR 6.48 USD
        4100 DR 4.00 EUR
        """);

    [Fact]
    public void It_is_undone_with_its_capture_and_with_its_refund() => Book.Check("""
        capture-succeeded      ch_1 10.00 EUR | posted M-04: DR 1150 10.00 EUR, CR 1100 10.00 EUR
        fx-converted           ch_1 10.00 EUR settled=10.80USD | posted M-24: DR 1180 10.00 EUR, CR 1150 10.00 EUR,
                                              | DR 1150 10.80 USD, CR 1180 10.80 USD
        refund-posted          re_1  4.00 EUR | posted M-11: DR 4100 4.00 EUR, CR 1150 4.00 EUR
        fx-converted/money-out re_1  4.00 EUR settled=4.32USD | posted M-24.money-out: DR 1150 4.00 EUR, CR 1180 4.00 EUR,
                                              | DR 1180 4.32 USD, CR 1150 4.32 USD
        refund-failed          re_1  4.00 EUR | posted M-12: CR 1150 4.00 EUR, DR 1180 4.00 EUR, CR 1180 4.32 USD, DR 1150 4.32 USD;
                                              | CR 4100 4.00 EUR, DR 1150 4.00 EUR
        reversal/capture       ch_1 10.00 EUR | posted M-05.reversed: CR 1180 10.00 EUR, DR 1150 10.00 EUR, CR 1150 10.80 USD, DR 1180 10.80 USD;
                                              | CR 1150 10.00 EUR, DR 1100 10.00 EUR
        fx-converted           ch_1 10.00 EUR settled=10.80USD #2 @0 | noop CAPTURE_OUTCOME_KNOWN
        fx-converted/money-out re_1  4.00 EUR settled=4.32USD #2 | noop REFUND_ALREADY_FAILED
        ---
        """);

    [Fact]
    public void It_is_undone_too_where_its_capture_is_heard_of_after_it_failed() => Book.Check("""
        capture-succeeded ch_2  5.00 EUR @0 | posted M-04: DR 1150 5.00 EUR, CR 1100 5.00 EUR
        fx-converted      ch_1 10.00 EUR settled=10.80USD @1 | posted M-24: DR 1180 10.00 EUR, CR 1150 10.00 EUR,
                                            | DR 1150 10.80 USD, CR 1180 10.80 USD
        capture-failed    ch_1 10.00 EUR @5 | posted M-05: CR 1180 10.00 EUR, DR 1150 10.00 EUR, CR 1150 10.80 USD, DR 1180 10.80 USD
        capture-succeeded ch_1 10.00 EUR @1 | noop CAPTURE_OUTCOME_KNOWN
        ---
        1100 CR 5.00 EUR
        1150 DR 5.00 EUR
        """);

    [Fact]
    public void It_is_undone_with_the_only_capture_where_it_names_the_payment() => Book.Check("""
        capture-succeeded ch_1 10.00 EUR | posted M-04: DR 1150 10.00 EUR, CR 1100 10.00 EUR
        fx-converted      pi_1 10.00 EUR settled=10.80USD | posted M-24: DR 1180 10.00 EUR, CR 1150 10.00 EUR,
                                         | DR 1150 10.80 USD, CR 1180 10.80 USD
        capture-failed    ch_1 10.00 EUR | posted M-05: CR 1180 10.00 EUR, DR 1150 10.00 EUR, CR 1150 10.80 USD, DR 1180 10.80 USD;
                                         | CR 1150 10.00 EUR, DR 1100 10.00 EUR
        ---
        """);

    [Fact]
    public void One_within_a_currency_is_none_and_neither_is_one_of_another_currency_than_the_payment() => Book.Check("""
        capture-succeeded ch_1 10.00 EUR | posted M-04: DR 1150 10.00 EUR, CR 1100 10.00 EUR
        fx-converted      ch_1 10.00 EUR settled=10.80EUR | exception CURRENCY_MISMATCH
        fx-converted      ch_1 10.00 GBP settled=10.80USD #2 | exception CURRENCY_MISMATCH
        fx-converted      ch_1 10.00 EUR #3 | exception AMOUNT_MISSING
        ---
        1100 CR 10.00 EUR
        1150 DR 10.00 EUR
        """);

    /// <summary>R-ID-03: both amounts make it the fact that it is.</summary>
    [Fact]
    public void One_to_another_amount_is_another_content()
    {
        var one = Book.Parse("fx-converted ch_1 10.00 EUR settled=10.80USD", 1);
        var other = Book.Parse("fx-converted ch_1 10.00 EUR settled=9.01USD", 1);

        Assert.Equal(one.EventId, other.EventId);
        Assert.NotEqual(one.Fingerprint(), other.Fingerprint());
    }

    [Fact]
    public void A_capture_and_a_refund_are_taken_back_once() => Book.Check("""
        reversal/capture  ch_0 10.00 EUR | noted NOTHING_TO_REVERSE
        capture-succeeded ch_1 10.00 EUR | posted M-04: DR 1150 10.00 EUR, CR 1100 10.00 EUR
        refund-posted     re_1  4.00 EUR | posted M-11: DR 4100 4.00 EUR, CR 1150 4.00 EUR
        reversal/refund   re_1  4.00 EUR | posted M-12.reversed: CR 4100 4.00 EUR, DR 1150 4.00 EUR
        refund-failed     re_1  4.00 EUR | noop REFUND_ALREADY_FAILED
        reversal/refund   re_1  4.00 EUR #2 | noop REFUND_ALREADY_FAILED
        reversal/capture  ch_1 10.00 EUR | posted M-05.reversed: CR 1150 10.00 EUR, DR 1100 10.00 EUR
        capture-failed    ch_1 10.00 EUR | noop CAPTURE_OUTCOME_KNOWN
        ---
        """);

    [Fact]
    public void What_moves_nothing_is_noted_at_any_standing() => Book.Check("""
        capture-pending   ch_1 10.00 EUR | noted
        fraud-notice      fw_1 -         | noted
        capture-succeeded ch_1 10.00 EUR | posted M-04: DR 1150 10.00 EUR, CR 1100 10.00 EUR
        settlement-confirmed/transaction ch_1 10.00 EUR | noted
        dispute-inquiry   dp_1 10.00 EUR | noted
        capture-pending   ch_2 -         | noted
        reversal/transfer trr_1 3.00 EUR subject=transfer | noted
        reversal/top-up   tu_1  5.00 EUR subject=transfer | noted
        ---
        1100 CR 10.00 EUR
        1150 DR 10.00 EUR
        """);

    [Fact]
    public void A_payout_that_comes_back_is_undone_as_one_that_failed() => Book.Check("""
        payout-initiated po_1 80.00 EUR | posted M-17: DR 1050 80.00 EUR, CR 1155 80.00 EUR
        payout-paid      po_1 80.00 EUR | posted M-18: DR 1000 80.00 EUR, CR 1050 80.00 EUR
        payout-returned  po_1 80.00 EUR | posted M-19.returned: CR 1000 80.00 EUR, DR 1050 80.00 EUR; CR 1050 80.00 EUR,
                                        | DR 1155 80.00 EUR
        payout-failed    po_1 80.00 EUR | noop PAYOUT_ALREADY_FAILED
        ---
        """);
}
