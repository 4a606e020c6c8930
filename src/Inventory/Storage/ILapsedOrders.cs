using Npgsql;

namespace Ledger.Inventory.Storage;

/// <summary>The orders whose reservation has run out.</summary>
interface ILapsedOrders
{
    /// <summary>The longest overdue, a page of them.</summary>
    Task<IReadOnlyCollection<string>> ReadAsync(DateTimeOffset now, CancellationToken ct);
}

/// <summary>Reads them from <c>stock_reservation</c>.</summary>
sealed class LapsedOrdersSql(NpgsqlDataSource source, string schema) : ILapsedOrders
{
    const int Page = 1_000;

    readonly string _lapsed =
        $"select order_ref from {schema}.stock_reservation where expires_at <= $1 order by expires_at limit {Page}";

    public async Task<IReadOnlyCollection<string>> ReadAsync(DateTimeOffset now, CancellationToken ct)
    {
        await using var command = source.CreateCommand(_lapsed);
        command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = now.UtcDateTime });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var orders = new HashSet<string>(StringComparer.Ordinal);
        while (await reader.ReadAsync(ct))
        {
            orders.Add(reader.GetString(0));
        }

        return orders;
    }
}
