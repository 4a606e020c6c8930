namespace Ledger.Cli.Demo.Stock;

/// <summary>What the demo's shop sells: SKUs of the run's own, so that what is counted is this run's alone.</summary>
/// <param name="mark">What every id of the run contains.</param>
sealed class DemoShelf(string mark)
{
    /// <summary>Currency of all costs.</summary>
    public const string Currency = "EUR";

    /// <summary>Where everything lies.</summary>
    public string Location { get; } = $"MAIN-{mark}";

    /// <summary>Sold by the dozen; there is always enough.</summary>
    public DemoSku Tea { get; } = new($"TEA-{mark}", 250);

    /// <summary>Sold one by one; there is always enough.</summary>
    public DemoSku Mug { get; } = new($"MUG-{mark}", 700);

    /// <summary>Wanted by more than there are.</summary>
    public DemoSku Limited { get; } = new($"LIMITED-{mark}", 1_900);

    /// <summary>All of them.</summary>
    public IReadOnlyList<DemoSku> All => [Tea, Mug, Limited];

    /// <summary>What somebody buys.</summary>
    public IReadOnlyList<SoldLine> Basket(Random random) => random.Next(100) < 30
        ? [new SoldLine(Tea, random.Next(1, 7)), new SoldLine(Mug, 1)]
        : [new SoldLine(Tea, random.Next(1, 4))];
}

/// <summary>A thing on the shelf.</summary>
/// <param name="Name">Stock-keeping unit.</param>
/// <param name="UnitCost">What one costs, in cents.</param>
sealed record DemoSku(string Name, long UnitCost);

/// <summary>So many of a thing.</summary>
sealed record SoldLine(DemoSku Sku, int Quantity);

/// <summary>An order with its payment.</summary>
/// <param name="OrderRef">Its reference.</param>
/// <param name="Lines">What was ordered.</param>
/// <param name="Keeps">What the shop has to keep for it when the day is over.</param>
/// <param name="MayShip">True when nothing stands against its shipment.</param>
sealed record DemoOrder(string OrderRef, IReadOnlyList<SoldLine> Lines, Kept Keeps, bool MayShip)
{
    /// <summary>True when the payment does not state the lines: the shop keeps them in a cart until it comes.</summary>
    public bool NeedsCart { get; init; }
}

/// <summary>What becomes of an order's units by its payment.</summary>
enum Kept
{
    /// <summary>Nothing: it was not paid.</summary>
    Nothing,

    /// <summary>Authorized, of what too many want: reserved, if there are any left.</summary>
    Reserved,

    /// <summary>Authorized: reserved.</summary>
    Authorized,

    /// <summary>Paid: committed.</summary>
    Committed,
}
