using System.Data;
using Npgsql;

namespace Ledger.EventStore;

/// <summary>Reads a schema's events in order and recomputes their chain.</summary>
sealed class ChainVerification
{
    readonly HashChain _chain = HashChain.After(HashChain.Genesis.Span);
    long _events;
    long _unchained;
    long _last;

    public static async Task<ChainVerdict> RunAsync(NpgsqlDataSource source, string schema, CancellationToken ct)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, ct);
        var head = await ReadHeadAsync(connection, schema, ct);
        return await new ChainVerification().RunAsync(connection, schema, head, ct);
    }

    async Task<ChainVerdict> RunAsync(NpgsqlConnection connection, string schema, ChainHead head, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            $"""
            select seq_id, id, stream_id, version, type, mt_dotnet_type, (extract(epoch from timestamp) * 1000000)::bigint,
                   correlation_id, causation_id, data, headers ->> 'hash'
            from {schema}.mt_events where type <> 'tombstone' order by seq_id
            """,
            connection)
        { CommandTimeout = 0 };
        await using var reader = await command.ExecuteReaderAsync(CommandBehavior.SequentialAccess, ct);
        while (await reader.ReadAsync(ct))
        {
            if (Check(Read(reader, out var hash), hash) is { } broken)
            {
                return new ChainVerdict(_events, _unchained, broken);
            }
        }

        return new ChainVerdict(_events, _unchained, CheckEnd(head));
    }

    ChainBreak? Check(in ChainRow row, string? hash)
    {
        if (hash is null)
        {
            _unchained++;
            return null;
        }

        var expected = Convert.ToHexStringLower(_chain.Add(row));
        if (hash != expected)
        {
            return new ChainBreak(row.Position, $"The event carries {hash}; its content after position {_last} gives {expected}.");
        }

        _events++;
        _last = row.Position;
        return null;
    }

    ChainBreak? CheckEnd(ChainHead head) =>
        head.Position == _last && head.Events == _events && head.Hash.AsSpan().SequenceEqual(_chain.Last)
            ? null
            : new ChainBreak(
                Math.Max(_last, head.Position),
                $"The chain ends at position {_last} after {_events} events; chain_head says {head.Position} after {head.Events}.");

    static ChainRow Read(NpgsqlDataReader reader, out string? hash)
    {
        var row = new ChainRow(
            reader.GetInt64(0), reader.GetGuid(1), reader.GetString(2), reader.GetInt64(3), reader.GetString(4),
            reader.IsDBNull(5) ? "" : reader.GetString(5), reader.GetInt64(6),
            reader.IsDBNull(7) ? null : reader.GetString(7), reader.IsDBNull(8) ? null : reader.GetString(8),
            reader.GetString(9));
        hash = reader.IsDBNull(10) ? null : reader.GetString(10);
        return row;
    }

    static async Task<ChainHead> ReadHeadAsync(NpgsqlConnection connection, string schema, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand($"select position, hash, events, commits from {schema}.chain_head", connection);
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct)
            ? ChainHead.Read(reader)
            : throw new InvalidOperationException($"{schema}.chain_head has no row.");
    }
}
