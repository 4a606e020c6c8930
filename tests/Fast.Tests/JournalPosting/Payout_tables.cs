using Xunit;

namespace Ledger.Fast.Tests.JournalPosting;

/// <summary>What settlement and payouts post, as a bookkeeper reads it (M-10, M-17 to M-19).</summary>
public sealed class Payout_tables
{
    [Fact]
    public void Settlement_moves_the_net_from_pending_to_available_in_any_state() => Book.Check("""
        settlement-confirmed po_1 100.00 EUR net=97.10 | posted M-10: DR 1155 97.10 EUR, CR 1150 97.10 EUR
        settlement-confirmed po_2  20.00 EUR           | posted M-10: DR 1155 20.00 EUR, CR 1150 20.00 EUR
        settlement-confirmed po_3  10.00 EUR net=-4.00 | posted M-10: CR 1155 4.00 EUR, DR 1150 4.00 EUR
        ---
        1150 CR 113.10 EUR
        1155 DR 113.10 EUR
        """);

    [Fact]
    public void A_payout_goes_from_available_through_transit_to_the_bank() => Book.Check("""
        payout-initiated po_1 80.00 EUR    | posted M-17: DR 1050 80.00 EUR, CR 1155 80.00 EUR
        payout-initiated po_1 80.00 EUR #2 | noop PAYOUT_ALREADY_INITIATED
        payout-paid      po_1 80.01 EUR #3 | exception PAYOUT_AMOUNT_DIFFERS
        payout-paid      po_1 80.00 EUR    | posted M-18: DR 1000 80.00 EUR, CR 1050 80.00 EUR
        payout-paid      po_1 80.00 EUR #4 | noop PAYOUT_ALREADY_PAID
        ---
        1000 DR 80.00 EUR
        1155 CR 80.00 EUR
        """);

    [Fact]
    public void A_payout_that_fails_after_it_was_paid_is_undone_step_by_step() => Book.Check("""
        payout-initiated po_1 80.00 EUR    | posted M-17: DR 1050 80.00 EUR, CR 1155 80.00 EUR
        payout-paid      po_1 80.00 EUR    | posted M-18: DR 1000 80.00 EUR, CR 1050 80.00 EUR
        payout-failed    po_1 80.00 EUR    | posted M-19: CR 1000 80.00 EUR, DR 1050 80.00 EUR; CR 1050 80.00 EUR,
                                           | DR 1155 80.00 EUR
        payout-failed    po_1 80.00 EUR #2 | noop PAYOUT_ALREADY_FAILED
        ---
        """);

    [Fact]
    public void A_payout_that_fails_after_it_was_settled_is_settled_by_the_payout_that_takes_its_place()
    {
        var book = new Book(Book.Rules);
        foreach (var (payout, ends) in new[] { ("po_1", "payout-failed"), ("po_2", "payout-paid") })
        {
            // Each payout is a stream of its own.
            var own = new Book(Book.Rules);
            string[] steps = ["payout-initiated", "payout-paid", "settlement-confirmed", ends];
            foreach (var step in steps.Distinct())
            {
                own.Post(Book.Parse($"{step} {payout} 100.00 EUR", Array.IndexOf(steps, step)));
            }

            book.Add(own);
        }

        Assert.Equal("1000 DR 100.00 EUR\n1150 CR 100.00 EUR", book.Balances);
    }

    [Fact]
    public void A_settlement_reported_after_its_payout_failed_is_stale() => Book.Check("""
        payout-initiated     po_1 80.00 EUR    | posted M-17: DR 1050 80.00 EUR, CR 1155 80.00 EUR
        settlement-confirmed po_1 80.00 EUR    | posted M-10: DR 1155 80.00 EUR, CR 1150 80.00 EUR
        payout-failed        po_1 80.00 EUR    | posted M-19: CR 1050 80.00 EUR, DR 1155 80.00 EUR; CR 1155 80.00 EUR,
                                               | DR 1150 80.00 EUR
        settlement-confirmed po_1 80.00 EUR #2 | noop PAYOUT_ALREADY_FAILED
        ---
        """);

    [Fact]
    public void A_payout_reported_as_paid_after_it_failed_is_stale() => Book.Check("""
        payout-initiated po_1 80.00 EUR | posted M-17: DR 1050 80.00 EUR, CR 1155 80.00 EUR
        payout-failed    po_1 80.00 EUR | posted M-19: CR 1050 80.00 EUR, DR 1155 80.00 EUR
        payout-paid      po_1 80.00 EUR | noop PAYOUT_ALREADY_FAILED
        ---
        """);
}
