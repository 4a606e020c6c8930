using System.Text.Json;
using Ledger.EventStore;
using Ledger.Inventory.Commands;
using Ledger.Inventory.Deciding;
using Ledger.Inventory.Events;
using Ledger.Inventory.Stock;
using Npgsql;
using NpgsqlTypes;

namespace Ledger.Inventory.Storage;

/// <summary>
/// The inventory's tables inside the group commit: what a batch needs is read in one round trip, or in a few where messages name
/// their payments only.
/// </summary>
/// <param name="schema">Schema of the inventory.</param>
/// <param name="time">Clock by which reservations lapse.</param>
sealed class InventoryTables(string schema, TimeProvider time) : ICommitTables<StockStates, InventoryChanges>
{
    readonly InventoryWrites _writes = new(schema);
    readonly RecentLevels _recent = new();

    // What a message names leads on: a payment to its order and to what its held events name, an order to the stocks of its lines.
    readonly string _payments = $"select stream_id, state from {schema}.stock_payment where stream_id = any($1)";

    readonly string _orders = $"select order_ref, state from {schema}.stock_order where order_ref = any($1)";

    readonly string _lastRecorded = $"select timestamp from {schema}.mt_events order by seq_id desc limit 1";

    readonly string _cases =
        $"select case_id, kind, stream_id, content, actor from {schema}.stock_case where case_id = any($1) and order_ref = ''";

    readonly string _levels =
        $"{StockLevelRow.Select} from (select {SqlRows.As("sku, location")}) as t join {schema}.stock_level using (sku, location)";

    // The instant is that of the states, which is not before anything recorded.
    readonly string _lapsed =
        $"""
        select sku, location, sum(quantity)::bigint from {schema}.stock_reservation
        where expires_at <= greatest($1, (select timestamp from {schema}.mt_events order by seq_id desc limit 1))
        group by sku, location
        """;

    public Task<StockStates> LoadAsync(NpgsqlConnection connection, IReadOnlyCollection<string> keys, CancellationToken ct) =>
        LoadAsync(connection, keys, recent: null, ct);

    public Task<StockStates> LoadLockedAsync(
        NpgsqlConnection connection, IReadOnlyCollection<string> keys, ChainHead end, CancellationToken ct)
    {
        _recent.Keep(end);
        return LoadAsync(connection, keys, _recent, ct);
    }

    public void Committed(InventoryChanges changes, ChainHead before, ChainHead end) => _recent.Move(before, end, changes.Levels);

    async Task<StockStates> LoadAsync(
        NpgsqlConnection connection, IReadOnlyCollection<string> keys, RecentLevels? recent, CancellationToken ct)
    {
        var states = new StockStates(Instant.Kept(time.GetUtcNow()), keys);
        var way = new StockWay(keys);
        var lapsed = await LoadNamedAsync(connection, keys, states, way, recent, ct);
        while (way.LeadsOn)
        {
            await LoadFurtherAsync(connection, states, way, recent, ct);
        }

        foreach (var (key, quantity) in lapsed.Where(row => states.Levels.ContainsKey(row.Key)))
        {
            states.Set(key, states.Levels[key] with { Lapsed = quantity });
        }

        return states;
    }

    public void Write(NpgsqlBatch batch, InventoryChanges changes) => _writes.Add(batch, changes);

    /// <summary>Loads what the keys name, which mostly is all that is needed, and gives what has lapsed of any stock.</summary>
    async Task<Dictionary<StockKey, long>> LoadNamedAsync(
        NpgsqlConnection connection, IReadOnlyCollection<string> keys, StockStates states, StockWay way, RecentLevels? recent,
        CancellationToken ct)
    {
        var (orders, stocks) = way.Next();
        var known = recent?.Of(stocks) ?? [];
        await using var batch = new NpgsqlBatch(connection);
        batch.Add(_payments, StockColumns.Of([.. keys.Where(StockWay.IsPayment)], NpgsqlDbType.Text));
        batch.Add(_orders, StockColumns.Of(orders, NpgsqlDbType.Text));
        batch.Add(_cases, StockColumns.Of([.. keys.Select(OrderStream.CaseOf).OfType<string>()], NpgsqlDbType.Text));
        batch.Add(_lastRecorded);
        batch.Add(_levels, Columns(stocks.Where(stock => !known.ContainsKey(stock))));
        batch.Add(_lapsed, new NpgsqlParameter<DateTime> { TypedValue = states.AsOf.UtcDateTime });
        await batch.PrepareAsync(ct);
        await using var reader = await batch.ExecuteReaderAsync(ct);
        await ReadPaymentsAsync(reader, states, way, ct);
        await ReadOrdersAsync(reader, states, way, ct);
        await ReadCasesAsync(reader, states, ct);
        while (await reader.ReadAsync(ct))
        {
            states.NotBefore(reader.GetFieldValue<DateTimeOffset>(0));
        }

        await reader.NextResultAsync(ct);
        await ReadLevelsAsync(reader, states, known, recent, ct);
        var lapsed = new Dictionary<StockKey, long>();
        while (await reader.ReadAsync(ct))
        {
            lapsed.Add(new StockKey(reader.GetString(0), reader.GetString(1)), reader.GetInt64(2));
        }

        return lapsed;
    }

