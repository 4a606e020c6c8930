using Npgsql;
using NpgsqlTypes;

namespace Ledger.Bench.References;

/// <summary>All rows of a table, by column, ready to be sent as arrays.</summary>
public sealed class LoadedTable
{
    readonly string _name;
    readonly List<(string Name, NpgsqlDbType Type, List<object> Values)> _columns;

    LoadedTable(string name, List<(string, NpgsqlDbType, List<object>)> columns)
    {
        _name = name;
        _columns = columns;
    }

    /// <summary>Reads a table into memory; columns that hold only nulls are left out.</summary>
    /// <param name="connection">Where to read.</param>
    /// <param name="query">The rows, in the order in which they are to be inserted.</param>
    /// <param name="table">Name of the table they go into.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<LoadedTable> ReadAsync(
        NpgsqlConnection connection, string query, string table, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(query, connection);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var columns = reader.GetColumnSchema()
            .Select(column => (column.ColumnName, column.NpgsqlDbType ?? NpgsqlDbType.Text, new List<object>()))
            .ToList();
        while (await reader.ReadAsync(ct))
        {
            for (var i = 0; i < columns.Count; i++)
            {
                columns[i].Item3.Add(reader.GetValue(i));
            }
        }

        columns.RemoveAll(column => column.Item3.TrueForAll(value => value is DBNull));
        return new LoadedTable(table, columns);
    }

    /// <summary>How many rows there are.</summary>
    public int Count => _columns.Count == 0 ? 0 : _columns[0].Values.Count;

    /// <summary>Adds the insert of the rows from <paramref name="start"/> to before <paramref name="end"/>.</summary>
    public void AddInsert(NpgsqlBatch batch, string schema, int start, int end)
    {
        var length = end - start;
        if (length == 0)
        {
            return;
        }

        var names = string.Join(", ", _columns.Select(column => column.Name));
        var rows = string.Join(", ", Enumerable.Range(1, _columns.Count).Select(i => $"unnest(${i})"));
        var command = new NpgsqlBatchCommand($"insert into {schema}.{_name} ({names}) select {rows}");
        foreach (var (_, type, values) in _columns)
        {
            command.Parameters.Add(new NpgsqlParameter
            {
                NpgsqlDbType = NpgsqlDbType.Array | type,
                Value = TypedSlice(values, start, length),
            });
        }

        batch.BatchCommands.Add(command);
    }

    static Array TypedSlice(List<object> values, int start, int length)
    {
        var sample = values.First(value => value is not DBNull).GetType();
        var nullable = sample.IsValueType ? typeof(Nullable<>).MakeGenericType(sample) : sample;
        var array = Array.CreateInstance(nullable, length);
        for (var i = 0; i < length; i++)
        {
            array.SetValue(values[start + i] is DBNull ? null : values[start + i], i);
        }

        return array;
    }
}
