using System.Text.Json;
using Ledger.Inventory;
using Ledger.Inventory.Events;
using Ledger.Inventory.Orders;
using Npgsql;

namespace Ledger.Cli.Stock.Reconciling;

/// <summary>Payments and their orders in the inventory's schema.</summary>
sealed class StockPayments(NpgsqlDataSource source)
{
    const int Page = 1_000;

    const string Columns =
        """
        select p.stream_id, p.state, o.state, t.timestamp,
               exists (select from inventory.stock_case c where c.stream_id = p.stream_id and c.reason = $1)
        from inventory.stock_payment p
        left join inventory.stock_order o on o.order_ref = p.order_ref
        join inventory.mt_streams t on t.id = p.stream_id
        """;

    const string Named = $"{Columns} where p.stream_id = any($2)";
    const string After = $"{Columns} where p.stream_id > $2 and t.timestamp >= $3 order by p.stream_id limit $4";
    const string Said = "select fact_key from inventory.inbox where fact_key = any($1) and reason = any($2)";

    const string Lapsed =
        """
        select order_ref, min(expires_at), string_agg(quantity || ' of ' || sku || '@' || location, ', ' order by sku, location)
        from inventory.stock_reservation where expires_at <= $1 group by order_ref order by min(expires_at), order_ref
        """;

    /// <summary>Those with these streams.</summary>
    public async Task<Dictionary<string, StockSide>> FindAsync(IEnumerable<string> streamIds, CancellationToken ct)
    {
        await using var command = source.CreateCommand(Named);
        AddShort(command);
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. streamIds] });
        return (await SidesAsync(command, ct)).ToDictionary(side => side.StreamId, StringComparer.Ordinal);
    }

    /// <summary>Reads all, a page after the other.</summary>
    public async IAsyncEnumerable<IReadOnlyList<StockSide>> ReadAsync(
        DateTimeOffset since, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        for (var last = ""; ;)
        {
            await using var command = source.CreateCommand(After);
            AddShort(command);
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = last });
            command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = since.UtcDateTime });
            command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = Page });
            var page = await SidesAsync(command, ct);
            if (page.Count == 0)
            {
                yield break;
            }

            last = page[^1].StreamId;
            yield return page;
        }
    }

    /// <summary>Which of these events were noted as selling nothing, or discarded by a person.</summary>
    public async Task<HashSet<Guid>> WithoutGoodsAsync(IEnumerable<Guid> eventIds, CancellationToken ct)
    {
        await using var command = source.CreateCommand(Said);
        command.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = [.. eventIds] });
        command.Parameters.Add(new NpgsqlParameter<string[]>
        {
            TypedValue = [StockReason.NoLines.WireName(), StockReason.EventDiscarded.WireName()],
        });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var found = new HashSet<Guid>();
        while (await reader.ReadAsync(ct))
        {
            found.Add(reader.GetGuid(0));
        }

        return found;
    }

    /// <summary>Orders whose reservation has run out and was not released: since when, and which units.</summary>
    public async Task<IReadOnlyList<(string OrderRef, DateTimeOffset Since, string Units)>> LapsedAsync(
        DateTimeOffset now, CancellationToken ct)
    {
        await using var command = source.CreateCommand(Lapsed);
        command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = now.UtcDateTime });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var found = new List<(string, DateTimeOffset, string)>();
        while (await reader.ReadAsync(ct))
        {
            found.Add((reader.GetString(0), await reader.GetFieldValueAsync<DateTimeOffset>(1, ct), reader.GetString(2)));
        }

        return found;
    }

    static void AddShort(NpgsqlCommand command) =>
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = StockReason.StockShort.WireName() });

    static async Task<IReadOnlyList<StockSide>> SidesAsync(NpgsqlCommand command, CancellationToken ct)
    {
        await using var reader = await command.ExecuteReaderAsync(ct);
        var found = new List<StockSide>();
        while (await reader.ReadAsync(ct))
        {
            found.Add(new StockSide(
                reader.GetString(0), JsonSerializer.Deserialize(reader.GetString(1), InventoryJson.Default.PaymentFacts)!,
                await reader.IsDBNullAsync(2, ct)
                    ? OrderState.None
                    : JsonSerializer.Deserialize(reader.GetString(2), InventoryJson.Default.OrderState)!,
                reader.GetBoolean(4), await reader.GetFieldValueAsync<DateTimeOffset>(3, ct)));
        }

        return found;
    }
}
