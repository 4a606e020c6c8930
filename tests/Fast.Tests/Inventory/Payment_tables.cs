using Xunit;

namespace Ledger.Fast.Tests.Inventory;

/// <summary>What payment events do to stock under the shipped policy, reserve on authorization (R-IN-01, R-EV-02 to R-EV-08).</summary>
public sealed class Payment_tables
{
    public static TheoryData<string, string> Rows => new()
    {
        { "authorization reserves, capture commits", """
            auth-created TEA*3   | moved TEA 10/3/0
            capture-succeeded    | moved TEA 10/0/3
            """ },
        { "a capture commits fresh units; an older authorization reserves nothing more", """
            capture-succeeded TEA*3 | moved TEA 10/0/3
            auth-created TEA*3      | noop ALREADY_CAPTURED
            """ },
        { "a capture of what is not there is an exception; its other lines commit", """
            capture-succeeded TEA*11,MUG*2    | exception STOCK_SHORT MUG 5/0/2
            capture-succeeded p2 o2 TEA*11    | exception STOCK_SHORT
            """ },
        { "not one unit more than there is", """
            capture-succeeded TEA*10      | moved TEA 10/0/10
            capture-succeeded p2 o2 TEA*1 | exception STOCK_SHORT
            auth-created p3 o3 TEA*1      | refused OUT_OF_STOCK
            """ },
        { "an authorization of what is not there is refused; its capture is an exception", """
            auth-created TEA*11,MUG*1 | refused OUT_OF_STOCK
            capture-succeeded         | exception STOCK_SHORT MUG 5/0/1
            """ },
        { "a second payment of an order reserves nothing twice", """
            auth-created p1 TEA*3 | moved TEA 10/3/0
            auth-created p2 TEA*3 | noted ALREADY_RESERVED
            capture-succeeded p1  | moved TEA 10/0/3
            auth-created p3 TEA*3 | noted ALREADY_COMMITTED
            capture-succeeded p2  | noted ALREADY_COMMITTED
            """ },
        { "a capture after the reservation has lapsed commits what is still there", """
            auth-created TEA*3 | moved TEA 10/3/0
            lapse o1           | noop
            wait 168           |
            lapse o1           | moved RESERVATION_LAPSED TEA 10/0/0
            lapse o1           | noop
            capture-succeeded  | moved TEA 10/0/3
            """ },
        { "a late sweep blocks nothing: lapsed units are sold to the next, and not to the late capture", """
            auth-created TEA*8             | moved TEA 10/8/0
            wait 168                       |
            auth-created p2 o2 TEA*9 @9999 | moved TEA 10/17/0
            capture-succeeded              | exception STOCK_SHORT TEA 10/9/0
            """ },
        { "an authorization that comes too late reserves nothing", """
            wait 168                |
            auth-created TEA*3      | noop AUTHORIZATION_LAPSED
            capture-succeeded TEA*3 | moved TEA 10/0/3
            """ },
        { "cancelled and expired authorizations release", """
            auth-created TEA*3    | moved TEA 10/3/0
            auth-voided           | moved AUTHORIZATION_OVER TEA 10/0/0
            auth-expired          | noted NOTHING_RESERVED
            auth-created TEA*3 @0 | noop AUTHORIZATION_ENDED
            auth-created TEA*3 @9 | moved TEA 10/3/0
            auth-expired @10      | moved AUTHORIZATION_OVER TEA 10/0/0
            """ },
        { "an authorization older than its own end reserves nothing", """
            auth-voided @1        | noted NOTHING_RESERVED
            auth-created TEA*3 @0 | noop AUTHORIZATION_ENDED
            """ },
        { "the end of an authorization releases what was not captured", """
            auth-created TEA*3,MUG*1 | moved MUG 5/1/0, TEA 10/3/0
            capture-succeeded TEA*2  | moved TEA 10/1/2
            auth-voided              | moved AUTHORIZATION_OVER MUG 5/0/0, TEA 10/0/2
            auth-expired             | noted NOTHING_RESERVED
            """ },
        { "another payment of the order keeps its units", """
            auth-created p1 TEA*3 | moved TEA 10/3/0
            auth-created p2 TEA*3 | noted ALREADY_RESERVED
            auth-voided p1        | noted OTHER_PAYMENT_STANDS
            auth-voided p2        | moved AUTHORIZATION_OVER TEA 10/0/0
            """ },
        { "a failed attempt releases only what it had itself", """
            payment-failed        | noted NOTHING_RESERVED
            auth-created TEA*3 @5 | moved TEA 10/3/0
            payment-failed @4     | noop ATTEMPT_SUPERSEDED
            payment-failed @6     | moved ATTEMPT_FAILED TEA 10/0/0
            capture-succeeded @7  | moved TEA 10/0/3
            payment-failed @8     | noop ALREADY_CAPTURED
            """ },
        { "a failed capture releases and is looked into before anything is shipped", """
            auth-created TEA*3        | moved TEA 10/3/0
            capture-succeeded #ch1    | moved TEA 10/0/3
            capture-failed #ch1       | moved CAPTURE_FAILED TEA 10/0/0
            capture-failed #ch1       | noop CAPTURE_OUTCOME_KNOWN
            capture-succeeded #ch1 @1 | noop CAPTURE_OUTCOME_KNOWN
            capture-succeeded #ch2    | moved TEA 10/0/3
            ship o1                   | refused UNDER_REVIEW
            close ch1 o1              | refused COMMAND_INCOMPLETE
            close ch1 o1 seen         | noted
            ship o1                   | moved TEA 7/0/0
            """ },
        { "a capture that is taken back releases as one that failed, and is looked into; its refund that comes back moves nothing", """
            auth-created TEA*3        | moved TEA 10/3/0
            capture-pending #ch1      | noop NO_STOCK_EFFECT
            capture-succeeded #ch1    | moved TEA 10/0/3
            fx-converted #ch1         | noop NO_STOCK_EFFECT
            dispute-inquiry #dp1      | noop NO_STOCK_EFFECT
            fraud-notice #fw1         | noop NO_STOCK_EFFECT
            refund-posted #re1        | noted REFUND_MOVES_NOTHING
            ship o1                   | refused UNDER_REVIEW
            reversal/refund #re1      | noted REFUND_MOVES_NOTHING
            reversal/capture #ch1     | moved CAPTURE_FAILED TEA 10/0/0
            capture-failed #ch1       | noop CAPTURE_OUTCOME_KNOWN
            reversal/transfer p7      | noop NO_STOCK_EFFECT
            capture-succeeded #ch2    | moved TEA 10/0/3
            ship o1                   | refused UNDER_REVIEW
            close ch1 o1 seen         | noted
            ship o1                   | moved TEA 7/0/0
            """ },
        { "a capture that is known to have failed commits nothing", """
            capture-failed #ch1 @1          | noted NOTHING_RESERVED
            capture-succeeded TEA*3 #ch1 @0 | noop CAPTURE_OUTCOME_KNOWN
            """ },
        { "a capture that fails after the goods have left is an exception", """
            capture-succeeded TEA*3 #ch1 | moved TEA 10/0/3
            ship o1 TEA*2                | moved TEA 8/0/1
            capture-failed #ch1          | exception ALREADY_SHIPPED TEA 8/0/0
            """ },
        { "what a failed capture had is kept for the order's other payment", """
            auth-created p1 TEA*3     | moved TEA 10/3/0
            auth-created p2 TEA*3     | noted ALREADY_RESERVED
            capture-succeeded p1 #ch1 | moved TEA 10/0/3
            capture-failed p1 #ch1    | moved CAPTURE_FAILED TEA 10/3/0
            capture-succeeded p2 #ch2 | moved TEA 10/0/3
            capture-succeeded p1 #ch3 | noted ALREADY_COMMITTED
            capture-failed p1 #ch3    | noted OTHER_PAYMENT_STANDS
            """ },
        { "an authorization takes over what the cart held", """
            reserve o1 TEA*3   | moved TEA 10/3/0
            auth-created TEA*3 | noted RESERVATION_TAKEN_OVER
            reserve o1 TEA*4   | refused ORDER_PAID
            capture-succeeded  | moved TEA 10/0/3
            """ },
        { "an authorization with other lines than the cart sets it right", """
            reserve o1 TEA*3,MUG*1 | moved MUG 5/1/0, TEA 10/3/0
            auth-created TEA*5     | moved MUG 5/0/0, TEA 10/5/0
            """ },
        { "captures by lines commit them one after the other", """
            auth-created TEA*3,MUG*1     | moved MUG 5/1/0, TEA 10/3/0
            capture-succeeded TEA*2 #ch1 | moved TEA 10/1/2
            capture-succeeded MUG*1 #ch2 | moved MUG 5/0/1
            capture-succeeded TEA*3 #ch3 | moved TEA 10/0/3
            """ },
        { "a capture of some lines that comes before its authorization learns of the others from it", """
            capture-succeeded MUG*1 #ch2 | moved MUG 5/0/1
            auth-created TEA*3,MUG*1     | noop ALREADY_CAPTURED
            capture-succeeded TEA*3 #ch1 | moved TEA 10/0/3
            """ },
        { "captures by units commit them one after the other, and never more than was ordered", """
            auth-created TEA*3           | moved TEA 10/3/0
            capture-succeeded TEA*1 #ch1 | moved TEA 10/2/1
            capture-succeeded TEA*1 #ch2 | moved TEA 10/1/2
            ship o1 TEA*1                | moved TEA 9/1/1
            capture-succeeded TEA*3 #ch3 | moved TEA 9/0/2
            capture-succeeded TEA*1 #ch4 | noted ALREADY_COMMITTED
            capture-succeeded TEA*4 #ch5 | exception LINES_CONTRADICTED
            """ },
        { "what is over says what was sold, for a capture that does not", """
            auth-voided @1         | noted NOTHING_RESERVED
            auth-created TEA*3 @0  | noop AUTHORIZATION_ENDED
            capture-succeeded o-   | moved TEA 10/0/3
            """ },
        { "an authorization that failed later reserves nothing, whichever is told first", """
            payment-failed @5               | noted NOTHING_RESERVED
            auth-created TEA*3 @4           | noop AUTHORIZATION_ENDED
            auth-created TEA*3 @5           | moved TEA 10/3/0
            payment-failed @6               | moved ATTEMPT_FAILED TEA 10/0/0
            capture-failed p2 #ch1 @5       | noted NOTHING_RESERVED
            auth-created p2 o2 TEA*3 @4     | noop AUTHORIZATION_ENDED
            capture-succeeded p2 o2 #ch1 @4 | noop CAPTURE_OUTCOME_KNOWN
            capture-succeeded p2 o2 #ch2 @6 | moved TEA 10/0/3
            """ },
        { "a cancellation that is older than the authorization undoes nothing", """
            auth-created TEA*3 @5 | moved TEA 10/3/0
            auth-voided @4        | noop ATTEMPT_SUPERSEDED
            auth-expired @6       | moved AUTHORIZATION_OVER TEA 10/0/0
            """ },
        { "a capture that found nothing is known all the same", """
            capture-succeeded TEA*11 #ch1 | exception STOCK_SHORT
            receive TEA 10 1000           | moved TEA 20/0/0
            auth-created TEA*11 @0        | noop ALREADY_CAPTURED
            auth-voided                   | noted NOTHING_RESERVED
            capture-failed #ch1           | noted NOTHING_RESERVED
            capture-succeeded TEA*11 #ch1 @0 | noop CAPTURE_OUTCOME_KNOWN
            """ },
        { "a capture that failed after all has left is known all the same", """
            capture-succeeded TEA*3 #ch1    | moved TEA 10/0/3
            ship o1                         | moved TEA 7/0/0
            capture-failed #ch1             | exception ALREADY_SHIPPED
            capture-succeeded TEA*3 #ch1 @0 | noop CAPTURE_OUTCOME_KNOWN
            """ },
        { "a refusal releases what had lapsed", """
            reserve o1 TEA*9       | moved TEA 10/9/0
            wait 1                 |
            reserve o2 TEA*9       | moved TEA 10/18/0
            auth-created TEA*9 @60 | refused OUT_OF_STOCK TEA 10/9/0
            """ },
        { "a dispute whose end is told first is not opened again", """
            capture-succeeded TEA*3 | moved TEA 10/0/3
            chargeback-won #dp1     | noted REVIEW_LIFTED
            chargeback-opened #dp1  | noop REVIEW_LIFTED
            ship o1 TEA*1           | moved TEA 9/0/2
            chargeback-lost #dp2    | noted ITEM_STATUS_REVIEW
            close dp2 o1 ours       | noted
            chargeback-opened #dp2  | noop ITEM_STATUS_REVIEW
            ship o1                 | moved TEA 7/0/0
            """ },
        { "a payment may restate its own lines until units have been given away", """
            auth-created TEA*3         | moved TEA 10/3/0
            capture-succeeded TEA*4    | moved TEA 10/0/4
            capture-succeeded p2 TEA*5 | exception LINES_CONTRADICTED
            auth-created p2 MUG*1      | noop ALREADY_CAPTURED
            """ },
        { "a payment pays one order", """
            auth-created TEA*3         | moved TEA 10/3/0
            capture-succeeded o2 TEA*3 | exception ORDER_CONTRADICTED
            """ },
        { "money back is not goods back", """
            capture-succeeded TEA*3 | moved TEA 10/0/3
            refund-posted #re1      | noted REFUND_MOVES_NOTHING
            refund-failed #re1      | noted REFUND_MOVES_NOTHING
            refund-posted p9        | noted REFUND_MOVES_NOTHING
            refund-posted p8 =-     | noop REFUND_MOVES_NOTHING
            """ },
        { "a dispute holds the order until it is won, or closed by a person", """
            capture-succeeded TEA*3 | moved TEA 10/0/3
            chargeback-opened #dp1  | noted HELD_FOR_REVIEW
            ship o1                 | refused UNDER_REVIEW
            chargeback-won #dp1     | noted REVIEW_LIFTED
            ship o1 TEA*1           | moved TEA 9/0/2
            chargeback-opened #dp2  | noted HELD_FOR_REVIEW
            chargeback-lost #dp2    | noted ITEM_STATUS_REVIEW
            ship o1                 | refused UNDER_REVIEW
            close dp2 o1 ours       | noted
            ship o1                 | moved TEA 7/0/0
            """ },
        { "a dispute that comes before the order is known holds it all the same", """
            chargeback-opened #dp1  | noted HELD_FOR_REVIEW
            capture-succeeded TEA*3 | moved TEA 10/0/3
            ship o1                 | refused UNDER_REVIEW
            chargeback-won #dp1     | noted REVIEW_LIFTED
            ship o1                 | moved TEA 7/0/0
            """ },
        { "money among banks and what the inventory itself has said move nothing", """
            fee-posted                             | noop NO_STOCK_EFFECT
            payout-initiated                       | noop NO_STOCK_EFFECT
            payout-paid                            | noop NO_STOCK_EFFECT
            payout-failed                          | noop NO_STOCK_EFFECT
            settlement-confirmed                   | noop SETTLEMENT_MOVES_NOTHING
            settlement-confirmed subject=payment   | noop SETTLEMENT_MOVES_NOTHING
            shipment-sent provider=inventory       | noop OWN_FACT
            return-received provider=inventory     | noop OWN_FACT
            return-graded provider=inventory       | noop OWN_FACT
            stock-corrected provider=inventory     | noop OWN_FACT
            """ },
    };

    [Theory]
    [MemberData(nameof(Rows))]
    public void Payments_move_stock_as_the_table_says(string title, string table)
    {
        Assert.NotEmpty(title);
        StockSteps.Check(table);
    }
}
