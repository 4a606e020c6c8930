using System.Text.Json;
using Ledger.EventStore;
using Ledger.Inventory.Events;
using Ledger.Inventory.Orders;
using Ledger.PaymentEvents;
using Npgsql;
using NpgsqlTypes;

namespace Ledger.Inventory.Storage;

/// <summary>Writes what a batch changes as a few array statements.</summary>
sealed class InventoryWrites(string schema)
{
    readonly string _levels =
        $"""
        insert into {schema}.stock_level ({StockLevelRow.Columns})
        select {SqlRows.Of(StockLevelRow.Count)}
        on conflict (sku, location) do update set
            on_hand = excluded.on_hand, reserved = excluded.reserved, committed = excluded.committed,
            incoming = excluded.incoming, in_inspection = excluded.in_inspection, damaged = excluded.damaged,
            on_hand_cost = excluded.on_hand_cost, inspection_cost = excluded.inspection_cost,
            safety_stock = excluded.safety_stock, sequence = excluded.sequence, backorderable = excluded.backorderable,
            currency = excluded.currency
        """;

    readonly string _movements =
        $"insert into {schema}.stock_movement (sku, location, sequence, position, line_no) select {SqlRows.Of(5)}";

    readonly string _newOrders = $"insert into {schema}.stock_order (order_ref, state) select {SqlRows.Of(2)}";

    readonly string _orders =
        $"""
        insert into {schema}.stock_order (order_ref, state) select {SqlRows.Of(2)}
        on conflict (order_ref) do update set state = excluded.state
        """;

    readonly string _newPayments =
        $"insert into {schema}.stock_payment (stream_id, order_ref, state) select {SqlRows.Of(3)}";

    readonly string _payments =
        $"""
        insert into {schema}.stock_payment (stream_id, order_ref, state) select {SqlRows.Of(3)}
        on conflict (stream_id) do update set order_ref = excluded.order_ref, state = excluded.state
        """;

    readonly string _unreserve =
        $"""
        delete from {schema}.stock_reservation r using (select {SqlRows.As("expires_at, order_ref, sku, location")}) as t
        where r.expires_at = t.expires_at and r.order_ref = t.order_ref and r.sku = t.sku and r.location = t.location
        """;

    readonly string _reserve =
        $"insert into {schema}.stock_reservation (expires_at, order_ref, sku, location, quantity) select {SqlRows.Of(5)}";

    readonly string _unhold = $"delete from {schema}.stock_held_event where event_id = any($1)";

    readonly string _hold =
        $"""
        insert into {schema}.stock_held_event (event_id, stream_id, class, missing, event)
        select event_id, stream_id, class, string_to_array(missing, chr(31)), event
        from unnest($1, $2, $3, $4, $5) as t (event_id, stream_id, class, missing, event)
        """;

    readonly string _close =
        $"""
        delete from {schema}.stock_case c using unnest($1, $2) as t (case_id, order_ref)
        where c.case_id = t.case_id and c.order_ref = t.order_ref
        """;

    readonly string _open =
        $"""
        insert into {schema}.stock_case (case_id, order_ref, kind, stream_id, reason, detail, actor, content, raised_at)
        select {SqlRows.Of(9)} on conflict do nothing
        """;

    readonly string _commands =
        $"""
        insert into {schema}.stock_command (command_id, kind, actor, body, body_sha256, received_at, stored_sha256)
        select {SqlRows.Of(7)}
        """;

    public void Add(NpgsqlBatch batch, InventoryChanges changes)
    {
        AddStocks(batch, changes);
        AddOrders(batch, changes);
        AddHolds(batch, changes);
        AddCases(batch, changes);
        if (changes.Commands.Count > 0)
        {
            var commands = changes.Commands.ToArray();
            batch.Add(_commands,
                StockColumns.Of(Array.ConvertAll(commands, c => c.CommandId), NpgsqlDbType.Uuid),
                StockColumns.Of(Array.ConvertAll(commands, c => c.Command.Kind), NpgsqlDbType.Text),
                StockColumns.Of(Array.ConvertAll(commands, c => c.Actor), NpgsqlDbType.Text),
                StockColumns.Of(Array.ConvertAll(commands, c => c.Body), NpgsqlDbType.Bytea),
                StockColumns.Of(Array.ConvertAll(commands, c => c.BodySha256), NpgsqlDbType.Bytea),
                StockColumns.Of(Array.ConvertAll(commands, c => c.ReceivedAt.UtcDateTime), NpgsqlDbType.TimestampTz),
                StockColumns.Of(Array.ConvertAll(commands, c => c.StoredSha256), NpgsqlDbType.Bytea));
        }
    }

