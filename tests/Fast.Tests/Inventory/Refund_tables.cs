using Xunit;

namespace Ledger.Fast.Tests.Inventory;

/// <summary>Money back moves no stock, and what was paid back in full is not shipped unseen (R-EV-05, R-IN-05, R-IN-28).</summary>
public sealed class Refund_tables
{
    public static TheoryData<string, string> Rows => new()
    {
        { "an order is not shipped once all its money went back, until a person has looked at it", """
            capture-succeeded TEA*3    | moved TEA 10/0/3
            refund-posted #re1 =999    | noted REFUND_MOVES_NOTHING
            ship o1 TEA*1              | moved TEA 9/0/2
            refund-posted #re2 =1      | noted REFUND_MOVES_NOTHING
            ship o1 TEA*1              | refused UNDER_REVIEW
            close re2 o1 exchange      | noted
            ship o1 TEA*1              | moved TEA 8/0/1
            refund-failed #re2 =1      | noted REFUND_MOVES_NOTHING
            refund-posted #re2 =1 late | noted REFUND_MOVES_NOTHING
            ship o1 TEA*1              | moved TEA 7/0/0
            """ },
        { "a refund that fails frees the order, whichever is told first", """
            capture-succeeded TEA*3       | moved TEA 10/0/3
            refund-posted #re1            | noted REFUND_MOVES_NOTHING
            ship o1                       | refused UNDER_REVIEW
            refund-failed #re1 =-         | noted REFUND_MOVES_NOTHING
            ship o1 TEA*1                 | moved TEA 9/0/2
            refund-failed #re2            | noted REFUND_MOVES_NOTHING
            refund-posted #re2            | noted REFUND_MOVES_NOTHING
            ship o1                       | moved TEA 7/0/0
            capture-succeeded p2 o2 MUG*1 | moved MUG 5/0/1
            ship o2                       | moved MUG 4/0/0
            refund-posted p2 #re3         | noted REFUND_MOVES_NOTHING
            close re3 o2 seen             | refused CASE_UNKNOWN
            """ },
        { "refunds that come before the capture hold the order all the same, and only in its currency", """
            refund-posted #re1                 | noted REFUND_MOVES_NOTHING
            capture-succeeded TEA*3 #ch1       | moved TEA 10/0/3
            ship o1                            | refused UNDER_REVIEW
            capture-succeeded TEA*1 #ch2 =1    | noted ALREADY_COMMITTED
            ship o1 TEA*1                      | moved TEA 9/0/2
            refund-posted p2 #re2 =1000USD     | noted REFUND_MOVES_NOTHING
            capture-succeeded p2 o2 MUG*1      | moved MUG 5/0/1
            ship o2                            | moved MUG 4/0/0
            """ },
        { "a running total of refunds counts like the refunds it is of", """
            capture-succeeded TEA*3 #ch1      | moved TEA 10/0/3
            refund-posted #ch1 =400 total     | noted REFUND_MOVES_NOTHING
            refund-posted #re1 =400           | noted REFUND_MOVES_NOTHING
            ship o1 TEA*1                     | moved TEA 9/0/2
            refund-posted #ch1 =1000 total    | noted REFUND_MOVES_NOTHING
            ship o1                           | refused UNDER_REVIEW
            refund-failed #re1 =400           | noted REFUND_MOVES_NOTHING
            ship o1                           | moved TEA 7/0/0
            """ },
    };

    [Theory]
    [MemberData(nameof(Rows))]
    public void Refunds_hold_what_they_pay_back(string title, string table)
    {
        Assert.NotEmpty(title);
        StockSteps.Check(table);
    }
}
