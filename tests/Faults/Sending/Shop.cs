using Ledger.Cli.Demo;
using Ledger.Cli.Demo.Stock;
using Ledger.EventStore;
using Ledger.Faults.Parts;
using Ledger.Inventory;
using Ledger.Inventory.Commands;
using Ledger.Inventory.Policy;
using Ledger.Inventory.Storage;
using Ledger.MessageBus.Consuming;
using Ledger.PaymentEvents;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Ledger.Faults.Sending;

/// <summary>
/// The shop and its warehouse: fills the shelves before a chapter is told, and ships, takes back and grades when it has settled.
/// It gives each command under one id until it is answered, whatever is broken at the time.
/// </summary>
sealed class Shop : IAsyncDisposable
{
    static readonly TimeSpan RetryAfter = TimeSpan.FromMilliseconds(500);
    readonly NpgsqlDataSource _source;
    readonly InventoryWriter _inventory;
    readonly Dictionary<string, DemoWarehouse> _warehouses = new(StringComparer.Ordinal);
    readonly List<Guid> _given = [];
    readonly Lock _gate = new();

    public Shop(FaultStack stack)
    {
        _source = NpgsqlDataSource.Create(stack.Postgres.ConnectionString + ";Timeout=5;Command Timeout=20");
        _inventory = new InventoryWriter(
            _source, "inventory", StockPolicyYaml.Load(stack.StockPolicy), new BatchQueueOptions(), TimeProvider.System,
            NullLogger<InventoryWriter>.Instance);
    }

    /// <summary>Commands that were answered.</summary>
    public IReadOnlyList<Guid> Given
    {
        get
        {
            lock (_gate)
            {
                return [.. _given];
            }
        }
    }

    /// <summary>What the journal must have learnt of goods.</summary>
    public IReadOnlyList<ExpectedFact> Goods => [.. _warehouses.Values.SelectMany(warehouse => warehouse.Facts)];

    /// <summary>What must be on the shelves in the end, by a tally of its own.</summary>
    public IReadOnlyList<StockFigure> Expected => [.. _warehouses.Values.SelectMany(warehouse => warehouse.Expected().Stocks)];

    /// <summary>Orders that must have been refused in the end.</summary>
    public int ExpectedRefusals => _warehouses.Values.Sum(warehouse => warehouse.Expected().RefusedOrders);

    /// <summary>Fills the shelves of a chapter.</summary>
    public async Task OpenAsync(Chapter chapter, CancellationToken ct)
    {
        var number = 0;
        var warehouse = new DemoWarehouse((command, stop) => GiveAsync($"{chapter.Mark}/{number++}", command, stop), chapter.Shelf, chapter.Orders);
        await warehouse.OpenAsync(ct);
        _warehouses.Add(chapter.Mark, warehouse);
    }

    /// <summary>Ships, takes back and grades.</summary>
    public Task CloseAsync(Chapter chapter, CancellationToken ct) => _warehouses[chapter.Mark].CloseAsync(ct);

    /// <summary>Counts no longer on a chapter that was never told.</summary>
    public void Forget(Chapter chapter) => _warehouses.Remove(chapter.Mark);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _inventory.DisposeAsync();
        await _source.DisposeAsync();
    }

    async Task<StockOutcome> GiveAsync(string name, StockCommand command, CancellationToken ct)
    {
        var given = new ShopCommand(
            DeterministicId.Of("faults", name), "shop", TimeProvider.System.GetUtcNow(), StockCommandJson.Write(command), command);
        while (true)
        {
            try
            {
                var outcome = await _inventory.CommandAsync(given, ct);
                lock (_gate)
                {
                    _given.Add(given.CommandId);
                }

                return outcome;
            }
            catch (Exception away) when (FailureClasses.Of(away) == FailureClass.WorldAway && !ct.IsCancellationRequested)
            {
                await Task.Delay(RetryAfter, ct);
            }
        }
    }
}
