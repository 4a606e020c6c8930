using Ledger.Inventory.Stock;
using Ledger.Inventory.Storage;
using Npgsql;

namespace Ledger.Inventory.Queries;

/// <summary>
/// What can be sold now: one query, of the rows of <c>stock_level</c> by their key and of the reservations that have run out,
/// which lie at the front of <c>stock_reservation</c>.
/// </summary>
/// <param name="source">Connections to the inventory's server.</param>
/// <param name="schema">Its schema.</param>
/// <param name="time">Clock by which reservations lapse.</param>
public sealed class StockLevels(NpgsqlDataSource source, string schema, TimeProvider time)
{
    /// <summary>Reads a page, by SKU and location.</summary>
    public async Task<IReadOnlyList<StockView>> ReadAsync(StockQuestion asked, CancellationToken ct)
    {
        await using var command = CommandOf(asked);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var found = new List<StockView>();
        while (await reader.ReadAsync(ct))
        {
            var (key, level) = StockLevelRow.Read(reader);
            found.Add(StockView.Of(key, level with { Lapsed = reader.GetInt64(StockLevelRow.Count) }));
        }

        return found;
    }

    /// <summary>One stock; null when it was never moved.</summary>
    public async Task<StockView?> FindAsync(StockKey key, CancellationToken ct) =>
        await ReadAsync(new StockQuestion(key.Sku, key.Location, Limit: 1), ct) is [var found] ? found : null;

    /// <summary>The statement of a question.</summary>
    internal NpgsqlCommand CommandOf(StockQuestion asked)
    {
        var parameters = new List<NpgsqlParameter> { new NpgsqlParameter<DateTime> { TypedValue = time.GetUtcNow().UtcDateTime } };
        var (levels, lapsed) = (new List<string>(), "");
        string Add(string text)
        {
            parameters.Add(new NpgsqlParameter<string> { TypedValue = text });
            return $"${parameters.Count}";
        }

        if (asked.Sku is { } sku)
        {
            var named = Add(sku);
            levels.Add($"l.sku = {named}");
            lapsed = $" and r.sku = {named}";
        }

        if (asked.Location is { } location)
        {
            levels.Add($"l.location = {Add(location)}");
        }

        if (asked.After is { } after)
        {
            levels.Add($"(l.sku, l.location) > ({Add(after.Sku)}, {Add(after.Location)})");
        }

        var command = source.CreateCommand(
            $"""
            {StockLevelRow.Select}, coalesce(gone.units, 0)
            from {schema}.stock_level l
            left join (
                select r.sku, r.location, sum(r.quantity)::bigint as units
                from {schema}.stock_reservation r where r.expires_at <= $1{lapsed} group by r.sku, r.location) gone
                using (sku, location)
            {(levels.Count > 0 ? $"where {string.Join(" and ", levels)}" : "")}
            order by l.sku, l.location limit {asked.Limit}
            """);
        command.Parameters.AddRange(parameters.ToArray());
        return command;
    }
}
