using System.Runtime.InteropServices;
using Npgsql;

namespace Ledger.EventStore;

/// <summary>What a stream's row says. <c>default</c> is a stream that does not exist.</summary>
[StructLayout(LayoutKind.Auto)]
readonly record struct StreamState(bool Exists, long Version, bool Archived)
{
    public static NpgsqlBatchCommand Select(string schema, string?[] streamIds) =>
        new($"select id, coalesce(version, 0), coalesce(is_archived, false) from {schema}.mt_streams where id = any($1)")
        {
            Parameters = { SqlArray.Of(streamIds) },
        };

    public static async Task<Dictionary<string, StreamState>> ReadAsync(NpgsqlDataReader reader, CancellationToken ct)
    {
        var streams = new Dictionary<string, StreamState>(StringComparer.Ordinal);
        while (await reader.ReadAsync(ct))
        {
            streams.Add(reader.GetString(0), new StreamState(true, reader.GetInt64(1), reader.GetBoolean(2)));
        }

        return streams;
    }
}
