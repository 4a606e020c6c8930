using System.Text.Json;

namespace Ledger.Reporting.Tracing;

/// <summary>Reads what payments and their orders did to stock.</summary>
static class TraceStock
{
    const string Orders = "select distinct order_ref from stock_payment where stream_id = any ($1) and order_ref is not null";

    const string Events =
        """
        select seq_id, timestamp, type, data::text, headers ->> 'hash' from mt_events
        where stream_id = any ($1) order by seq_id
        """;

    const string Silent =
        """
        select i.fact_key, i.source_event_id, i.disposition, i.reason, i.recorded_at from inbox i
        where i.fact_key = any ($1) and i.disposition = 'noop' order by i.recorded_at
        """;

    /// <summary>All of it, in order; empty when this ledger keeps no stock.</summary>
    /// <param name="inventory">Where the inventory lies; null when nobody named it.</param>
    /// <param name="id">What was asked for: perhaps an order.</param>
    /// <param name="streams">The streams it led to, with their facts.</param>
    /// <param name="ct">Stops it.</param>
    public static async Task<IReadOnlyList<TracedStock>> FindAsync(
        SchemaSource? inventory, string id, IReadOnlyList<TracedStream> streams, CancellationToken ct)
    {
        if (inventory is null)
        {
            return [];
        }

        await using var snapshot = await Snapshot.TakeAsync(inventory, ct);
        if (!await snapshot.ScalarAsync<bool>("select to_regclass('stock_payment') is not null", ct))
        {
            return [];
        }

        string[] payments = [.. streams.Select(stream => stream.StreamId)];
        var orders = await OrdersAsync(snapshot, payments, ct);
        var stock = await EventsAsync(snapshot, [.. payments, .. orders.Append(id).Select(order => $"order/{order}")], ct);
        var told = stock.Select(fact => fact.EventId).ToHashSet();
        Guid[] facts = [.. streams.SelectMany(stream => stream.Facts).Select(fact => fact.EventId).Where(fact => !told.Contains(fact))];
        stock.AddRange(await SilentAsync(snapshot, facts, streams, ct));
        return [.. stock.OrderBy(fact => fact.RecordedAt).ThenBy(fact => fact.Position)];
    }

    static async Task<List<string>> OrdersAsync(Snapshot inventory, string[] payments, CancellationToken ct)
    {
        await using var command = inventory.Command(Orders, (object)payments);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var orders = new List<string>();
        while (await reader.ReadAsync(ct))
        {
            orders.Add(reader.GetString(0));
        }

        return orders;
    }

    static async Task<List<TracedStock>> EventsAsync(Snapshot inventory, string[] streamIds, CancellationToken ct)
    {
        await using var command = inventory.Command(Events, (object)streamIds.Distinct(StringComparer.Ordinal).ToArray());
        await using var reader = await command.ExecuteReaderAsync(ct);
        var stock = new List<TracedStock>();
        while (await reader.ReadAsync(ct))
        {
            using var body = JsonDocument.Parse(reader.GetString(3));
            var fact = body.RootElement;
            stock.Add(new TracedStock(
                fact.GetProperty("EventId").GetGuid(), Text(fact, "Class") ?? "", reader.GetInt64(0),
                reader.GetFieldValue<DateTimeOffset>(1), DispositionOf(reader.GetString(2), fact), Text(fact, "Reason"),
                Text(fact, "Detail"), Text(fact, "OrderRef"), Text(fact, "Actor"), Text(fact, "Remark"),
                reader.IsDBNull(4) ? null : reader.GetString(4), [.. Movements(fact)], Text(fact, "Channel"), [.. Levels(fact)]));
        }

        return stock;
    }

    /// <summary>Events that left nothing in the stream but their line in the inbox, and why.</summary>
    static async Task<List<TracedStock>> SilentAsync(
        Snapshot inventory, Guid[] eventIds, IReadOnlyList<TracedStream> streams, CancellationToken ct)
    {
        var classes = streams.SelectMany(stream => stream.Facts).DistinctBy(fact => fact.EventId)
            .ToDictionary(fact => fact.EventId, fact => fact.Class);
        await using var command = inventory.Command(Silent, (object)eventIds);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var silent = new List<TracedStock>();
        while (await reader.ReadAsync(ct))
        {
            silent.Add(new TracedStock(
                reader.GetGuid(0), classes[reader.GetGuid(0)], null, reader.GetFieldValue<DateTimeOffset>(4), reader.GetString(2),
                reader.IsDBNull(3) ? null : reader.GetString(3), null, null, null, null, null, [], null, []));
        }

        return silent;
    }

    static IEnumerable<TracedMovement> Movements(JsonElement fact) =>
        fact.TryGetProperty("Movements", out var movements)
            ? movements.EnumerateArray().Select(movement => new TracedMovement(
                Text(movement, "Kind") ?? "", Text(movement, "Sku") ?? "", Text(movement, "Location") ?? "",
                Number(movement, "Quantity"), Number(movement, "Sequence"), Number(movement, "AvailableBefore"),
                Number(movement, "AvailableAfter"), Number(movement, "Cost"), Text(movement, "Currency")))
            : [];

    static IEnumerable<TracedLevel> Levels(JsonElement fact) =>
        fact.TryGetProperty("Snapshot", out var stocks)
            ? stocks.EnumerateArray().Select(stock => (Stock: stock, Units: stock.GetProperty("Balance"))).Select(each => new TracedLevel(
                Text(each.Stock, "Sku") ?? "", Text(each.Stock, "Location") ?? "", Number(each.Stock, "Available"),
                Number(each.Units, "OnHand"), Number(each.Units, "Reserved"), Number(each.Units, "Committed"),
                Number(each.Stock, "Sequence")))
            : [];

    static string DispositionOf(string type, JsonElement fact) => type switch
    {
        "stock_moved" => "moved",
        "stock_event_held" => "held",
        "stock_exception_raised" => "exception",
        "stock_case_closed" => "closed",
        _ => Text(fact, "Disposition") ?? "noted",
    };

    static string? Text(JsonElement of, string name) => of.TryGetProperty(name, out var value) ? value.GetString() : null;

    static long Number(JsonElement of, string name) => of.TryGetProperty(name, out var value) ? value.GetInt64() : 0;
}
