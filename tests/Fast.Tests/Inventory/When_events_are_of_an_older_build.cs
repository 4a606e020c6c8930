using System.Text;
using System.Text.Json;
using Ledger.Inventory.Events;
using Ledger.Inventory.Storage;
using Xunit;

namespace Ledger.Fast.Tests.Inventory;

/// <summary>Events as builds before amounts, settlements and supplied payments wrote them give the states that those builds kept.</summary>
public sealed class When_events_are_of_an_older_build
{
    const string Cause =
        """
        "Provider":"stripe","Account":"acct_1","PaymentId":"pi_1","OccurredAt":"2026-11-20T12:00:00+00:00",
        "ReceivedAt":"2026-11-20T12:00:02+00:00","OrderRef":"o1","PolicyVersion":"2026.1"
        """;

    static readonly (string Type, string Body)[] Written =
    [
        ("stock_moved",
            """
            {"Movements":[{"Kind":"committed","Sku":"TEA","Location":"ZRH","Quantity":3,"Sequence":1,"Before":{"OnHand":10},
             "After":{"OnHand":10,"Committed":3},"AvailableBefore":10,"AvailableAfter":7}],
             "Lines":[{"Sku":"TEA","Quantity":3,"Location":"ZRH"}],"PaymentStanding":"captured","ProviderObjectId":"ch_1",
             "EventId":"00000000-0000-0000-0000-000000000002","Class":"capture-succeeded",CAUSE}
            """),
        ("stock_noted",
            """
            {"Disposition":"noted","Reason":"REFUND_MOVES_NOTHING","ProviderObjectId":"re_1",
             "EventId":"00000000-0000-0000-0000-000000000003","Class":"refund-posted",CAUSE}
            """),
        ("stock_noted",
            """
            {"Disposition":"noted","Reason":"ALREADY_COMMITTED","ProviderObjectId":"txn_1","PaymentStanding":"captured",
             "EventId":"00000000-0000-0000-0000-000000000004","Class":"settlement-confirmed",CAUSE}
            """),
    ];

    [Fact]
    public void They_fold_to_the_same_states_R_IN_05()
    {
        var fold = new InventoryFold();
        foreach (var (n, (type, body)) in Written.Index())
        {
            var fact = InventoryEventTypes.Read(type, Encoding.UTF8.GetBytes(body.Replace("CAUSE", Cause, StringComparison.Ordinal)))!;
            fold.Add(new PlacedFact(n + 1, "payment/stripe/acct_1/pi_1", fact.ReceivedAt, fact));
        }

        var whole = fold.Whole();
        Assert.Equal(
            """{"OrderRef":"o1","Captures":[{"ObjectId":"ch_1","At":"2026-11-20T12:00:00+00:00"}],"Reviews":[],"Decided":[],"Held":[]}""",
            Json(whole.Payments.Single().Value, InventoryJson.Default.PaymentFacts));
        Assert.Equal(
            """
            {"Lines":[{"Sku":"TEA","Location":"ZRH","Quantity":3,"Committed":3}],"Payments":[{"StreamId":"payment/stripe/acct_1/pi_1","Standing":"captured"}],"Reviews":[],"Returns":[],"Refunded":true}
            """.Trim(),
            Json(whole.Orders.Single().Value, InventoryJson.Default.OrderState));
    }

    static string Json<T>(T state, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> json) =>
        Encoding.UTF8.GetString(JsonSerializer.SerializeToUtf8Bytes(state, json));
}
