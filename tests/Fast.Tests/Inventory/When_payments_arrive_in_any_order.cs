using Ledger.Inventory.Policy;
using Ledger.PaymentEvents;
using Xunit;

namespace Ledger.Fast.Tests.Inventory;

/// <summary>Providers promise no order: the units of a payment end where they would have ended anyway (R-ID-06, R-ID-25).</summary>
public sealed class When_payments_arrive_in_any_order
{
    [Theory]
    [InlineData("auth-created TEA*3; capture-succeeded TEA*3", "10/0/3")]
    [InlineData("auth-created TEA*3; capture-succeeded", "10/0/3")]
    [InlineData("auth-created TEA*3; auth-voided", "10/0/0")]
    [InlineData("auth-created TEA*3; auth-expired", "10/0/0")]
    [InlineData("auth-created TEA*3; payment-failed; capture-succeeded TEA*3", "10/0/3")]
    [InlineData("capture-succeeded TEA*3 #ch1; capture-failed #ch1", "10/0/0")]
    [InlineData("auth-created TEA*3; capture-succeeded TEA*3; chargeback-opened #dp1; chargeback-won #dp1", "10/0/3")]
    [InlineData("auth-created TEA*3; capture-succeeded o-; refund-posted #re1; settlement-confirmed subject=payment", "10/0/3")]
    [InlineData("auth-created TEA*3; capture-succeeded TEA*3 #ch1; capture-failed #ch1; capture-succeeded TEA*3 #ch2 @9", "10/0/3")]
    [InlineData("auth-created TEA*3; payment-failed", "10/0/0")]
    [InlineData("auth-created TEA*3; capture-succeeded TEA*3 #ch1; capture-failed #ch1", "10/0/0")]
    [InlineData("auth-created TEA*3; auth-voided; auth-created TEA*2 again; payment-failed; auth-created TEA*1 anew", "10/1/0")]
    [InlineData("auth-created TEA*3; capture-succeeded TEA*1 #ch1; auth-voided; refund-posted #re1", "10/0/1")]
    public void Every_order_of_its_events_gives_the_same_units(string scenario, string counts) => Check(scenario, counts, policy: null);

    /// <summary>Where units go with the settlement: of money that went back after it nothing is left, though the settlement is told last.</summary>
    [Theory]
    [InlineData("capture-succeeded TEA*3 #ch1; settlement-confirmed/transaction subject=payment #ch1", "10/0/3")]
    [InlineData("capture-succeeded TEA*3 #ch1; settlement-confirmed/transaction subject=payment #ch1; capture-failed #ch1", "10/0/0")]
    [InlineData("capture-succeeded TEA*3 #ch1; settlement-confirmed/transaction subject=payment #b1; reversal/capture #ch1", "10/0/0")]
    public void Every_order_gives_the_same_units_where_settlements_commit(string scenario, string counts) =>
        Check(scenario, counts, Settlement_tables.AtSettlement);

    static void Check(string scenario, string counts, StockPolicy? policy)
    {
        var events = scenario.Split("; ").Select((step, n) => StockSteps.Event(step.Split(' '), n)).ToList();
        foreach (var order in Permutations(events))
        {
            var book = StockSteps.Opened(policy);
            order.ForEach(e => book.Take(e));

            var classes = string.Join(", ", order.Select(e => e.Class));
            var found = book.Counts(new("TEA", StockSteps.Place));
            Assert.True(found == counts, $"{classes}: {found}, not {counts}");
            Assert.Empty(book.States.Payment(events[0].StreamId).Held);
            book.AssertFoldAgrees();
        }
    }

    /// <summary>A dispute that is won holds nothing, one that is lost holds the order, whichever of its events comes first.</summary>
    [Theory]
    [InlineData("chargeback-won #dp1", null)]
    [InlineData("chargeback-lost #dp1", "chargeback-lost")]
    public void A_dispute_leaves_what_its_end_says(string end, string? review)
    {
        string[] steps = ["auth-created TEA*3", "capture-succeeded TEA*3", "chargeback-opened #dp1", end];
        var events = steps.Select((step, n) => StockSteps.Event(step.Split(' '), n)).ToList();
        foreach (var order in Permutations(events))
        {
            var book = StockSteps.Opened();
            order.ForEach(e => book.Take(e));

            Assert.Equal(review is null ? [] : (string[])[review], book.States.Order("o1").Reviews.Select(each => each.Kind));
            book.AssertFoldAgrees();
        }
    }

    static IEnumerable<List<PaymentEvent>> Permutations(List<PaymentEvent> events) => events.Count <= 1
        ? [events]
        : events.SelectMany(first => Permutations([.. events.Where(e => e != first)]).Select(
            rest => (List<PaymentEvent>)[first, .. rest]));
}
