using Npgsql;

namespace Ledger.Inventory.Queries;

/// <summary>Who keeps what until when. There is no index by SKU: the table is read as a whole, so people ask, not shops.</summary>
/// <param name="source">Connections to the inventory's server.</param>
/// <param name="schema">Its schema.</param>
/// <param name="time">Clock by which reservations lapse.</param>
public sealed class StockReservations(NpgsqlDataSource source, string schema, TimeProvider time)
{
    readonly string _kept =
        $"""
        select sku, location, quantity, order_ref, expires_at from {schema}.stock_reservation
        where ($1 is null or sku = $1) and ($2 is null or location = $2) order by expires_at, order_ref, sku, location limit $3
        """;

    /// <summary>Reads them, the next to run out first.</summary>
    /// <param name="sku">One SKU; null for all.</param>
    /// <param name="location">One location; null for all.</param>
    /// <param name="limit">Most of them.</param>
    /// <param name="ct">Stops reading.</param>
    public async Task<IReadOnlyList<ReservedUnits>> ReadAsync(string? sku, string? location, int limit, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        await using var command = source.CreateCommand(_kept);
        command.Parameters.Add(new NpgsqlParameter<string?> { TypedValue = sku });
        command.Parameters.Add(new NpgsqlParameter<string?> { TypedValue = location });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = limit });
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
