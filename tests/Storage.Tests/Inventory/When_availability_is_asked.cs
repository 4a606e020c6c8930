using Ledger.EventStore;
using Ledger.Inventory;
using Ledger.Inventory.Commands;
using Ledger.Inventory.Policy;
using Ledger.Inventory.Queries;
using Ledger.Inventory.Stock;
using Ledger.Inventory.Storage;
using Ledger.PaymentEvents;
using Ledger.TestKit;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Xunit;

namespace Ledger.Storage.Tests.Inventory;

/// <summary>The availability query: what it counts, and by which way it is found.</summary>
public sealed class When_availability_is_asked : IAsyncLifetime
{
    const string Schema = "inventory";
    static readonly StockKey Tea = new("TEA-1", "ZRH");

    readonly Clock _clock = new() { Now = new DateTimeOffset(2026, 11, 20, 12, 0, 0, TimeSpan.Zero) };
    TestDatabase _database = null!;
    NpgsqlDataSource _source = null!;
    InventoryWriter _writer = null!;

    StockLevels Levels => new(_source, Schema, _clock);

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _source = NpgsqlDataSource.Create(_database.ConnectionString);
        await SchemaMigrations.ApplyAsync(_source, Schema, InventoryMigrations.Scripts, CancellationToken.None);
        _writer = new InventoryWriter(
            _source, Schema, StockPolicyYaml.Load(null), new BatchQueueOptions(), _clock, NullLogger<InventoryWriter>.Instance);
    }

    [Fact]
    public async Task What_has_lapsed_is_available_before_anybody_has_released_it_R_IN_10()
    {
        await DoneAsync(new ReceiveStock(Tea.Sku, Tea.Location, 10, 1_000, "EUR", "PO-1"));
        await DoneAsync(new SetStockTerms(Tea.Sku, Tea.Location, 2, Backorderable: false));
        await DoneAsync(new ReserveStock("cart-short", [new OrderLine(Tea.Sku, 3, Tea.Location)], 10));
        await DoneAsync(new ReserveStock("cart-long", [new OrderLine(Tea.Sku, 4, Tea.Location)], 20));
        Assert.Equal(new Counts(1, 7, 0), await AskAsync());

        _clock.Now += TimeSpan.FromMinutes(10);
        Assert.Equal(new Counts(4, 4, 3), await AskAsync());
        var kept = await new StockReservations(_source, Schema, _clock).ReadAsync(Tea.Sku, null, 10, CancellationToken.None);
        Assert.Equal([("cart-short", true), ("cart-long", false)], kept.Select(units => (units.OrderRef, units.Lapsed)));

        // What is told to be available can be had, all of it and no unit more.
        var wanted = new ReserveStock("cart-all", [new OrderLine(Tea.Sku, 5, Tea.Location)]);
        Assert.Equal(StockReason.OutOfStock, (await GiveAsync(wanted)).Reason);
        await DoneAsync(wanted with { Lines = [new OrderLine(Tea.Sku, 4, Tea.Location)] });
        Assert.Equal(new Counts(0, 8, 3), await AskAsync());
        _clock.Now += TimeSpan.FromDays(1);
        Assert.Equal(new Counts(8, 0, 11), await AskAsync());
    }

    [Fact]
    public async Task Pages_follow_one_another_without_gap_or_repeat()
    {
        foreach (var (sku, location) in from sku in (string[])["A", "B", "C"] from location in (string[])["BER", "ZRH"] select (sku, location))
        {
            await DoneAsync(new ExpectStock(sku, location, 1, "PO-2"));
        }

        var seen = new List<StockKey>();
        for (IReadOnlyList<StockView> page = [new("", "", 0, 0, 0, 0, 0, 0, 0, 0, 0, false, 0, null, 0)]; page.Count > 0;)
        {
            page = await Levels.ReadAsync(
                new StockQuestion(After: seen.Count > 0 ? seen[^1] : null, Limit: 4), CancellationToken.None);
            seen.AddRange(page.Select(stock => stock.Key));
        }

        Assert.Equal(6, seen.Distinct().Count());
        Assert.Equal(6, seen.Count);
        Assert.Equal(3, (await Levels.ReadAsync(new StockQuestion(Location: "BER"), CancellationToken.None)).Count);
        Assert.Null(await Levels.FindAsync(new StockKey("A", "NYC"), CancellationToken.None));
    }

    [Theory]
    [InlineData("S-77777", null, "stock_level_pk")]
    [InlineData("S-77777", "L-777", "stock_level_")] // Either index finds one row.
    [InlineData(null, "L-777", "stock_level_location")]
    public async Task It_is_found_by_indexes_among_100_000_stocks(string? sku, string? location, string index)
    {
        await FillAsync();
        await using var command = Levels.CommandOf(new StockQuestion(sku, location, Limit: 100));

        var plan = await PlanAsync(command);

        Assert.Contains(index, plan, StringComparison.Ordinal);
        Assert.Contains("stock_reservation_", plan, StringComparison.Ordinal); // By SKU or by time, as few or many have lapsed.
        Assert.DoesNotContain("Seq Scan", plan, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("S-777", null, "stock_reservation_sku")]
    [InlineData("S-777", "L-7", "stock_reservation_sku")]
    [InlineData(null, null, "stock_reservation_pk")]
    public async Task Who_keeps_units_is_found_by_indexes_among_100_000_reservations(string? sku, string? location, string index)
    {
        await FillAsync();
        await using var command = new StockReservations(_source, Schema, _clock).CommandOf(sku, location, 100);

        var plan = await PlanAsync(command);

        Assert.Contains(index, plan, StringComparison.Ordinal);
        Assert.DoesNotContain("Seq Scan", plan, StringComparison.Ordinal);
    }

    /// <summary>100,000 stocks at a thousand locations, and as many reservations of a thousand SKUs, of which a few have lapsed.</summary>
    Task FillAsync() => ExecuteAsync(
        $"""
        insert into {Schema}.stock_level ({StockLevelRow.Columns})
        select 'S-' || n, 'L-' || n % 1000, 10, 1, 0, 0, 0, 0, 100, 0, 0, 1, false, 'EUR' from generate_series(1, 100000) n;
        insert into {Schema}.stock_reservation (expires_at, order_ref, sku, location, quantity)
        select '2026-11-20T12:00:00Z'::timestamptz + n * interval '1 second' - interval '60 seconds', 'o-' || n, 'S-' || n % 1000,
               'L-' || n % 10, 1
        from generate_series(1, 100000) n;
        analyze {Schema}.stock_level;
        analyze {Schema}.stock_reservation
        """,
        timeoutSeconds: 180);

    static async Task<string> PlanAsync(NpgsqlCommand command)
    {
        command.CommandText = $"explain {command.CommandText}";
        await using var reader = await command.ExecuteReaderAsync();
        var plan = "";
        while (await reader.ReadAsync())
        {
            plan += reader.GetString(0) + '\n';
        }

        return plan;
    }

    public async ValueTask DisposeAsync()
    {
        await _writer.DisposeAsync();
        await _source.DisposeAsync();
        await _database.DisposeAsync();
    }

    async Task<Counts> AskAsync()
    {
        var stock = (await Levels.FindAsync(Tea, CancellationToken.None))!;
        return new Counts(stock.Available, stock.Reserved, stock.Lapsed);
    }

    async Task DoneAsync(StockCommand command)
    {
        var outcome = await GiveAsync(command);
        Assert.True(outcome.Disposition == Disposition.Moved, $"{command}: {outcome}");
    }

    Task<StockOutcome> GiveAsync(StockCommand command) => _writer.CommandAsync(
        new ShopCommand(Guid.CreateVersion7(_clock.Now), "test", _clock.Now, StockCommandJson.Write(command), command), CancellationToken.None);

    async Task ExecuteAsync(string sql, int timeoutSeconds = 30)
    {
        await using var command = _source.CreateCommand(sql);
        command.CommandTimeout = timeoutSeconds;
        await command.ExecuteNonQueryAsync();
    }

    sealed record Counts(long Available, long Reserved, long Lapsed);

    sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; }

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
