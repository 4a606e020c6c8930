using Npgsql;

namespace Ledger.Bench.Load;

/// <summary>
/// Many stocks at ten places each, put into the tables at once: read models only, for questions. One stock in a hundred has
/// reservations that have lapsed and that nobody has released, one in ten some that stand.
/// </summary>
/// <param name="source">Connections to the server.</param>
/// <param name="schema">An empty inventory schema.</param>
public sealed class FilledShelf(NpgsqlDataSource source, string schema)
{
    /// <summary>Places of each SKU.</summary>
    public const int Places = 10;

    const int Page = 10_000;

    /// <summary>Names a SKU.</summary>
    public static string Sku(int n) => $"SKU-{n:D6}";

    /// <summary>Names a place.</summary>
    public static string Place(int n) => $"PLACE-{n}";

    /// <summary>SKUs of so many stocks.</summary>
    public static int SkusOf(int stocks) => stocks / Places;

    /// <summary>Fills the tables.</summary>
    public async Task FillAsync(int stocks, CancellationToken ct)
    {
        for (var first = 0; first < stocks; first += Page)
        {
            int[] page = [.. Enumerable.Range(first, Math.Min(Page, stocks - first))];
            await InsertAsync(
                $"""
                insert into {schema}.stock_level (sku, location, on_hand, reserved, committed, incoming, in_inspection, damaged,
                    on_hand_cost, inspection_cost, safety_stock, sequence, backorderable, currency)
                select sku, location, 1000000, reserved, 0, 0, 0, 0, 250000000, 0, 2, 1, false, 'EUR'
                from unnest($1, $2, $3) as t (sku, location, reserved)
                """, page, n => (HasLapsed(n) ? 2 : 0) + (HasStanding(n) ? 1 : 0), ct);
            await ReserveAsync([.. page.Where(HasLapsed)], "lapsed", 2, "- interval '10 minutes'", ct);
            await ReserveAsync([.. page.Where(HasStanding)], "standing", 1, "+ interval '1 day'", ct);
        }

        await using var settle = source.CreateCommand($"vacuum analyze {schema}.stock_level, {schema}.stock_reservation");
        await settle.ExecuteNonQueryAsync(ct);
    }

    static bool HasLapsed(int n) => n % 100 == 7;

    static bool HasStanding(int n) => n % 10 == 3;

    Task ReserveAsync(int[] of, string order, long units, string expires, CancellationToken ct) => InsertAsync(
        $"""
        insert into {schema}.stock_reservation (expires_at, order_ref, sku, location, quantity)
        select now() {expires}, '{order}-' || sku || '@' || location, sku, location, units
        from unnest($1, $2, $3) as t (sku, location, units)
        """, of, _ => units, ct);

    async Task InsertAsync(string sql, int[] of, Func<int, long> units, CancellationToken ct)
    {
        await using var command = source.CreateCommand(sql);
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = Array.ConvertAll(of, n => Sku(n / Places)) });
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = Array.ConvertAll(of, n => Place(n % Places)) });
        command.Parameters.Add(new NpgsqlParameter<long[]> { TypedValue = Array.ConvertAll(of, n => units(n)) });
        await command.ExecuteNonQueryAsync(ct);
    }
}
