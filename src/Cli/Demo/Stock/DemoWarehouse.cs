using Ledger.Cli.Shell;
using Ledger.EventStore;
using Ledger.Inventory;
using Ledger.Inventory.Commands;
using Ledger.Inventory.Policy;
using Ledger.Inventory.Storage;
using Ledger.PaymentEvents;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Ledger.Cli.Demo.Stock;

/// <summary>
/// The shop's side of a day: goods come in before it; carts hold some; when all is paid, some are shipped, some of these come
/// back and are graded, and a few break. What it commands it writes down in a tally of its own.
/// </summary>
sealed class DemoWarehouse : IAsyncDisposable
{
    const string Clerk = "demo-warehouse";
    readonly InventoryWriter? _inventory;
    readonly Func<StockCommand, CancellationToken, Task<StockOutcome>> _give;
    readonly DemoShelf _shelf;
    readonly IReadOnlyList<DemoOrder> _orders;
    readonly Dictionary<DemoSku, Shelf> _tally;

    /// <summary>A warehouse that commands an inventory itself.</summary>
    public DemoWarehouse(NpgsqlDataSource source, string schema, DemoShelf shelf, IReadOnlyList<DemoOrder> orders, TimeProvider time)
        : this((_, _) => throw new NotSupportedException(), shelf, orders)
    {
        _inventory = new InventoryWriter(
            source, schema, StockPolicyYaml.Load(path: null), new BatchQueueOptions(), time, NullLogger<InventoryWriter>.Instance);
        _give = (command, ct) => _inventory.CommandAsync(Signed(command, time.GetUtcNow()), ct);
    }

    /// <summary>A warehouse whose commands somebody else gives.</summary>
    /// <param name="give">Gives a command, in their order, and says what became of it.</param>
    /// <param name="shelf">What is sold.</param>
    /// <param name="orders">Who buys it.</param>
    public DemoWarehouse(
        Func<StockCommand, CancellationToken, Task<StockOutcome>> give, DemoShelf shelf, IReadOnlyList<DemoOrder> orders)
    {
        (_give, _shelf, _orders) = (give, shelf, orders);
        _tally = shelf.All.ToDictionary(sku => sku, _ => new Shelf());
        foreach (var line in orders.Where(order => order.Keeps == Kept.Authorized).SelectMany(order => order.Lines))
        {
            _tally[line.Sku].Reserved += line.Quantity;
        }

        foreach (var line in orders.Where(order => order.Keeps == Kept.Committed).SelectMany(order => order.Lines))
        {
            _tally[line.Sku].Committed += line.Quantity;
        }

        Wanted = orders.Count(order => order.Keeps == Kept.Reserved);
    }

    /// <summary>Goods facts that the journal must get, each with its entry.</summary>
    public List<ExpectedFact> Facts { get; } = [];

    int Wanted { get; }

    /// <summary>Half of what is wanted of the limited ones, and plenty of the rest; a cart takes some before they are paid, and all of
    /// what payments
    /// do not state.</summary>
    public async Task OpenAsync(CancellationToken ct)
    {
        await ReceiveAsync(_shelf.Tea, 20 * _orders.Count, ct);
        await ReceiveAsync(_shelf.Mug, 2 * _orders.Count, ct);
        await ReceiveAsync(_shelf.Limited, Wanted / 2, ct);
        _tally[_shelf.Limited].Reserved = Wanted / 2;
        var stated = _orders.FirstOrDefault(order => order is { MayShip: true, NeedsCart: false });
        foreach (var cart in _orders.Where(order => order.NeedsCart || order == stated))
        {
            await DoAsync(new ReserveStock(cart.OrderRef, Lines(cart.Lines), 60), ct);
        }
    }

