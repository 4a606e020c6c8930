using System.Collections.Concurrent;
using Npgsql;

namespace Ledger.ErpExport.Storage;

/// <summary>What keeps a target from going on, told where <c>ledger erp status</c> looks; written only when it changes.</summary>
sealed class ErpTroubles(NpgsqlDataSource source, string schema, string target)
{
    readonly ConcurrentDictionary<string, string> _troubles = new(StringComparer.Ordinal);
    string? _written = "";

    /// <summary>Tells a trouble of a kind; null when it is over.</summary>
    public async Task TellAsync(string kind, string? trouble, CancellationToken ct)
    {
        if (trouble is null)
        {
            _troubles.TryRemove(kind, out _);
        }
        else
        {
            _troubles[kind] = trouble;
        }

        var all = _troubles.IsEmpty ? null
            : string.Join("; ", _troubles.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => pair.Value));
        if (all == _written)
        {
            return;
        }

        await using var command = source.CreateCommand($"update {schema}.target set trouble = $2 where target = $1");
        command.Parameters.Add(ErpColumns.Text(target));
        command.Parameters.Add(ErpColumns.Text(all));
        await command.ExecuteNonQueryAsync(ct);
        _written = all;
    }
}
