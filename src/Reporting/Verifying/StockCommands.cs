using Npgsql;

namespace Ledger.Reporting.Verifying;

/// <summary>
/// The shop's commands behind goods events, as the inventory keeps them (table <c>stock_command</c>), passing by in order
/// of their ids. They are opened when the first is asked for: a ledger without goods needs no inventory.
/// </summary>
/// <param name="inventory">Where the inventory lies; null when nobody named it.</param>
sealed class StockCommands(SchemaSource? inventory) : IAsyncDisposable
{
    // Hashed anew, so that changed bytes are found as well as a changed hash. What was masked has a hash of its own.
    const string Kept =
        """
        select command_id, encode(sha256(body), 'hex'), encode(coalesce(stored_sha256, body_sha256), 'hex'), encode(body_sha256, 'hex')
        from stock_command order by command_id
        """;

    Snapshot? _snapshot;
    NpgsqlCommand? _command;
    NpgsqlDataReader? _rows;
    bool _more;

    /// <summary>What is there in place of a command that was not found.</summary>
    public string Absence { get; private set; } = "no such command in stock_command";

    /// <summary>
    /// The hash of a command's bytes as they came in; null when there is no such command. Commands must be asked for in rising order.
    /// </summary>
    public async ValueTask<string?> HashOfAsync(Guid commandId, CancellationToken ct)
    {
        if (_snapshot is null)
        {
            await OpenAsync(ct);
        }

        while (_more && _rows!.GetGuid(0).CompareTo(commandId) < 0)
        {
            _more = await _rows.ReadAsync(ct);
        }

        if (!_more || _rows!.GetGuid(0) != commandId)
        {
            return null;
        }

        var (found, stated) = (_rows.GetString(1), _rows.GetString(2));
        return found == stated ? _rows.GetString(3) : $"{found} (its row says {stated})";
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var part in (IAsyncDisposable?[])[_rows, _command, _snapshot])
        {
            await (part?.DisposeAsync() ?? ValueTask.CompletedTask);
        }
    }

    async Task OpenAsync(CancellationToken ct)
    {
        if (inventory is null)
        {
            Absence = "no inventory is named to look in";
            return;
        }

        _snapshot = await Snapshot.TakeAsync(inventory, ct);
        if (!await _snapshot.ScalarAsync<bool>("select to_regclass('stock_command') is not null", ct))
        {
            Absence = $"no table stock_command in schema {inventory.Schema}";
            return;
        }

        await _snapshot.ExpectWholeTablesAsync(ct);
        _command = _snapshot.Command(Kept);
        _rows = await _command.ExecuteReaderAsync(ct);
        _more = await _rows.ReadAsync(ct);
    }
}
