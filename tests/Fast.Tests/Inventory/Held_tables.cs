using Ledger.Inventory;
using Ledger.Inventory.Commands;
using Ledger.Inventory.Events;
using Ledger.PaymentEvents;
using Xunit;

namespace Ledger.Fast.Tests.Inventory;

/// <summary>What an event does not say holds it by name, until somebody supplies it or another message says it (R-IN-17).</summary>
public sealed class Held_tables
{
    public static TheoryData<string> Rows =>
    [
        """
        auth-created p- TEA*3 | held PAYMENT_ID_MISSING
        supply p- TEA*3       | refused COMMAND_INCOMPLETE
        supply p- TEA*2       | held PAYMENT_ID_MISSING
        """,
        """
        auth-created p2 TEA*3                  | moved TEA 10/3/0
        capture-succeeded p-                   | held PAYMENT_ID_MISSING
        supply p- =adyen/acct_1/p2             | refused PAYMENT_CONTRADICTED
        supply p- =stripe/acct_2/p2            | refused PAYMENT_CONTRADICTED
        supply p- =stripe/acct_1/              | refused COMMAND_INCOMPLETE
        supply p- =stripe/acct_1/p3            | refused PAYMENT_UNKNOWN
        supply p- o2 =stripe/acct_1/p2         | refused ORDER_CONTRADICTED
        supply p- =stripe/acct_1/p2            | moved TEA 10/0/3
        capture-succeeded p2 #again            | noted ALREADY_COMMITTED
        """,
        """
        capture-succeeded p2 o2 | held LINES_MISSING
        supply p2 o3 TEA*1      | refused ORDER_CONTRADICTED
        supply p2 o2 TEA*1      | moved TEA 10/0/1
        """,
        """
        capture-succeeded p- o-              | held PAYMENT_ID_MISSING
        supply p- =stripe/acct_1/p2 new      | held ORDER_REF_MISSING
        supply p2 =stripe/acct_1/p3 o1 TEA*3 | refused PAYMENT_CONTRADICTED
        supply p2 =stripe/acct_1/p2 o1       | held LINES_MISSING
        auth-created p2 TEA*3 @0             | moved TEA 10/0/3 + capture-succeeded: moved
        """,
        """
        auth-created p2 TEA*3       | moved TEA 10/3/0
        auth-voided p- o1           | held PAYMENT_ID_MISSING
        payment-failed p- o1        | held PAYMENT_ID_MISSING
        capture-failed p- #ch1      | held PAYMENT_ID_MISSING
        chargeback-opened p- #dp1   | held PAYMENT_ID_MISSING
        refund-posted p- #re1       | held PAYMENT_ID_MISSING
        fee-posted p-               | noop NO_STOCK_EFFECT
        settlement-confirmed p- subject=payment | noop SETTLEMENT_MOVES_NOTHING
        supply p- =stripe/acct_1/p2 | moved AUTHORIZATION_OVER TEA 10/0/0
        """,
        """
        auth-created p- TEA*3 | held PAYMENT_ID_MISSING
        discard p-            | refused COMMAND_INCOMPLETE
        discard p- testing    | noop EVENT_DISCARDED
        discard p- testing    | refused CASE_UNKNOWN
        """,
        """
        auth-created @5            | held LINES_MISSING
        capture-succeeded #ch1     | held LINES_MISSING
        discard p1 services        | noop EVENT_DISCARDED
        capture-succeeded TEA*3 #2 | moved TEA 10/0/3 + capture-succeeded: noted ALREADY_COMMITTED
        """,
        """
        auth-created o- TEA*3 | held ORDER_REF_MISSING
        supply p1 o1          | moved TEA 10/3/0
        """,
        """
        auth-created    | held LINES_MISSING
        supply p1 TEA*3 | moved TEA 10/3/0
        """,
        """
        auth-created ?*3 | held SKU_MISSING
        supply p1 TEA*3  | moved TEA 10/3/0
        """,
        """
        auth-created TEA*? | held QUANTITY_MISSING
        supply p1 TEA*0    | held QUANTITY_MISSING
        supply p1 TEA*0    | refused COMMAND_INCOMPLETE
        supply p1 TEA*10000001 | held QUANTITY_MISSING
        supply p1 TEA*3    | moved TEA 10/3/0
        """,
        """
        auth-created TEA*3@?  | held LOCATION_MISSING
        supply p1 TEA*3@A@B   | held LOCATION_MISSING
        supply p1 TEA*3       | moved TEA 10/3/0
        """,
        """
        auth-created o- | held ORDER_REF_MISSING
        supply p1 o1    | held LINES_MISSING
        supply p1 TEA*2 | moved TEA 10/2/0
        """,
        """
        capture-succeeded  | held LINES_MISSING
        auth-created TEA*3 | moved TEA 10/0/3 + capture-succeeded: moved
        """,
        """
        auth-created o- TEA*3   | held ORDER_REF_MISSING
        capture-succeeded TEA*3 | moved TEA 10/0/3 + auth-created: noop ALREADY_CAPTURED
        """,
        """
        capture-succeeded o- #ch1 | held ORDER_REF_MISSING
        auth-created TEA*11       | refused OUT_OF_STOCK + capture-succeeded: exception STOCK_SHORT
        """,
        """
        reserve o1 TEA*3 | moved TEA 10/3/0
        auth-created     | noted RESERVATION_TAKEN_OVER
        """,
    ];

