using Ledger.EventStore;
using Ledger.Inventory;
using Ledger.Inventory.Commands;
using Ledger.Inventory.Policy;
using Ledger.Inventory.Storage;
using Ledger.PaymentEvents;
using Ledger.Storage.Tests.EventStore;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using static Ledger.Fast.Tests.JournalPosting.PaymentSample;

namespace Ledger.Storage.Tests.Inventory;

/// <summary>A fresh inventory with its writer, and what a stock clerk asks of it.</summary>
sealed class StockDatabase : IAsyncDisposable
{
    public const string Schema = "inventory";
    public const string Place = "ZRH";

    readonly EventStoreDatabase _store;
    readonly int _maxBatch;
    int _commands;

    StockDatabase(EventStoreDatabase store, int maxBatch)
    {
        (_store, _maxBatch) = (store, maxBatch);
        Source = NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(store.ConnectionString) { MaxPoolSize = 90 }.ConnectionString);
        Writer = OpenWriter();
    }

    public NpgsqlDataSource Source { get; }

    public string ConnectionString => _store.ConnectionString;

    public FakeTime Time { get; } = new(Noon.AddHours(1));

    public InventoryWriter Writer { get; }

    /// <summary>Small batches by default, so that a few events already take several commits.</summary>
    public static async Task<StockDatabase> CreateAsync(int maxBatch = 20)
    {
        var store = await EventStoreDatabase.CreateAsync();
        await SchemaMigrations.ApplyAsync(store.Source, Schema, InventoryMigrations.Scripts, CancellationToken.None);
        return new StockDatabase(store, maxBatch);
    }

    /// <summary>Another writer on the same inventory, as another process would have.</summary>
    public InventoryWriter OpenWriter() => new(
        Source, Schema, StockPolicyYaml.Load(path: null), new BatchQueueOptions { MaxBatch = _maxBatch }, Time,
        NullLogger<InventoryWriter>.Instance);

    public Task<StockOutcome> TakeAsync(PaymentEvent e) => Writer.TakeAsync(e, CancellationToken.None);

    public Task<StockOutcome> DoAsync(StockCommand command, string actor = "clerk", InventoryWriter? by = null) => (by ?? Writer).CommandAsync(
        new ShopCommand(
            DeterministicId.Of("test-command", (++_commands).ToString()), actor, Time.Now, StockCommandJson.Write(command), command),
        CancellationToken.None);

    public Task ReceiveAsync(string sku, long units, long cost = 0) =>
        DoAsync(new ReceiveStock(sku, Place, units, cost, "EUR", "delivery note 1"));

    /// <summary>An event of an order of its own payment: one line of the SKU.</summary>
    public static PaymentEvent Of(string eventClass, string order, string sku, int units = 1, int minute = 0) =>
        Event(eventClass, Eur(1_000), $"pi_{order}", minute: minute) with
        {
            OrderRef = order,
            OrderLines = [new OrderLine(sku, units, Place)],
        };

    /// <summary>On hand, reserved, committed.</summary>
    public Task<string[]> LevelAsync(string sku) =>
        _store.RowsAsync($"select on_hand, reserved, committed from inventory.stock_level where sku = '{sku}'");

    public Task<string[]> RowsAsync(string sql) => _store.RowsAsync(sql);

    public Task ExecuteAsync(string sql) => _store.ExecuteAsync(sql);

    public Task<StockComparison> CompareAsync() => new InventoryRebuild(Source, Schema).CompareAsync(null, CancellationToken.None);

    public Task<StockComparison> RebuildAsync() => new InventoryRebuild(Source, Schema).ApplyAsync(null, CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await Writer.DisposeAsync();
        await Source.DisposeAsync();
        await _store.DisposeAsync();
    }
}
