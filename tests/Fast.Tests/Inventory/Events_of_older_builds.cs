using System.Text;
using System.Text.Json;
using Ledger.Inventory;
using Ledger.Inventory.Commands;
using Ledger.Inventory.Deciding;
using Ledger.Inventory.Events;
using Ledger.Inventory.Policy;
using Xunit;
using static Ledger.Fast.Tests.JournalPosting.PaymentSample;

namespace Ledger.Fast.Tests.Inventory;

/// <summary>
/// Events as builds wrote them that said neither the id of a shipment nor that a return is whole, nor a channel (2026-11-20): they
/// are read, and add up to the very states that those builds stored.
/// </summary>
public sealed class Events_of_older_builds
{
    const string Cause =
        """
        "EventId":"0199e3a0-7d4e-7000-8000-000000000001","Provider":"inventory","ProviderEventId":"0199e3a0-7d4e-7000-8000-000000000001",
        "OccurredAt":"2026-11-20T12:00:00+00:00","ReceivedAt":"2026-11-20T12:00:00+00:00","PolicyVersion":"2026.1"
        """;

    static readonly (string Type, string Body)[] Told =
    [
        ("stock_moved", $$"""
            {"Movements":[{"Kind":"committed","Sku":"TEA","Location":"ZRH","Quantity":3,"Sequence":1,"Before":{"OnHand":9,"OnHandCost":900},
            "After":{"OnHand":9,"Committed":3,"OnHandCost":900},"AvailableBefore":9,"AvailableAfter":6,"Currency":"EUR"}],
            "Class":"stock.commit","OrderRef":"o1","Lines":[{"Sku":"TEA","Quantity":3,"Location":"ZRH"}],{{Cause}}}
            """),
        ("stock_moved", $$"""
            {"Movements":[{"Kind":"shipped","Sku":"TEA","Location":"ZRH","Quantity":3,"Sequence":2,
            "Before":{"OnHand":9,"Committed":3,"OnHandCost":900},"After":{"OnHand":6,"OnHandCost":600},"AvailableBefore":6,
            "AvailableAfter":6,"Cost":300,"Currency":"EUR"}],"Class":"stock.ship","OrderRef":"o1","Remark":"s1",{{Cause}}}
            """),
        ("stock_moved", $$"""
            {"Movements":[{"Kind":"returned","Sku":"TEA","Location":"ZRH","Quantity":1,"Sequence":3,"Before":{"OnHand":6,"OnHandCost":600},
            "After":{"OnHand":6,"InInspection":1,"OnHandCost":600,"InspectionCost":100},"AvailableBefore":6,"AvailableAfter":6,"Cost":100,
            "Currency":"EUR"}],"ReturnId":"r1","Class":"stock.return","OrderRef":"o1",{{Cause}}}
            """),
    ];

    [Fact]
    public void They_fold_to_the_state_that_was_stored_then()
    {
        var order = Fold(Told).Order("o1");

        Assert.Equal(
            """
            {"Lines":[{"Sku":"TEA","Location":"ZRH","Quantity":3,"Shipped":3,"ShippedCost":300,"Returned":1,"ReturnedCost":100}],
            "Payments":[],"Reviews":[],"Returns":[{"ReturnId":"r1","Sku":"TEA","Location":"ZRH","Quantity":1,"Cost":100}]}
            """.ReplaceLineEndings(""),
            Encoding.UTF8.GetString(JsonSerializer.SerializeToUtf8Bytes(order, InventoryJson.Default.OrderState)));
    }

    [Fact]
    public void A_return_that_waits_to_be_graded_is_known_all_the_same_R_IN_29()
    {
        var again = Give(Fold(Told), new ReturnStock("o1", "r1", StockSteps.Lines("TEA*1")));

        Assert.Equal((Disposition.Refused, StockReason.ReturnKnown), (again.Disposition, again.Reason));
    }

    [Fact]
    public void An_exception_without_channel_and_stocks_is_read_R_IN_20()
    {
        var raised = (StockExceptionRaised)Read((
            "stock_exception_raised", $$"""{"Detail":"Two messages differ.","Class":"auth-created","Reason":"KEY_REUSED",{{Cause}}}"""));

        Assert.Null(raised.Channel);
        Assert.Empty(raised.Snapshot);
        Assert.Equal("Two messages differ.", raised.Detail);
    }

    [Fact]
    public void A_correction_upward_from_nothing_that_was_asked_without_cost_is_not_approved()
    {
        var states = Fold(("stock_correction_requested", $$"""
            {"Correction":{"Sku":"NEW","Location":"ZRH","OnHandAfter":2,"CountedAt":"2026-11-20T11:00:00+00:00","ProviderEventId":"inc-1",
            "ObjectId":"NEW","Evidence":"count sheet","Reason":"found"},"Class":"stock.request-correction","Actor":"ann",{{Cause}}}
            """));

        var approved = Give(states, new ApproveCorrection(Guid.Parse("0199e3a0-7d4e-7000-8000-000000000001"), "NEW", "ZRH"));

        Assert.Equal((Disposition.Refused, StockReason.CostUnknown), (approved.Disposition, approved.Reason));
    }

    static StockStates Fold(params (string Type, string Body)[] told)
    {
        var states = StockStates.Complete();
        foreach (var fact in told.Select(Read))
        {
            StockFold.Apply(states, fact is CorrectionRequested ? "stock/NEW@ZRH" : "order/o1", fact);
        }

        return states;
    }

    static StockFact Read((string Type, string Body) stored) =>
        InventoryEventTypes.Read(stored.Type, Encoding.UTF8.GetBytes(stored.Body.ReplaceLineEndings("")))!;

    static StockDecision Give(StockStates states, StockCommand command) => CommandDecider.Decide(
        states, new ShopCommand(Guid.CreateVersion7(Noon), "ben", Noon, StockCommandJson.Write(command), command),
        StockPolicyYaml.Load(path: null));
}
