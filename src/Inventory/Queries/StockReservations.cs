using Npgsql;

namespace Ledger.Inventory.Queries;

/// <summary>Who keeps what until when, by the index that the question fits: of a SKU, or of all by time.</summary>
/// <param name="source">Connections to the inventory's server.</param>
/// <param name="schema">Its schema.</param>
/// <param name="time">Clock by which reservations lapse.</param>
public sealed class StockReservations(NpgsqlDataSource source, string schema, TimeProvider time)
{
    /// <summary>Reads them, the next to run out first.</summary>
    /// <param name="sku">One SKU; null for all.</param>
    /// <param name="location">One location; null for all.</param>
    /// <param name="limit">Most of them.</param>
    /// <param name="ct">Stops reading.</param>
    public async Task<IReadOnlyList<ReservedUnits>> ReadAsync(string? sku, string? location, int limit, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        await using var command = CommandOf(sku, location, limit);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var found = new List<ReservedUnits>();
        while (await reader.ReadAsync(ct))
        {
            var until = await reader.GetFieldValueAsync<DateTimeOffset>(4, ct);
            found.Add(new ReservedUnits(
                reader.GetString(0), reader.GetString(1), reader.GetInt64(2), reader.GetString(3), until, until <= now));
        }

        return found;
    }

    /// <summary>The statement of a question: a condition that may be absent would keep the planner from the index.</summary>
    internal NpgsqlCommand CommandOf(string? sku, string? location, int limit)
    {
        var asked = new[] { ("sku", sku), ("location", location) }.Where(part => part.Item2 is not null).ToList();
        var conditions = asked.Select((part, n) => $"{(n == 0 ? "where" : "and")} {part.Item1} = ${n + 1}");
        var command = source.CreateCommand(
            $"""
            select sku, location, quantity, order_ref, expires_at from {schema}.stock_reservation
            {string.Join(' ', conditions)} order by expires_at, order_ref, sku, location limit {limit}
            """);
        asked.ForEach(part => command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = part.Item2 }));
        return command;
    }
}

/// <summary>Units that somebody keeps.</summary>
/// <param name="Sku">Stock-keeping unit.</param>
/// <param name="Location">Location.</param>
/// <param name="Quantity">Units.</param>
/// <param name="OrderRef">Who keeps them.</param>
/// <param name="Until">Until when.</param>
/// <param name="Lapsed">True when that has passed: they count as available though nobody has released them.</param>
public sealed record ReservedUnits(
    string Sku, string Location, long Quantity, string OrderRef, DateTimeOffset Until, bool Lapsed);
