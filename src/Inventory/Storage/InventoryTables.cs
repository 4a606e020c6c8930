using System.Text.Json;
using Ledger.EventStore;
using Ledger.Inventory.Commands;
using Ledger.Inventory.Deciding;
using Ledger.Inventory.Events;
using Ledger.Inventory.Stock;
using Npgsql;
using NpgsqlTypes;

namespace Ledger.Inventory.Storage;

/// <summary>The inventory's tables inside the group commit: what a batch needs is read in one round trip.</summary>
/// <param name="schema">Schema of the inventory.</param>
/// <param name="time">Clock by which reservations lapse.</param>
sealed class InventoryTables(string schema, TimeProvider time) : ICommitTables<StockStates, InventoryChanges>
{
    readonly InventoryWrites _writes = new(schema);

    // What a message names leads on: a payment to its order and to what its held events name, an order to the stocks of its
    // lines. Each way is an index of its own; they are not joined by `or`, which would make the planner read whole tables.
    readonly string _payments = $"select stream_id, state from {schema}.stock_payment where stream_id = any($1)";

    readonly string _orders =
        $"""
        select order_ref, state from {schema}.stock_order where order_ref = any($1)
        union all
        select o.order_ref, o.state from {schema}.stock_payment p join {schema}.stock_order o on o.order_ref = p.order_ref
        where p.stream_id = any($2)
        union all
        select o.order_ref, o.state from {schema}.stock_held_event h join {schema}.stock_order o on o.order_ref = h.event ->> 'orderRef'
        where h.stream_id = any($2)
        """;

    readonly string _lastRecorded = $"select timestamp from {schema}.mt_events order by seq_id desc limit 1";

    readonly string _cases =
        $"select case_id, kind, stream_id, content, actor from {schema}.stock_case where case_id = any($1) and order_ref = ''";

    readonly string _levels = $"{StockLevelRow.Select} from {schema}.stock_level where (sku, location) in (select * from unnest($1, $2))";

    readonly string _lapsed =
        $"select sku, location, sum(quantity)::bigint from {schema}.stock_reservation where expires_at <= $1 group by sku, location";

    public async Task<StockStates> LoadAsync(NpgsqlConnection connection, IReadOnlyCollection<string> keys, CancellationToken ct)
    {
        var states = new StockStates(Instant.Kept(time.GetUtcNow()), keys);
        var stocks = new SortedSet<StockKey>();
        await LoadOrdersAsync(connection, keys, states, stocks, ct);
        stocks.UnionWith(keys.Where(IsStock).Select(StockKey.Parse));
        await LoadLevelsAsync(connection, states, [.. stocks], ct);
        return states;
    }

    public void Write(NpgsqlBatch batch, InventoryChanges changes) => _writes.Add(batch, changes);

    async Task LoadOrdersAsync(
        NpgsqlConnection connection, IReadOnlyCollection<string> keys, StockStates states, SortedSet<StockKey> stocks, CancellationToken ct)
    {
        string[] Named(string prefix) =>
            [.. keys.Where(key => key.StartsWith(prefix, StringComparison.Ordinal)).Select(key => key[prefix.Length..])];

        string[] streams = [.. keys.Where(IsPayment)];
        await using var batch = new NpgsqlBatch(connection);
        batch.Add(_payments, StockColumns.Of(streams, NpgsqlDbType.Text));
        batch.Add(_orders, StockColumns.Of(Named(OrderStream.Prefix), NpgsqlDbType.Text), StockColumns.Of(streams, NpgsqlDbType.Text));
        batch.Add(_cases, StockColumns.Of(Named(OrderStream.CasePrefix), NpgsqlDbType.Text));
        batch.Add(_lastRecorded);
        await batch.PrepareAsync(ct);
        await using var reader = await batch.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            var payment = Read(reader, InventoryJson.Default.PaymentFacts);
            states.Set(reader.GetString(0), payment);
            foreach (var key in payment.HeldKeys)
            {
                states.Know(key);
                stocks.UnionWith(IsStock(key) ? [StockKey.Parse(key)] : []);
            }
        }

        await reader.NextResultAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            var (orderRef, order) = (reader.GetString(0), Read(reader, InventoryJson.Default.OrderState));
            states.Set(orderRef, order);
            stocks.UnionWith(order.Stocks);
        }

        await reader.NextResultAsync(ct);
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
        while (await reader.ReadAsync(ct))
        {
            states.NotBefore(reader.GetFieldValue<DateTimeOffset>(0));
        }
    }

    async Task LoadLevelsAsync(NpgsqlConnection connection, StockStates states, StockKey[] stocks, CancellationToken ct)
    {
        if (stocks.Length == 0)
        {
            return;
        }

        await using var batch = new NpgsqlBatch(connection);
        batch.Add(
            _levels, StockColumns.Of(Array.ConvertAll(stocks, key => key.Sku), NpgsqlDbType.Text),
            StockColumns.Of(Array.ConvertAll(stocks, key => key.Location), NpgsqlDbType.Text));
        batch.Add(_lapsed, new NpgsqlParameter<DateTime> { TypedValue = states.AsOf.UtcDateTime });
        await batch.PrepareAsync(ct);
        await using var reader = await batch.ExecuteReaderAsync(ct);
        foreach (var key in stocks)
        {
            states.Know(key.StreamId);
        }

        while (await reader.ReadAsync(ct))
        {
            var (key, level) = StockLevelRow.Read(reader);
            states.Set(key, level with { LapsedAsOf = states.AsOf });
        }

        await reader.NextResultAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            var key = new StockKey(reader.GetString(0), reader.GetString(1));
            if (states.Levels.TryGetValue(key, out var level))
            {
                states.Set(key, level with { Lapsed = reader.GetInt64(2) });
            }
        }
    }

    static bool IsStock(string key) => key.StartsWith(StockKey.Prefix, StringComparison.Ordinal);

    static bool IsPayment(string key) => !IsStock(key)
        && !key.StartsWith(OrderStream.Prefix, StringComparison.Ordinal)
        && !key.StartsWith(OrderStream.CasePrefix, StringComparison.Ordinal);

    static T Read<T>(NpgsqlDataReader reader, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> json) =>
        JsonSerializer.Deserialize(reader.GetFieldValue<byte[]>(1), json)!;
}
