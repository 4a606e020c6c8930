using Npgsql;
using NpgsqlTypes;

namespace Ledger.Inventory.Storage;

/// <summary>Array parameters, one a column, one element a row; and commands that carry them.</summary>
static class StockColumns
{
    public static NpgsqlParameter Of<T>(T[] values, NpgsqlDbType element) =>
        new NpgsqlParameter<T[]> { TypedValue = values, NpgsqlDbType = NpgsqlDbType.Array | element };

    public static void Add(this NpgsqlBatch batch, string sql, params NpgsqlParameter[] columns)
    {
        var command = new NpgsqlBatchCommand(sql);
        command.Parameters.AddRange(columns);
        batch.BatchCommands.Add(command);
    }
}