    /// <summary>Ships a third of what may be, takes back one unit of some, grades them, and loses three to breakage.</summary>
    public async Task CloseAsync(CancellationToken ct)
    {
        var shipped = _orders.Where(order => order.MayShip).Where((_, n) => n % 3 == 0).ToList();
        foreach (var order in shipped)
        {
            await DoAsync(new ShipStock(order.OrderRef, $"parcel {order.OrderRef}", []), ct);
            foreach (var line in order.Lines)
            {
                var shelf = _tally[line.Sku];
                (shelf.OnHand, shelf.Committed, shelf.Shipped) =
                    (shelf.OnHand - line.Quantity, shelf.Committed - line.Quantity, shelf.Shipped + line.Quantity);
                Expect("shipped", $"{order.OrderRef} {line.Sku.Name}", "5000", "1200", line.Quantity * line.Sku.UnitCost);
            }
        }

        foreach (var (order, n) in shipped.Take(6).Select((order, n) => (order, n)))
        {
            await TakeBackAsync(order, order.Lines[0].Sku, (Back)(n % 3), ct);
        }

        await DoAsync(new AdjustStock(_shelf.Tea.Name, _shelf.Location, 3, "DAMAGED", "fell from the shelf"), ct);
        var tea = _tally[_shelf.Tea];
        (tea.OnHand, tea.Damaged) = (tea.OnHand - 3, tea.Damaged + 3);
        Expect("damaged", _shelf.Tea.Name, "5100", "1200", 3 * _shelf.Tea.UnitCost);
    }

    /// <summary>What must be found.</summary>
    public StockFigures Expected() => new(
        [
            .. _shelf.All.OrderBy(sku => sku.Name, StringComparer.Ordinal).Select(sku => _tally[sku].Figure(sku)),
        ],
        Wanted - (Wanted / 2), _tally.Values.Sum(shelf => shelf.Shipped), _tally.Values.Sum(shelf => shelf.Returned));

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _inventory?.DisposeAsync() ?? ValueTask.CompletedTask;

    async Task ReceiveAsync(DemoSku sku, long units, CancellationToken ct)
    {
        if (units > 0)
        {
            await DoAsync(new ReceiveStock(
                sku.Name, _shelf.Location, units, units * sku.UnitCost, DemoShelf.Currency, "opening delivery"), ct);
            _tally[sku].OnHand += units;
        }
    }

    async Task TakeBackAsync(DemoOrder order, DemoSku sku, Back what, CancellationToken ct)
    {
        var returnId = $"return {order.OrderRef}";
        await DoAsync(new ReturnStock(order.OrderRef, returnId, [new OrderLine(sku.Name, 1, _shelf.Location)]), ct);
        var shelf = _tally[sku];
        (shelf.InInspection, shelf.Returned) = (shelf.InInspection + 1, shelf.Returned + 1);
        Expect("returned", returnId, "1210", "5000", sku.UnitCost);
        if (what == Back.Waits)
        {
            return;
        }

        var resale = what == Back.Resold;
        await DoAsync(new GradeStock(
            order.OrderRef, returnId, sku.Name, 1, resale ? "resale" : "write-off", Clerk, resale ? null : "opened"), ct);
        shelf.InInspection--;
        shelf.OnHand += resale ? 1 : 0;
        Expect(resale ? "resold" : "written off", returnId, resale ? "1200" : "5100", "1210", sku.UnitCost);
    }

    void Expect(string what, string of, string debit, string credit, long cost) =>
        Facts.Add(new ExpectedFact($"{what} {of}", new ExpectedEntry(debit, credit, cost, DemoShelf.Currency)));

    IReadOnlyList<OrderLine> Lines(IReadOnlyList<SoldLine> lines) =>
        [.. lines.Select(line => new OrderLine(line.Sku.Name, line.Quantity, _shelf.Location))];

    async Task DoAsync(StockCommand command, CancellationToken ct)
    {
        var outcome = await _give(command, ct);
        if (outcome.Disposition != Disposition.Moved)
        {
            throw CliError.No(
                "DEMO_COMMAND_REFUSED", $"{command.Kind} was {outcome.Disposition}: {outcome.Reason?.WireName()} {outcome.Detail}",
                "This is a fault of the demo or of the inventory; './ledger verify' tells more.");
        }
    }

    static ShopCommand Signed(StockCommand command, DateTimeOffset now) =>
        new(Guid.CreateVersion7(now), Clerk, now, StockCommandJson.Write(command), command);

    enum Back
    {
        Resold, WrittenOff, Waits,
    }

    sealed class Shelf
    {
        public long OnHand { get; set; }

        public long Reserved { get; set; }

        public long Committed { get; set; }

        public long InInspection { get; set; }

        public long Damaged { get; set; }

        public long Shipped { get; set; }

        public long Returned { get; set; }

        public StockFigure Figure(DemoSku sku) => new(
            sku.Name, OnHand, Reserved, Committed, InInspection, Damaged, OnHand - Reserved - Committed, OnHand * sku.UnitCost);
    }
}