    [Theory]
    [MemberData(nameof(Rows))]
    public void Each_missing_thing_is_named_and_supplied(string table) => StockSteps.Check(table);

    [Fact]
    public void All_that_is_missing_is_told_at_once()
    {
        var book = StockSteps.Opened();
        var decision = book.Take(StockSteps.Event(["auth-created", "o-", "?*?@?"], 0));

        Assert.Equal("Missing: order reference, SKU of line 1, quantity of line 1, location of line 1.", decision.Detail);
    }

    /// <summary>The shop must hear of it, so that it can cancel the authorization.</summary>
    [Fact]
    public void A_refusal_that_released_what_had_lapsed_is_told_as_a_refusal_all_the_same()
    {
        var book = StockSteps.Opened();
        book.Do(new ReserveStock("o1", StockSteps.Lines("TEA*9")));
        book.Now += TimeSpan.FromHours(1);
        book.Do(new ReserveStock("o2", StockSteps.Lines("TEA*9")));

        var decision = book.Take(StockSteps.Event(["auth-created", "TEA*9"], 60));

        Assert.Collection(
            decision.Facts,
            fact => Assert.Equal("RESERVATION_LAPSED", Assert.IsType<StockMoved>(fact).Reason),
            fact => Assert.Equal(
                ("refused", "OUT_OF_STOCK", "TEA@ZRH: 9 wanted, 1 available."),
                (Assert.IsType<StockNoted>(fact).Disposition, fact.Reason, ((StockNoted)fact).Detail)));
    }

    /// <summary>What a cart's partial capture leaves behind is kept by nobody, time and again: each lapse is one of its own.</summary>
    [Fact]
    public void Two_lapses_at_one_instant_are_two()
    {
        var book = StockSteps.Opened();
        book.Do(new ReserveStock("o1", StockSteps.Lines("TEA*3")));
        book.Take(StockSteps.Event(["capture-succeeded", "TEA*1"], 0));
        var first = book.Lapse("o1");
        book.Take(StockSteps.Event(["auth-created", "p2", "TEA*3"], 60));
        book.Take(StockSteps.Event(["auth-voided", "p2"], 61));
        var second = book.Lapse("o1");

        Assert.Equal("10/0/1", book.Counts(new("TEA", StockSteps.Place)));
        Assert.NotEqual(first.Outcome!.Id, second.Outcome!.Id);
        book.AssertFoldAgrees();
    }

    [Fact]
    public void An_event_that_is_not_held_cannot_be_supplied()
    {
        var e = StockSteps.Event(["auth-created", "TEA*3"], 0);
        var book = StockSteps.Opened();
        book.Take(e);

        Assert.Equal(StockReason.CaseUnknown, book.Do(new SupplyMissing(e.StreamId, e.EventId, null, [])).Reason);
    }

    /// <summary>The inbox finds the contradiction; the exception moves nothing and is closed by a person.</summary>
    [Theory]
    [InlineData(StockReason.KeyReused)]
    [InlineData(StockReason.FactContradicted)]
    public void A_contradiction_is_a_case_that_moves_nothing(StockReason reason)
    {
        var e = StockSteps.Event(["auth-created", "TEA*3"], 0);
        var book = StockSteps.Opened();
        book.Take(e);

        var raised = book.Raise(e with { OrderLines = [new OrderLine("TEA", 4, StockSteps.Place)] }, reason);

        Assert.Equal((Disposition.Exception, reason), (raised.Disposition, raised.Reason));
        Assert.Equal("10/3/0", book.Counts(new("TEA", StockSteps.Place)));
        var close = new CloseCase(e.StreamId, raised.Outcome!.Id.ToString(), "asked the shop");
        Assert.Equal(Disposition.Noted, book.Do(close).Disposition);
        Assert.Equal(StockReason.CaseUnknown, book.Do(close).Reason);
        book.AssertFoldAgrees();
    }
}