    async Task LoadFurtherAsync(
        NpgsqlConnection connection, StockStates states, StockWay way, RecentLevels? recent, CancellationToken ct)
    {
        var (orders, stocks) = way.Next();
        foreach (var key in orders.Select(OrderStream.Of).Concat(stocks.Select(stock => stock.StreamId)))
        {
            states.Know(key);
        }

        var known = recent?.Of(stocks) ?? [];
        await using var batch = new NpgsqlBatch(connection);
        batch.Add(_orders, StockColumns.Of(orders, NpgsqlDbType.Text));
        batch.Add(_levels, Columns(stocks.Where(stock => !known.ContainsKey(stock))));
        await batch.PrepareAsync(ct);
        await using var reader = await batch.ExecuteReaderAsync(ct);
        await ReadOrdersAsync(reader, states, way, ct);
        await ReadLevelsAsync(reader, states, known, recent, ct);
    }

    static async Task ReadPaymentsAsync(NpgsqlDataReader reader, StockStates states, StockWay way, CancellationToken ct)
    {
        while (await reader.ReadAsync(ct))
        {
            var payment = Read(reader, InventoryJson.Default.PaymentFacts);
            states.Set(reader.GetString(0), payment);
            way.Add(payment);
        }

        await reader.NextResultAsync(ct);
    }

    static async Task ReadOrdersAsync(NpgsqlDataReader reader, StockStates states, StockWay way, CancellationToken ct)
    {
        while (await reader.ReadAsync(ct))
        {
            var (orderRef, order) = (reader.GetString(0), Read(reader, InventoryJson.Default.OrderState));
            states.Set(orderRef, order);
            way.Add(order);
        }

        await reader.NextResultAsync(ct);
    }

    static async Task ReadCasesAsync(NpgsqlDataReader reader, StockStates states, CancellationToken ct)
    {
        while (await reader.ReadAsync(ct))
        {
            var asked = reader.GetString(1) == CaseKind.Correction
                ? JsonSerializer.Deserialize(reader.GetFieldValue<byte[]>(3), InventoryJson.Default.CorrectionRequested)
                : null;
            states.SetCase(reader.GetString(0), new OpenCase(
                reader.GetString(0), reader.GetString(1), reader.GetString(2), asked?.Correction,
                await reader.IsDBNullAsync(4, ct) ? null : reader.GetString(4)));
        }

        await reader.NextResultAsync(ct);
    }

    static async Task ReadLevelsAsync(
        NpgsqlDataReader reader, StockStates states, Dictionary<StockKey, StockLevel> known, RecentLevels? recent, CancellationToken ct)
    {
        foreach (var (key, level) in known)
        {
            states.Set(key, level with { Lapsed = 0, LapsedAsOf = states.AsOf });
        }

        while (await reader.ReadAsync(ct))
        {
            var (key, level) = StockLevelRow.Read(reader);
            states.Set(key, level with { LapsedAsOf = states.AsOf });
            recent?.Add(key, level);
        }

        await reader.NextResultAsync(ct);
    }

    static NpgsqlParameter[] Columns(IEnumerable<StockKey> stocks) =>
    [
        StockColumns.Of([.. stocks.Select(key => key.Sku)], NpgsqlDbType.Text),
        StockColumns.Of([.. stocks.Select(key => key.Location)], NpgsqlDbType.Text),
    ];

    static T Read<T>(NpgsqlDataReader reader, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> json) =>
        JsonSerializer.Deserialize(reader.GetFieldValue<byte[]>(1), json)!;
}
