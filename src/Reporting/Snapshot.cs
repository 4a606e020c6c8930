using System.Data;
using Npgsql;

namespace Ledger.Reporting;

/// <summary>
/// One look at a schema: everything read through it is as of one moment, however long it takes. Statements name
/// tables without their schema.
/// </summary>
sealed class Snapshot : IAsyncDisposable
{
    const string Mark = "mark";

    readonly NpgsqlTransaction _transaction;

    Snapshot(NpgsqlConnection connection, NpgsqlTransaction transaction)
    {
        Connection = connection;
        _transaction = transaction;
    }

    /// <summary>The connection the snapshot is held on.</summary>
    public NpgsqlConnection Connection { get; }

    /// <summary>Takes a snapshot.</summary>
    public static async Task<Snapshot> TakeAsync(SchemaSource schema, CancellationToken ct)
    {
        var connection = await schema.Source.OpenConnectionAsync(ct);
        try
        {
            var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, ct);
            var name = schema.Schema.Replace("\"", "\"\"", StringComparison.Ordinal);
            await using var command = new NpgsqlCommand(
                $"""set transaction read only; set local search_path to "{name}"; set local timezone to 'UTC'""",
                connection, transaction);
            await command.ExecuteNonQueryAsync(ct);
            return new Snapshot(connection, transaction);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// Tells the planner that whole tables will be gone through: hash and merge joins instead of loops over guesses,
    /// and memory for them. Only for this snapshot.
    /// </summary>
    public async Task ExpectWholeTablesAsync(CancellationToken ct)
    {
        await using var command = Command(
            "set local enable_nestloop = off; set local work_mem = '128MB'; set local jit = off");
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>A command with positional parameters; null is sent as an untyped null, so cast it in the statement. An array that
    /// is the only parameter must be cast to <see cref="object"/>, or it is taken for several parameters.</summary>
    public NpgsqlCommand Command(string sql, params ReadOnlySpan<object?> values)
    {
        // Long reads are meant to be long; whoever waits can cancel.
        var command = new NpgsqlCommand(sql, Connection, _transaction) { CommandTimeout = 0 };
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value ?? DBNull.Value });
        }

        return command;
    }

    /// <summary>The one value of a query.</summary>
    public async Task<T> ScalarAsync<T>(string sql, CancellationToken ct)
    {
        await using var command = Command(sql);
        return (T)(await command.ExecuteScalarAsync(ct))!;
    }

    /// <summary>Marks where to go back to when a statement fails.</summary>
    public Task MarkAsync(CancellationToken ct) => _transaction.SaveAsync(Mark, ct);

    /// <summary>Goes back to the mark: the same snapshot, usable again.</summary>
    public Task BackToMarkAsync(CancellationToken ct) => _transaction.RollbackAsync(Mark, ct);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _transaction.DisposeAsync();
        await Connection.DisposeAsync();
    }
}
