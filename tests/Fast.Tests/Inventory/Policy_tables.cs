using Ledger.Inventory.Policy;
using Xunit;

namespace Ledger.Fast.Tests.Inventory;

/// <summary>The same events under other policies (R-IN-14), and what the policy's file says.</summary>
public sealed class Policy_tables
{
    const string OnCapture = """{channel: "*", skuClass: "*", policy: deduct-on-capture}""";
    const string AtSettlement = """{channel: "*", skuClass: "*", policy: deduct-at-settlement}""";
    const string Mixed = """
        {channel: market, skuClass: mugs, policy: deduct-at-settlement}, {channel: market, skuClass: "*", policy: deduct-on-capture},
        {channel: "*", skuClass: "*", policy: reserve-on-auth}
        """;

    public static TheoryData<string, string, string> Rows => new()
    {
        { OnCapture, "hold", """
            auth-created TEA*3 | noted POLICY_DEFERS
            auth-voided        | noted NOTHING_RESERVED
            capture-succeeded  | moved TEA 10/0/3
            capture-failed     | moved CAPTURE_FAILED TEA 10/0/0
            """ },
        { OnCapture, "hold", """
            auth-created TEA*11 | noted POLICY_DEFERS
            capture-succeeded   | exception STOCK_SHORT
            """ },
        { OnCapture, "hold", """
            reserve o1 TEA*3   | moved TEA 10/3/0
            auth-created TEA*3 | noted POLICY_DEFERS
            capture-succeeded  | moved TEA 10/0/3
            """ },
        { AtSettlement, "hold", """
            auth-created TEA*3                      | noted POLICY_DEFERS
            capture-succeeded                       | noted POLICY_DEFERS
            settlement-confirmed                    | noop SETTLEMENT_MOVES_NOTHING
            settlement-confirmed subject=payment    | moved TEA 10/0/3
            settlement-confirmed subject=payment #2 | noop ALREADY_SETTLED
            settle stripe/acct_1/p1 po_1            | refused ALREADY_SETTLED
            settlement-confirmed p2 subject=payment | held ORDER_REF_MISSING
            capture-succeeded p2 o2 TEA*1           | noted POLICY_DEFERS TEA 10/0/4 + settlement-confirmed: moved
            """ },
        { AtSettlement, "hold", """
            capture-succeeded TEA*11             | noted POLICY_DEFERS
            settlement-confirmed subject=payment | exception STOCK_SHORT
            """ },
        { AtSettlement, "hold", """
            settle stripe/acct_1/p1 po_1         | refused PAYMENT_UNKNOWN
            settle stripe/acct_1/p1              | refused COMMAND_INCOMPLETE
            settle stripe/p1 po_1                | refused COMMAND_INCOMPLETE
            auth-created TEA*3,MUG*6             | noted POLICY_DEFERS
            settle stripe/acct_1/p1 po_1         | refused ORDER_NOT_PAID
            capture-succeeded                    | noted POLICY_DEFERS
            settle stripe/acct_1/p1 po_1         | exception STOCK_SHORT TEA 10/0/3
            settle stripe/acct_1/p1 po_1         | noop ALREADY_SETTLED
            settlement-confirmed subject=payment | noop ALREADY_SETTLED
            receive MUG 1 101                    | moved MUG 6/0/0
            commit o1                            | moved MUG 6/0/6
            """ },
        { AtSettlement, "hold", """
            capture-succeeded TEA*3                 | noted POLICY_DEFERS
            settle stripe/acct_1/p1 po_1            | moved TEA 10/0/3
            release o1 REFUNDED_BEFORE_SHIPMENT     | moved TEA 10/0/0
            settlement-confirmed subject=payment #2 | noop ALREADY_SETTLED
            settle stripe/acct_1/p1 po_2            | refused ALREADY_SETTLED
            capture-succeeded p2 o2 TEA*2           | noted POLICY_DEFERS
            commit o2                               | moved TEA 10/0/2
            settle stripe/acct_1/p2 po_2            | noted ALREADY_COMMITTED
            release o2 REFUNDED_BEFORE_SHIPMENT     | moved TEA 10/0/0
            settle stripe/acct_1/p2 po_2            | noop ALREADY_SETTLED
            settle stripe/acct_1/p2 po_3            | refused ALREADY_SETTLED
            refund-posted p3 #re1                   | noted REFUND_MOVES_NOTHING
            settle stripe/acct_1/p3 po_2            | refused ORDER_NOT_PAID
            """ },
        { OnCapture, "hold", """
            capture-succeeded TEA*3      | moved TEA 10/0/3
            settle stripe/acct_1/p1 po_1 | refused SETTLEMENT_MOVES_NOTHING
            """ },
        { Mixed, "hold", """
            auth-created account=market TEA*3,MUG*1             | noted POLICY_DEFERS
            capture-succeeded account=market                    | moved TEA 10/0/3
            settle stripe/market/p1 po_1                        | moved MUG 5/0/1
            settlement-confirmed subject=payment account=market | noop ALREADY_SETTLED
            auth-created p2 o2 TEA*3,MUG*1                      | moved MUG 5/1/1, TEA 10/3/3
            """ },
        { OnCapture, "ignore", """
            auth-created            | noop NO_LINES
            capture-succeeded       | noop NO_LINES
            capture-succeeded TEA*? | held QUANTITY_MISSING
            """ },
    };

