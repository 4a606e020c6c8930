using System.Runtime.InteropServices;
using Npgsql;

namespace Ledger.EventStore;

/// <summary>What a stream's row says. <c>default</c> is a stream that does not exist.</summary>
/// <param name="Exists">Whether it has a row.</param>
/// <param name="Version">Version of its last event; 0 when it has none.</param>
/// <param name="Archived">True when nothing can be appended any more.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct StreamState(bool Exists, long Version, bool Archived)
{
    internal static NpgsqlBatchCommand Select(string schema, string?[] streamIds) =>
        new($"select id, coalesce(version, 0), coalesce(is_archived, false) from {schema}.mt_streams where id = any($1)")
        {
            Parameters = { SqlArray.Of(streamIds) },
        };

    internal static async Task<Dictionary<string, StreamState>> ReadAsync(NpgsqlDataReader reader, CancellationToken ct)
    {
        var streams = new Dictionary<string, StreamState>(StringComparer.Ordinal);
        while (await reader.ReadAsync(ct))
        {
            streams.Add(reader.GetString(0), new StreamState(true, reader.GetInt64(1), reader.GetBoolean(2)));
        }

        return streams;
    }
}
