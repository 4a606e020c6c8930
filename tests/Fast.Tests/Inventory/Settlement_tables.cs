using Ledger.Inventory.Policy;
using Xunit;

namespace Ledger.Fast.Tests.Inventory;

/// <summary>Settlements beside refunds, failed captures and what people do in between (R-IN-14, R-EV-04).</summary>
public sealed class Settlement_tables
{
    internal static StockPolicy AtSettlement => StockSteps.All("deduct-at-settlement");

    public static TheoryData<string, string> Rows => new()
    {
        { "A held settlement goes with the lines that are supplied (R-IN-17)", """
            settlement-confirmed subject=payment o1 | held LINES_MISSING
            supply p1 TEA*3 | moved TEA 10/0/3
            """ },
        { "What went back before it was settled gives the order nothing", """
            capture-succeeded TEA*2 | noted POLICY_DEFERS
            refund-posted #re1 | noted REFUND_MOVES_NOTHING
            settle stripe/acct_1/p1 po_1 | noted REFUNDED_BEFORE_SETTLEMENT
            settle stripe/acct_1/p1 po_1 | noop ALREADY_SETTLED
            """ },
        { "A settlement within its batch settles the payment too", """
            capture-succeeded TEA*2 | noted POLICY_DEFERS
            settlement-confirmed/transaction subject=payment #s1 | moved TEA 10/0/2
            settlement-confirmed subject=payment #s2 | noop ALREADY_SETTLED
            """ },
        { "Nor when a person had given it units and taken them back", """
            capture-succeeded TEA*2 | noted POLICY_DEFERS
            commit o1 | moved TEA 10/0/2
            refund-posted #re1 | noted REFUND_MOVES_NOTHING
            release o1 REFUNDED_BEFORE_SHIPMENT | moved TEA 10/0/0
            settlement-confirmed subject=payment #s1 | noted REFUNDED_BEFORE_SETTLEMENT
            """ },
        { "Nor does a settlement that is told after its capture was undone; one of a capture that is not known yet does", """
            capture-succeeded TEA*2 #c1 @1 | noted POLICY_DEFERS
            reversal/capture #c1 @3 | noted NOTHING_RESERVED
            settlement-confirmed/transaction subject=payment #s1 @2 | noop CAPTURE_OUTCOME_KNOWN
            settlement-confirmed/transaction subject=payment #s2 @4 | moved TEA 10/0/2
            """ },
        { "What is paid anew after it had failed is settled anew", """
            capture-succeeded TEA*2 #c1 | noted POLICY_DEFERS
            settle stripe/acct_1/p1 po_1 | moved TEA 10/0/2
            capture-failed #c1 | moved CAPTURE_FAILED TEA 10/0/0
            capture-succeeded TEA*2 #c2 | noted POLICY_DEFERS
            settle stripe/acct_1/p1 po_2 | moved TEA 10/0/2
            """ },
    };

    [Theory]
    [MemberData(nameof(Rows))]
    public void Settlements_commit_once_and_only_for_money_that_stayed(string what, string steps)
    {
        Assert.NotEmpty(what);
        StockSteps.Check(steps, AtSettlement);
    }
}
