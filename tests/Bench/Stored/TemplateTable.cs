using Npgsql;

namespace Ledger.Bench.Stored;

/// <summary>The rows of one table that the posting engine wrote for the template.</summary>
sealed class TemplateTable
{
    const int FlushAt = 256 * 1024;
    static readonly string[] Positions = ["seq_id", "position"];
    static readonly string[] Heads = ["chain_head", "relay_position"];
    readonly string _columns;
    readonly List<RowPattern> _rows = [];

    TemplateTable(string name, string columns) => (Name, _columns) = (name, columns);

    /// <summary>Name of the table.</summary>
    public string Name { get; }

    /// <summary>
    /// True when the table has a row for each event or payment, so that copies of the rows can be added; a position in the
    /// others is one that moves.
    /// </summary>
    public bool Grows => !Heads.Contains(Name) && _rows.Count > 0 && _rows.TrueForAll(row => row.Varies);

    /// <summary>Reads a table; the events in order of their positions.</summary>
    public static async Task<TemplateTable> ReadAsync(
        NpgsqlConnection connection, string schema, string name, ChainTemplate chain, CancellationToken ct)
    {
        var columns = await Names.ReadAsync(connection, $"""
            select attname from pg_attribute
            where attrelid = '{schema}.{name}'::regclass and attnum > 0 and not attisdropped and attgenerated = ''
            order by attnum
            """, ct);
        var table = new TemplateTable(name, string.Join(", ", columns));
        var isEvents = name == ChainTemplate.Events;
        var order = isEvents ? " order by seq_id" : "";
        using var reader = await connection.BeginTextExportAsync(
            $"copy (select {table._columns} from {schema}.{name}{order}) to stdout", ct);
        while (await reader.ReadLineAsync(ct) is { } line)
        {
            table._rows.Add(new RowPattern(
                line.Split('\t'), "\t", n => Positions.Contains(columns[n]), isEvents ? chain.HashOf(table._rows.Count) : ""));
        }

        return table;
    }

    /// <summary>Adds copies number 1 and up behind the template's own rows.</summary>
    public async Task AddCopiesAsync(
        NpgsqlConnection connection, string schema, int copies, ChainTemplate chain, IProgress<int> progress, CancellationToken ct)
    {
        var writer = (StreamWriter)(TextWriter)await connection.BeginTextImportAsync(
            $"copy {schema}.{Name} ({_columns}) from stdin", ct);
        await using var closed = writer;
        var isEvents = Name == ChainTemplate.Events;
        var buffer = new CopyBuffer();
        for (var copy = 1; copy < copies; copy++)
        {
            for (var n = 0; n < _rows.Count; n++)
            {
                _rows[n].Write(buffer, copy, chain.Length * copy, isEvents ? chain.Next(n, copy) : []);
                buffer.Append("\n"u8);
                if (buffer.Written.Length > FlushAt)
                {
                    await writer.BaseStream.WriteAsync(buffer.Written, ct);
                    buffer.Clear();
                }
            }

            progress.Report(copy);
        }

        await writer.BaseStream.WriteAsync(buffer.Written, ct);
    }
}
