using Ledger.Inventory.Commands;

namespace Ledger.Simulation.Stories;

/// <summary>What the warehouse does without an order.</summary>
static class WarehouseStories
{
    public static void Tell(StoryTeller teller)
    {
        var dice = teller.Dice;
        var (sku, location) = (teller.Goods.Sku(), teller.Goods.Location());
        switch (dice.Next(6))
        {
            case 0:
                teller.Command(new AdjustStock(sku, location, 1 + dice.Next(3), dice.Of("LOST", "DAMAGED")), actor: "warehouse");
                break;
            case 1:
                teller.Command(new AdjustStock(sku, location, 1 + dice.Next(2), "DAMAGED"), actor: "warehouse");
                teller.Command(new AdjustStock(sku, location, 1, "SCRAPPED"), 1, "warehouse");
                break;
            case 2:
                teller.Command(new AdjustStock(sku, location, 1, "FOUND"), actor: "warehouse");
                break;
            case 3:
                teller.Command(new TransferStock(sku, location, location == "east" ? "west" : "east", 1 + dice.Next(3), "REBALANCE"), actor: "warehouse");
                break;
            case 4:
                teller.Command(new SetStockTerms(sku, location, dice.Next(3), Backorderable: false), actor: "warehouse");
                teller.Command(new SetStockTerms(sku, location, 0, Backorderable: false), 1, "warehouse");
                break;
            default:
                teller.Command(new ExpectStock(sku, location, 3, "order 1"), actor: "warehouse");
                teller.Command(new ReceiveStock(sku, location, 2, 207 + dice.Next(20), "EUR", "order 1", WasExpected: true), 1, "warehouse");
                break;
        }
    }

    /// <summary>One asks, another approves; what moved between them refuses it.</summary>
    public static void Correct(StoryTeller teller)
    {
        var (sku, location) = (teller.Goods.Sku(), teller.Goods.Location());
        var asked = teller.Command(
            new RequestCorrection(new Correction
            {
                Sku = sku,
                Location = location,
                OnHandAfter = teller.Dice.Of(-1, 1, 2), // The difference; whoever asks looks at the books.
                ProviderEventId = "incident",
                ObjectId = sku,
                Evidence = "counted twice",
                Reason = "miscounted",
            }),
            actor: "ada");
        var approve = new ApproveCorrection(Bus.SimulatedShop.IdOf(asked), sku, location);
        teller.Command(approve, 1, teller.Dice.Percent(80) ? "ben" : "Ada");
    }
}
