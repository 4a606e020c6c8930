using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace Ledger.Bench.Stored;

/// <summary>
/// Goes on with the hash chain over the copies, by what the product documents of it: SHA-256 of the hash before and the
/// event's fields. <c>ledger verify</c> computes it again, so a mistake here does not go unseen.
/// </summary>
sealed class ChainTemplate
{
    /// <summary>The table whose rows are chained.</summary>
    public const string Events = "mt_events";

    readonly List<(RowPattern Form, string Hash)> _events = [];
    readonly CopyBuffer _input = new();
    byte[] _last = [];

    /// <summary>Events of the template; a copy's positions lie so far behind those of the copy before.</summary>
    public int Length => _events.Count;

    /// <summary>The hash of the last event so far.</summary>
    public ReadOnlySpan<byte> Last => _last;

    /// <summary>The hash that an event of the template carries.</summary>
    public string HashOf(int n) => _events[n].Hash;

    /// <summary>Reads the template's events, whose positions must run from 1 without a hole.</summary>
    public static async Task<ChainTemplate> ReadAsync(NpgsqlConnection connection, string schema, CancellationToken ct)
    {
        var chain = new ChainTemplate();
        await using var command = new NpgsqlCommand($$"""
            select seq_id, headers ->> 'hash', concat_ws(E'\n',
                id, stream_id, version, type, coalesce(mt_dotnet_type, ''), (extract(epoch from timestamp) * 1000000)::bigint,
                coalesce(correlation_id, ''), coalesce(causation_id, ''), data)
            from {{schema}}.{{Events}} order by seq_id
            """, connection);
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            var position = reader.GetInt64(0);
            if (position != chain._events.Count + 1)
            {
                throw new InvalidOperationException($"The template's positions have a hole at {position}.");
            }

            var form = new RowPattern([$"{position}", reader.GetString(2)], "\n", n => n == 0, hash: "");
            chain._events.Add((form, reader.GetString(1)));
        }

        chain._last = Convert.FromHexString(chain._events[^1].Hash);
        return chain;
    }

    /// <summary>The hash of event <paramref name="n"/> of a copy, in hexadecimal; ask in order.</summary>
    public byte[] Next(int n, int copy)
    {
        _input.Clear();
        _input.Append(_last);
        _events[n].Form.Write(_input, copy, (long)Length * copy, default);
        _last = SHA256.HashData(_input.Written.Span);
        return Encoding.ASCII.GetBytes(Convert.ToHexStringLower(_last));
    }
}
