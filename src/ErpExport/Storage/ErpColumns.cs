using Npgsql;
using NpgsqlTypes;

namespace Ledger.ErpExport.Storage;

/// <summary>Parameters: arrays of one column each, one element a row; and commands that carry them.</summary>
static class ErpColumns
{
    public static NpgsqlParameter Column<TRow, T>(this IReadOnlyCollection<TRow> rows, Func<TRow, T> value, NpgsqlDbType element)
    {
        var values = new T[rows.Count];
        var n = 0;
        foreach (var row in rows)
        {
            values[n++] = value(row);
        }

        return new NpgsqlParameter<T[]> { TypedValue = values, NpgsqlDbType = NpgsqlDbType.Array | element };
    }

    public static NpgsqlParameter Text(string? text) =>
        new() { Value = (object?)text ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text };

    public static NpgsqlParameter Number(long number) => new NpgsqlParameter<long> { TypedValue = number };

    public static NpgsqlParameter Moment(DateTimeOffset moment) =>
        new NpgsqlParameter<DateTime> { TypedValue = moment.UtcDateTime, NpgsqlDbType = NpgsqlDbType.TimestampTz };

    public static NpgsqlParameter Day(DateOnly? day) =>
        new() { Value = (object?)day ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Date };

    public static void Add(this NpgsqlBatch batch, string sql, params NpgsqlParameter[] columns)
    {
        var command = new NpgsqlBatchCommand(sql);
        command.Parameters.AddRange(columns);
        batch.BatchCommands.Add(command);
    }
}