    void AddStocks(NpgsqlBatch batch, InventoryChanges changes)
    {
        if (changes.Levels.Count > 0)
        {
            var levels = changes.Levels.ToArray();
            NpgsqlParameter Counts(Func<Stock.StockLevel, long> count) =>
                StockColumns.Of(Array.ConvertAll(levels, l => count(l.Value)), NpgsqlDbType.Bigint);

            batch.Add(_levels,
                StockColumns.Of(Array.ConvertAll(levels, l => l.Key.Sku), NpgsqlDbType.Text),
                StockColumns.Of(Array.ConvertAll(levels, l => l.Key.Location), NpgsqlDbType.Text),
                Counts(l => l.Balance.OnHand), Counts(l => l.Balance.Reserved), Counts(l => l.Balance.Committed),
                Counts(l => l.Balance.Incoming), Counts(l => l.Balance.InInspection), Counts(l => l.Balance.Damaged),
                Counts(l => l.Balance.OnHandCost), Counts(l => l.Balance.InspectionCost), Counts(l => l.SafetyStock),
                Counts(l => l.Sequence),
                StockColumns.Of(Array.ConvertAll(levels, l => l.Value.Backorderable), NpgsqlDbType.Boolean),
                StockColumns.Of(Array.ConvertAll(levels, l => l.Value.Currency), NpgsqlDbType.Text));
        }

        if (changes.Movements.Count > 0)
        {
            var rows = changes.Movements.ToArray();
            batch.Add(_movements,
                StockColumns.Of(Array.ConvertAll(rows, r => r.Key.Sku), NpgsqlDbType.Text),
                StockColumns.Of(Array.ConvertAll(rows, r => r.Key.Location), NpgsqlDbType.Text),
                StockColumns.Of(Array.ConvertAll(rows, r => r.Sequence), NpgsqlDbType.Bigint),
                StockColumns.Of(Array.ConvertAll(rows, r => r.Position), NpgsqlDbType.Bigint),
                StockColumns.Of(Array.ConvertAll(rows, r => r.Line), NpgsqlDbType.Smallint));
        }
    }

    void AddOrders(NpgsqlBatch batch, InventoryChanges changes)
    {
        var orders = changes.Orders.ToLookup(order => changes.Found.Orders.ContainsKey(order.Key));
        AddOrders(batch, _newOrders, [.. orders[false]]);
        AddOrders(batch, _orders, [.. orders[true]]);
        var payments = changes.Payments.ToLookup(payment => changes.Found.Payments.ContainsKey(payment.Key));
        AddPayments(batch, _newPayments, [.. payments[false]]);
        AddPayments(batch, _payments, [.. payments[true]]);
        if (changes.Unreserved.Count > 0)
        {
            batch.Add(_unreserve, Keys([.. changes.Unreserved]));
        }

        if (changes.Reserved.Count > 0)
        {
            ReservationRow[] rows = [.. changes.Reserved];
            batch.Add(_reserve, [.. Keys(rows), StockColumns.Of(Array.ConvertAll(rows, r => r.Quantity), NpgsqlDbType.Bigint)]);
        }
    }

    static void AddOrders(NpgsqlBatch batch, string sql, KeyValuePair<string, OrderState>[] orders)
    {
        if (orders.Length > 0)
        {
            batch.Add(sql,
                StockColumns.Of(Array.ConvertAll(orders, o => o.Key), NpgsqlDbType.Text),
                StockColumns.Of(
                    Array.ConvertAll(orders, o => JsonSerializer.SerializeToUtf8Bytes(o.Value, InventoryJson.Default.OrderState)),
                    NpgsqlDbType.Text));
        }
    }