    // By provider and method; the first line that fits. By the book's clock the authorization is an hour old.
    public static TheoryData<string, string> Windows => new()
    {
        { OnCapture.Replace("deduct-on-capture", "reserve-on-auth", StringComparison.Ordinal), """
            auth-created TEA*1 @0                                      | moved TEA 10/1/0
            auth-created p2 o2 TEA*1 @0 provider=adyen                 | noop AUTHORIZATION_LAPSED
            auth-created p3 o3 TEA*1 @0 provider=adyen method=sepa_debit | moved TEA 10/2/0
            wait 167                                                   |
            lapse o1                                                   | moved RESERVATION_LAPSED TEA 10/1/0
            lapse o3                                                   | noop
            wait 72                                                    |
            lapse o3                                                   | moved RESERVATION_LAPSED TEA 10/0/0
            """ },
    };

    [Theory]
    [MemberData(nameof(Rows))]
    public void Each_policy_moves_stock_at_its_time(string rules, string withoutLines, string table) =>
        StockSteps.Check(table, StockSteps.Rules(rules, withoutLines));

    [Theory]
    [MemberData(nameof(Windows))]
    public void Windows_go_by_provider_and_method(string rules, string table) => StockSteps.Check(table, StockSteps.Rules(rules));

    [Fact]
    public void The_first_line_that_fits_decides()
    {
        var policy = StockSteps.Rules(Mixed);

        Assert.Equal("market", policy.ChannelOf("stripe", "market"));
        Assert.Equal("shop", policy.ChannelOf("market", "acct_1"));
        Assert.Equal(DeductionPolicy.DeductAtSettlement, policy.PolicyOf("market", "MUG-1"));
        Assert.Equal(DeductionPolicy.DeductOnCapture, policy.PolicyOf("market", "mug-1"));
        Assert.Equal(DeductionPolicy.ReserveOnAuth, policy.PolicyOf("shop", "MUG-1"));
        Assert.Equal(TimeSpan.FromHours(240), policy.AuthorizationWindow("stripe", "sepa_debit"));
        Assert.Equal(TimeSpan.FromHours(168), policy.AuthorizationWindow("stripe", null));
        Assert.Equal(TimeSpan.FromHours(1), policy.AuthorizationWindow("adyen", "card"));
    }

    [Fact]
    public void The_shipped_policy_reserves_on_authorization_for_seven_days()
    {
        var policy = StockPolicyYaml.Load(path: null);

        Assert.Equal(DeductionPolicy.ReserveOnAuth, policy.PolicyOf(policy.ChannelOf("stripe", "acct_1"), "TEA"));
        Assert.Equal(TimeSpan.FromDays(7), policy.AuthorizationWindow("stripe", "card"));
        Assert.False(policy.IgnoresWithoutLines);
    }

    [Fact]
    public void Every_fault_of_a_file_is_told_at_once()
    {
        var refused = Assert.Throws<PolicyRefusedException>(() => StockPolicyYaml.Parse("""
            channels: [{name: shop, payments: ["stripe/*"]}]
            skuClasses: []
            rules: [{channel: "*", skuClass: "*", policy: guess}]
            authorizationHours: [{provider: "*", method: "*", hours: 0}, {provider: stripe, method: "*", hours: 8761}]
            cartMinutes: {default: 30, most: 15}
            withoutLines: maybe
            adjustments: [{code: LOST, effect: vanish}, {code: LOST, effect: lost}]
            transfers: [{code: ""}]
            """, "bad.yaml"));

        var problems = refused.Message.Split(Environment.NewLine);
        Assert.All(problems, problem => Assert.StartsWith("bad.yaml: ", problem, StringComparison.Ordinal));
        Assert.Collection(
            problems,
            Says("'version'"), Says("'withoutLines'"), Says("'cartMinutes'"), Says("'channels'"), Says("'skuClasses'"),
            Says("last of 'authorizationHours'"), Says("'guess'"), Says("no SKU class fits"), Says("*/* must be above 0"), Says("stripe/* must be above 0"),
            Says("adjustment 'LOST'"), Says("LOST stands twice"), Says("no code"));
    }

    [Fact]
    public void Empty_lists_and_names_that_nothing_has_are_told_too()
    {
        var refused = Assert.Throws<PolicyRefusedException>(() => StockPolicyYaml.Parse("""
            version: "1"
            channels:
            skuClasses: [{name: standard, skus: }, {name: all, skus: ["*"]}]
            rules: [{channel: shoop, skuClass: "*", policy: reserve-on-auth}, {channel: "*", skuClass: std, policy: reserve-on-auth}]
            authorizationHours: [{provider: "*", method: "*", hours: 1}]
            cartMinutes: {default: 15, most: 30}
            withoutLines: hold
            """, "bad.yaml"));

        Assert.Collection(
            refused.Message.Split(Environment.NewLine),
            Says("'channels'"), Says("'rules'"), Says("no channel fits a rule's channel 'shoop'"), Says("no channel fits a rule's channel '*'"),
            Says("no SKU class fits a rule's skuClass 'std'"));
    }

    [Theory]
    [InlineData("versoin: 1", 1)]
    [InlineData("version: '1'\nrules: 5", 2)]
    [InlineData("rules: [", 2)]
    public void What_is_not_a_policy_is_refused_with_its_line(string yaml, int line) => Assert.StartsWith(
        $"bad.yaml:{line}: ", Assert.Throws<PolicyRefusedException>(() => StockPolicyYaml.Parse(yaml, "bad.yaml")).Message, StringComparison.Ordinal);

    [Fact]
    public void A_file_that_is_not_there_is_refused_with_the_setting_that_names_it()
    {
        var refused = Assert.Throws<PolicyRefusedException>(() => StockPolicyYaml.Load("/nowhere/policy.yaml"));

        Assert.Contains("LEDGER_STOCK_POLICY", refused.Message, StringComparison.Ordinal);
        Assert.Contains("/nowhere/policy.yaml", refused.Message, StringComparison.Ordinal);
    }

    static Action<string> Says(string text) => problem => Assert.Contains(text, problem, StringComparison.Ordinal);
}
