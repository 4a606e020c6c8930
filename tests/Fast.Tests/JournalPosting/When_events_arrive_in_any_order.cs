using FsCheck;
using FsCheck.Fluent;
using Ledger.JournalPosting;
using Ledger.PaymentEvents;
using Xunit;

namespace Ledger.Fast.Tests.JournalPosting;

/// <summary>
/// Providers promise no order and no single delivery: the books must come out the same (R-ID-06, R-ID-25).
/// </summary>
public sealed class When_events_arrive_in_any_order
{
    const string Refunded = """
        auth-created      pi_1 10.00 EUR
        capture-succeeded ch_1 10.00 EUR
        fee-posted        fe_1  0.50 EUR
        refund-posted     re_1  4.00 EUR
        refund-failed     re_1  4.00 EUR
        refund-posted     re_2  3.00 EUR
        """;

    const string RefundedAgain = """
        capture-succeeded ch_1 10.00 EUR
        refund-posted     re_1  8.00 EUR
        refund-failed     re_1  8.00 EUR
        refund-posted     re_2  8.00 EUR
        refund-failed     re_2  8.00 EUR
        refund-posted     re_3  5.00 EUR
        """;

    const string Disputed = """
        auth-created           pi_1 10.00 EUR
        capture-succeeded      ch_1 10.00 EUR
        chargeback-opened      dp_1 10.00 EUR
        fee-posted/dispute-fee fe_1  2.00 EUR
        chargeback-won         dp_1 10.00 EUR
        """;

    const string Lost = """
        capture-succeeded ch_1 10.00 EUR
        refund-posted     re_1  4.00 EUR
        chargeback-opened dp_1 10.00 EUR
        chargeback-lost   dp_1 10.00 EUR
        """;

    const string Expired = """
        auth-created      pi_1 10.00 EUR
        capture-succeeded ch_1  6.00 EUR
        auth-expired      pi_1  4.00 EUR
        refund-posted     re_1  6.00 EUR
        """;

    const string Declined = """
        auth-created      pi_1 10.00 EUR
        capture-succeeded ch_1 10.00 EUR
        capture-failed    ch_1 10.00 EUR
        payment-failed    ch_2 10.00 EUR
        capture-succeeded ch_3 10.00 EUR
        """;

    const string PayoutPaid = """
        payout-initiated     po_1 10.00 EUR
        settlement-confirmed po_1 10.00 EUR
        payout-paid          po_1 10.00 EUR
        """;

    const string PayoutFailed = """
        payout-initiated po_1 10.00 EUR
        payout-paid      po_1 10.00 EUR
        payout-failed    po_1 10.00 EUR
        """;

    const string PayoutReturned = """
        payout-initiated     po_1 10.00 EUR
        payout-paid          po_1 10.00 EUR
        settlement-confirmed po_1 10.00 EUR
        payout-failed        po_1 10.00 EUR
        """;

    [Theory]
    [InlineData(Refunded, "1100 CR 10.00 EUR\n1150 DR 6.50 EUR\n4100 DR 3.00 EUR\n6100 DR 0.50 EUR")]
    [InlineData(RefundedAgain, "1100 CR 10.00 EUR\n1150 DR 5.00 EUR\n4100 DR 5.00 EUR")]
    [InlineData(Disputed, "1100 CR 10.00 EUR\n1150 DR 8.00 EUR\n6110 DR 2.00 EUR")]
    [InlineData(Lost, "1100 CR 10.00 EUR\n1150 CR 4.00 EUR\n4100 DR 4.00 EUR\n6200 DR 10.00 EUR")]
    [InlineData(Expired, "1100 CR 6.00 EUR\n4100 DR 6.00 EUR")]
    [InlineData(Declined, "1100 CR 10.00 EUR\n1150 DR 10.00 EUR")]
    [InlineData(PayoutPaid, "1000 DR 10.00 EUR\n1150 CR 10.00 EUR")]
    [InlineData(PayoutFailed, "")]
    [InlineData(PayoutReturned, "")]
    public void Every_order_gives_the_same_balances_and_leaves_nothing_held(string scenario, string balances)
    {
        var events = EventsOf(scenario);
        foreach (var order in Permutations(events))
        {
            var book = new Book(Book.Rules);
            foreach (var e in order)
            {
                book.Post(e);
            }

            var classes = string.Join(", ", order.Select(e => e.Class));
            Assert.True(book.Balances == balances, $"{classes}:\n{book.Balances}");
            Assert.Empty(book.State.Held);
            book.AssertFoldAgrees();
        }
    }

    [Theory]
    [InlineData(PayoutFailed)]
    [InlineData(PayoutReturned)]
    public void A_payout_that_failed_after_it_was_paid_ends_failed_in_every_order(string scenario)
    {
        foreach (var order in Permutations(EventsOf(scenario)))
        {
            var book = new Book(Book.Rules);
            foreach (var e in order)
            {
                book.Post(e);
            }

            Assert.Equal(Standing.Failed, book.State.Status);
        }
    }

    [Fact]
    public void Shuffled_payments_have_the_balances_of_their_own_order() => Prop.ForAll(
        Gen.Elements(
                Refunded, RefundedAgain, Disputed, Lost, Expired, Declined, PayoutPaid, PayoutFailed, PayoutReturned)
            .SelectMany(scenario => Gen.Shuffle(EventsOf(scenario).ToArray()).Select(order => (scenario, order)))
            .ToArbitrary(),
        run =>
        {
            var (straight, shuffled) = (new Book(Book.Rules), new Book(Book.Rules));
            EventsOf(run.scenario).ForEach(e => straight.Post(e));
            Array.ForEach(run.order, e => shuffled.Post(e));
            return straight.Balances == shuffled.Balances && straight.State.Status == shuffled.State.Status;
        }).QuickCheckThrowOnFailure();

    static List<PaymentEvent> EventsOf(string scenario) =>
        [.. scenario.Split('\n').Select((line, index) => Book.Parse(line, index))];

    static IEnumerable<List<PaymentEvent>> Permutations(List<PaymentEvent> events) => events.Count <= 1
        ? [events]
        : events.SelectMany(first => Permutations([.. events.Where(e => e != first)]).Select(
            rest => (List<PaymentEvent>)[first, .. rest]));
}