    static void AddPayments(NpgsqlBatch batch, string sql, KeyValuePair<string, PaymentFacts>[] payments)
    {
        if (payments.Length > 0)
        {
            batch.Add(sql,
                StockColumns.Of(Array.ConvertAll(payments, p => p.Key), NpgsqlDbType.Text),
                StockColumns.Of(Array.ConvertAll(payments, p => p.Value.OrderRef), NpgsqlDbType.Text),
                StockColumns.Of(
                    Array.ConvertAll(payments, p => JsonSerializer.SerializeToUtf8Bytes(p.Value, InventoryJson.Default.PaymentFacts)),
                    NpgsqlDbType.Text));
        }
    }

    void AddHolds(NpgsqlBatch batch, InventoryChanges changes)
    {
        if (changes.NoLongerHeld.Count > 0)
        {
            batch.Add(_unhold, StockColumns.Of([.. changes.NoLongerHeld], NpgsqlDbType.Uuid));
        }

        if (changes.Held.Count > 0)
        {
            var held = changes.Held.ToArray();
            batch.Add(_hold,
                StockColumns.Of(Array.ConvertAll(held, h => h.Held.Event.EventId), NpgsqlDbType.Uuid),
                StockColumns.Of(Array.ConvertAll(held, h => h.StreamId), NpgsqlDbType.Text),
                StockColumns.Of(Array.ConvertAll(held, h => h.Held.Event.Class), NpgsqlDbType.Text),
                StockColumns.Of(Array.ConvertAll(held, h => string.Join('\u001f', h.Held.Missing)), NpgsqlDbType.Text),
                StockColumns.Of(
                    Array.ConvertAll(held, h => JsonSerializer.SerializeToUtf8Bytes(h.Held.Event, PaymentEventJson.Default.PaymentEvent)),
                    NpgsqlDbType.Jsonb));
        }
    }

    void AddCases(NpgsqlBatch batch, InventoryChanges changes)
    {
        if (changes.Closed.Count > 0)
        {
            var closed = changes.Closed.ToArray();
            batch.Add(_close,
                StockColumns.Of(Array.ConvertAll(closed, c => c.CaseId), NpgsqlDbType.Text),
                StockColumns.Of(Array.ConvertAll(closed, c => c.OrderRef), NpgsqlDbType.Text));
        }

        if (changes.Opened.Count > 0)
        {
            var rows = changes.Opened.ToArray();
            batch.Add(_open,
                StockColumns.Of(Array.ConvertAll(rows, r => r.CaseId), NpgsqlDbType.Text),
                StockColumns.Of(Array.ConvertAll(rows, r => r.OrderRef), NpgsqlDbType.Text),
                StockColumns.Of(Array.ConvertAll(rows, r => r.Kind), NpgsqlDbType.Text),
                StockColumns.Of(Array.ConvertAll(rows, r => r.StreamId), NpgsqlDbType.Text),
                StockColumns.Of(Array.ConvertAll(rows, r => r.Reason), NpgsqlDbType.Text),
                StockColumns.Of(Array.ConvertAll(rows, r => r.Detail), NpgsqlDbType.Text),
                StockColumns.Of(Array.ConvertAll(rows, r => r.Actor), NpgsqlDbType.Text),
                StockColumns.Of(Array.ConvertAll(rows, r => r.Content), NpgsqlDbType.Jsonb),
                StockColumns.Of(Array.ConvertAll(rows, r => r.RaisedAt.UtcDateTime), NpgsqlDbType.TimestampTz));
        }
    }

    static NpgsqlParameter[] Keys(ReservationRow[] rows) =>
    [
        StockColumns.Of(Array.ConvertAll(rows, r => r.ExpiresAt.UtcDateTime), NpgsqlDbType.TimestampTz),
        StockColumns.Of(Array.ConvertAll(rows, r => r.OrderRef), NpgsqlDbType.Text),
        StockColumns.Of(Array.ConvertAll(rows, r => r.Key.Sku), NpgsqlDbType.Text),
        StockColumns.Of(Array.ConvertAll(rows, r => r.Key.Location), NpgsqlDbType.Text),
    ];
}
