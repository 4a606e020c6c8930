using Npgsql;

namespace Ledger.Bench.Stored;

/// <summary>Reads lists of texts.</summary>
static class Names
{
    /// <summary>The first column of a query.</summary>
    public static async Task<List<string>> ReadAsync(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var names = new List<string>();
        while (await reader.ReadAsync(ct))
        {
            names.Add(reader.GetString(0));
        }

        return names;
    }
}
