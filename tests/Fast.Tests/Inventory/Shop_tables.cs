using Xunit;

namespace Ledger.Fast.Tests.Inventory;

/// <summary>What the shop commands, with units and cost.</summary>
public sealed class Shop_tables
{
    public static TheoryData<string, string> Rows => new()
    {
        { "receipts at cost", """
            receive TEA 5 800              | moved TEA 15/0/0
            receive TEA 1 1 USD            | refused CURRENCY_DIFFERS
            receive NEW 1 1 francs         | refused CURRENCY_DIFFERS
            receive TEA 0 1                | refused COMMAND_INCOMPLETE
            receive TEA 1 -1               | refused COMMAND_INCOMPLETE
            receive TEA@ 1 1               | refused COMMAND_INCOMPLETE
            expect TEA 4                   | moved TEA 15/0/0
            receive TEA 3 300 EUR expected | moved TEA 18/0/0
            look TEA                       | cost 2100+0, incoming 1, inspected 0, damaged 0
            receive TEA 3 300 EUR expected | moved TEA 21/0/0
            look TEA                       | cost 2400+0, incoming 0, inspected 0, damaged 0
            """ },
        { "adjustments take their share of the cost along", """
            receive TEA 1 200         | moved TEA 11/0/0
            adjust TEA 1 SHRINKAGE    | moved TEA 10/0/0
            look TEA                  | cost 1091+0, incoming 0, inspected 0, damaged 0
            adjust TEA 2 COUNT_SURPLUS | moved TEA 12/0/0
            look TEA                  | cost 1309+0, incoming 0, inspected 0, damaged 0
            adjust TEA 4 DAMAGED      | moved TEA 8/0/0
            look TEA                  | cost 873+0, incoming 0, inspected 0, damaged 4
            adjust TEA 1 SCRAPPED     | moved TEA 8/0/0
            adjust TEA 4 SCRAPPED     | refused NOT_ON_HAND
            adjust TEA 9 COUNT_SHORTAGE | refused NOT_ON_HAND
            adjust TEA 1 WHIM         | refused REASON_UNKNOWN
            adjust TEA 0 SHRINKAGE    | refused COMMAND_INCOMPLETE
            adjust TEA 8 SHRINKAGE    | moved TEA 0/0/0
            look TEA                  | cost 0+0, incoming 0, inspected 0, damaged 3
            """ },
        { "what is found where none is on hand costs what was said, never nothing by silence", """
            adjust NEW 2 COUNT_SURPLUS                   | refused COST_UNKNOWN
            adjust NEW 2 COUNT_SURPLUS cost=300          | refused CURRENCY_DIFFERS
            adjust NEW 2 COUNT_SURPLUS cost=300 in=franc | refused CURRENCY_DIFFERS
            adjust NEW 2 COUNT_SURPLUS cost=-1 in=EUR    | refused COMMAND_INCOMPLETE
            adjust NEW 2 COUNT_SURPLUS cost=300 in=EUR   | moved NEW 2/0/0
            look NEW                                     | cost 300+0, incoming 0, inspected 0, damaged 0
            adjust NEW 1 COUNT_SURPLUS cost=1            | refused COST_NOT_TAKEN
            adjust NEW 1 COUNT_SURPLUS in=EUR            | refused COST_NOT_TAKEN
            adjust NEW 1 SHRINKAGE cost=1                | refused COST_NOT_TAKEN
            adjust NEW 1 COUNT_SURPLUS                   | moved NEW 3/0/0
            look NEW                                     | cost 450+0, incoming 0, inspected 0, damaged 0
            receive NEW 1 1 USD                          | refused CURRENCY_DIFFERS
            adjust NEW 3 DAMAGED                         | moved NEW 0/0/0
            adjust NEW 1 COUNT_SURPLUS                   | refused COST_UNKNOWN
            adjust NEW 1 COUNT_SURPLUS cost=70 in=USD    | refused CURRENCY_DIFFERS
            adjust NEW 1 COUNT_SURPLUS cost=70           | moved NEW 1/0/0
            look NEW                                     | cost 70+0, incoming 0, inspected 0, damaged 3
            adjust OLD 1 COUNT_SURPLUS cost=0            | moved OLD 1/0/0
            receive OLD 1 90 EUR                         | moved OLD 2/0/0
            look OLD                                     | cost 90+0, incoming 0, inspected 0, damaged 0
            """ },
        { "a name with card-like digits is not taken; 13 or 14 digits alone are an article or a place", """
            receive 4242424242424242 1 1         | refused CARD_NUMBER_GIVEN
            receive SKU-4222222222222 1 1        | refused CARD_NUMBER_GIVEN
            receive 4222222222222 1 1            | moved 4222222222222 1/0/0
            receive TEA@4222222222222 1 1        | moved TEA@4222222222222 1/0/0
            reserve 4222222222222 TEA*1          | refused CARD_NUMBER_GIVEN
            reserve o1 4242424242424242*1        | refused CARD_NUMBER_GIVEN
            ship o1 #4242-4242-4242-4242         | refused CARD_NUMBER_GIVEN
            return o1 4242424242424242 TEA*1     | refused CARD_NUMBER_GIVEN
            """ },
        { "what is promised does not leave", """
            capture-succeeded TEA*8         | moved TEA 10/0/8
            adjust TEA 3 SHRINKAGE          | refused BELOW_PROMISED
            adjust TEA 3 DAMAGED            | refused BELOW_PROMISED
            transfer TEA ZRH BSL 3 REBALANCE | refused BELOW_PROMISED
            transfer TEA ZRH BSL 2 REBALANCE | moved TEA@BSL 2/0/0, TEA 8/0/8
            """ },
        { "transfers carry their cost", """
            transfer TEA ZRH ZRH 1 REBALANCE  | refused COMMAND_INCOMPLETE
            transfer TEA ZRH BSL 1 WHIM       | refused REASON_UNKNOWN
            transfer TEA ZRH BSL 11 REBALANCE | refused NOT_ON_HAND
            transfer TEA ZRH BSL 3 REBALANCE  | moved TEA@BSL 3/0/0, TEA 7/0/0
            look TEA                          | cost 700+0, incoming 0, inspected 0, damaged 0
            look TEA@BSL                      | cost 300+0, incoming 0, inspected 0, damaged 0
            receive TEA@GVA 1 100 USD         | moved TEA@GVA 1/0/0
            transfer TEA ZRH GVA 3 REBALANCE  | refused CURRENCY_DIFFERS
            """ },
        { "safety stock is not sold; backorders promise more than there is, and ship no more", """
            terms TEA -1                     | refused COMMAND_INCOMPLETE
            terms TEA 4                      | moved TEA 10/0/0
            reserve o1 TEA*7                 | refused OUT_OF_STOCK
            reserve o1 TEA*6                 | moved TEA 10/6/0
            terms TEA 0 backorder            | moved TEA 10/6/0
            capture-succeeded p2 o2 TEA*20   | moved TEA 10/6/20
            ship o2 TEA*11                   | refused NOT_ON_HAND
            ship o2 TEA*10                   | moved TEA 0/6/10
            """ },
        { "carts hold for their time", """
            reserve o1 TEA*6       | moved TEA 10/6/0
            reserve o2 TEA*5       | refused OUT_OF_STOCK
            reserve o1 TEA*4       | moved TEA 10/4/0
            reserve o1 TEA*4 60    | noted ALREADY_RESERVED
            auth-created TEA*11    | refused OUT_OF_STOCK
            wait 1                 |
            reserve o2 TEA*10      | moved TEA 10/14/0
            lapse o1               | moved RESERVATION_LAPSED TEA 10/10/0
            reserve o1 TEA*1 0     | refused COMMAND_INCOMPLETE
            reserve o1 TEA*1 241   | refused COMMAND_INCOMPLETE
            reserve o1             | refused COMMAND_INCOMPLETE
            """ },
        { "releases by hand give back all that was not shipped", """
            release o1 FRAUD_REVIEW    | refused ORDER_UNKNOWN
            auth-created TEA*3,MUG*1   | moved MUG 5/1/0, TEA 10/3/0
            capture-succeeded TEA*3    | moved TEA 10/0/3
            ship o1 TEA*1              | moved TEA 9/0/2
            release o1 WHIM            | refused REASON_UNKNOWN
            release o1 FRAUD_REVIEW    | moved MUG 5/0/0, TEA 9/0/0
            release o1 FRAUD_REVIEW    | refused NOTHING_TO_RELEASE
            """ },
        { "a paid order gets by hand what was short when it was paid", """
            commit o1               | refused ORDER_NOT_PAID
            capture-succeeded TEA*12 | exception STOCK_SHORT
            commit o1               | refused OUT_OF_STOCK
            receive TEA 5 500       | moved TEA 15/0/0
            commit o1               | moved TEA 15/0/12
            commit o1               | refused ALREADY_COMMITTED
            ship o1                 | moved TEA 3/0/0
            """ },
        { "only what belongs to an order leaves", """
            ship o1                 | refused ORDER_UNKNOWN
            reserve o1 TEA*3        | moved TEA 10/3/0
            ship o1                 | refused NOT_COMMITTED
            capture-succeeded TEA*3 | moved TEA 10/0/3
            ship o1 TEA*4           | refused NOT_COMMITTED
            ship o1 MUG*1           | refused NOT_COMMITTED
            ship o1 TEA*1           | moved TEA 9/0/2
            ship o1                 | moved TEA 7/0/0
            ship o1                 | refused NOT_COMMITTED
            look TEA                | cost 700+0, incoming 0, inspected 0, damaged 0
            """ },
        { "returns wait for their grade, wherever they come back to", """
            capture-succeeded TEA*3                 | moved TEA 10/0/3
            return o1 r1 TEA*1                      | refused NOT_SHIPPED
            ship o1                                 | moved TEA 7/0/0
            return o1 r1 TEA*4                      | refused NOT_SHIPPED
            return o1 r1 TEA*2@BSL                  | moved TEA@BSL 0/0/0
            look TEA@BSL                            | cost 0+200, incoming 0, inspected 2, damaged 0
            grade o1 r1 TEA 3 resale                | refused RETURN_UNKNOWN
            grade o1 r9 TEA 1 resale                | refused RETURN_UNKNOWN
            grade o1 r1 TEA 1 resale                | moved TEA@BSL 1/0/0
            grade o1 r1 TEA 1 write-off             | refused COMMAND_INCOMPLETE
            grade o1 r1 TEA 1 scrap                 | refused COMMAND_INCOMPLETE
            grade o1 r1 TEA 1 write-off broken keep | moved TEA@BSL 1/0/0
            look TEA@BSL                            | cost 100+0, incoming 0, inspected 0, damaged 1
            return o1 r2 TEA*1                      | moved TEA 7/0/0
            grade o1 r2 TEA 1 write-off broken      | moved TEA 7/0/0
            look TEA                                | cost 700+0, incoming 0, inspected 0, damaged 0
            return o1 r3 TEA*1                      | refused NOT_SHIPPED
            """ },
        { "a return at two places is graded where somebody says, never by guess", """
            capture-succeeded TEA*6                   | moved TEA 10/0/6
            ship o1                                   | moved TEA 4/0/0
            return o1 r1 TEA*2,TEA*3@BSL              | moved TEA@BSL 0/0/0, TEA 4/0/0
            grade o1 r1 TEA 1 resale                  | refused COMMAND_INCOMPLETE
            grade o1 r1 TEA 1 resale at=GVA           | refused RETURN_UNKNOWN
            grade o1 r1 TEA 3 resale at=ZRH           | refused RETURN_UNKNOWN
            grade o1 r1 TEA 1 resale at=BSL           | moved TEA@BSL 1/0/0
            grade o1 r1 TEA 2 resale at=ZRH           | moved TEA 6/0/0
            look TEA@BSL                              | cost 100+200, incoming 0, inspected 2, damaged 0
            grade o1 r1 TEA 2 write-off wet           | moved TEA@BSL 1/0/0
            look TEA@BSL                              | cost 100+0, incoming 0, inspected 0, damaged 0
            """ },
        { "one shipment leaves once and one return comes back once, whatever the command's id R_IN_29", """
            capture-succeeded TEA*6      | moved TEA 10/0/6
            ship o1 # TEA*1              | refused COMMAND_INCOMPLETE
            ship o1 #__ TEA*1            | refused COMMAND_INCOMPLETE
            ship o1 #s1_ TEA*1           | refused COMMAND_INCOMPLETE
            ship o1 #s1 TEA*2            | moved TEA 8/0/4
            ship o1 #s1 TEA*2            | refused SHIPMENT_KNOWN
            ship o1 #s1                  | refused SHIPMENT_KNOWN
            ship o1 #s2 TEA*2            | moved TEA 6/0/2
            ship o1 #s1 TEA*1            | refused SHIPMENT_KNOWN
            return o1 r1 TEA*1           | moved TEA 6/0/2
            return o1 r1 TEA*1           | refused RETURN_KNOWN
            return o1 r1 TEA*1@BSL       | refused RETURN_KNOWN
            grade o1 r1 TEA 1 resale     | moved TEA 7/0/2
            return o1 r1 TEA*1           | refused RETURN_KNOWN
            return o1 r2 TEA*1           | moved TEA 7/0/2
            capture-succeeded p2 o2 TEA*1 | moved TEA 7/0/3
            ship o2 #s1                  | moved TEA 6/0/2
            """ },
        { "units that left from two places come back to one of them", """
            receive TEA@BSL 2 300                   | moved TEA@BSL 2/0/0
            capture-succeeded TEA*2,TEA*2@BSL       | moved TEA@BSL 2/0/2, TEA 10/0/2
            ship o1                                 | moved TEA@BSL 0/0/0, TEA 8/0/0
            return o1 r1 TEA*5@BSL                  | refused NOT_SHIPPED
            return o1 r1 TEA*3@BSL                  | moved TEA@BSL 0/0/0
            look TEA@BSL                            | cost 0+400, incoming 0, inspected 3, damaged 0
            return o1 r2 TEA*2                      | refused NOT_SHIPPED
            return o1 r2 TEA*1                      | moved TEA 8/0/0
            look TEA                                | cost 800+100, incoming 0, inspected 1, damaged 0
            """ },
        { "goods do not come back to where cost is in another currency", """
            receive TEA@GVA 1 100 USD | moved TEA@GVA 1/0/0
            capture-succeeded TEA*3   | moved TEA 10/0/3
            ship o1                   | moved TEA 7/0/0
            return o1 r1 TEA*1@GVA    | refused CURRENCY_DIFFERS
            return o1 r1 TEA*1        | moved TEA 7/0/0
            """ },
        { "a correction needs evidence, a second person and a stock that has not moved", """
            correct TEA 10 8 1 bare | refused EVIDENCE_INCOMPLETE
            correct TEA 10 10 1     | refused EVIDENCE_INCOMPLETE
            correct TEA 10 -1 1     | refused COMMAND_INCOMPLETE
            correct TEA 10 8 1 ahead=240 | refused EVIDENCE_INCOMPLETE
            correct TEA 10 8 2      | refused STOCK_MOVED_SINCE
            approve TEA boss        | refused CORRECTION_UNKNOWN
            correct TEA 10 8 1      | noted
            approve TEA clerk       | refused SAME_PERSON
            approve TEA CLERK       | refused SAME_PERSON
            approve TEA _clerk_     | refused SAME_PERSON
            approve MUG boss        | refused CORRECTION_UNKNOWN
            approve TEA boss        | moved TEA 8/0/0
            approve TEA boss        | refused CORRECTION_UNKNOWN
            look TEA                | cost 800+0, incoming 0, inspected 0, damaged 0
            correct TEA 8 9 2       | noted
            adjust TEA 1 DAMAGED    | moved TEA 7/0/0
            approve TEA boss        | refused STOCK_MOVED_SINCE
            correct TEA 7 9 3       | noted
            approve TEA boss        | moved TEA 9/0/0
            look TEA                | cost 900+0, incoming 0, inspected 0, damaged 1
            """ },
        { "a correction moves no more units than any command may", """
            receive BULK 1000000000 100         | moved BULK 1000000000/0/0
            receive BULK 1000000000 100         | moved BULK 2000000000/0/0
            correct BULK 2000000000 999999999 2 | refused COMMAND_INCOMPLETE
            correct BULK 2000000000 1000000000 2 | noted
            """ },
        { "a correction upward from nothing says what the units cost", """
            correct NEW 0 2 0                 | refused COST_UNKNOWN
            correct NEW 0 2 0 cost=90         | refused CURRENCY_DIFFERS
            correct TEA 10 12 1 cost=90       | refused COST_NOT_TAKEN
            correct TEA 10 8 1 cost=90        | refused COST_NOT_TAKEN
            correct NEW 0 2 0 cost=90 in=EUR  | noted
            approve NEW boss                  | moved NEW 2/0/0
            look NEW                          | cost 90+0, incoming 0, inspected 0, damaged 0
            """ },
        { "a correction cannot take what is promised", """
            capture-succeeded TEA*8 | moved TEA 10/0/8
            correct TEA 10 7 2      | noted
            approve TEA boss        | refused BELOW_PROMISED
            close nothing - why     | refused CASE_UNKNOWN
            """ },
    };

    [Theory]
    [MemberData(nameof(Rows))]
    public void Commands_move_stock_as_the_table_says(string title, string table)
    {
        Assert.NotEmpty(title);
        StockSteps.Check(table);
    }
}
