using System.Security.Cryptography;
using Npgsql;

namespace Ledger.EventStore;

/// <summary>
/// The chain over a schema's events in order of position: hash = SHA-256(hash before ‖ canonical form), begun with
/// 32 zero bytes and kept in each event's headers. The canonical form is UTF-8 text, the fields of the row joined by
/// line feeds: seq_id, id, stream_id, version, type, mt_dotnet_type, timestamp in microseconds since 1970,
/// correlation_id, causation_id (empty when null), and data as PostgreSQL prints <c>jsonb</c>. Anyone can recompute it
/// in SQL: <c>sha256(before || convert_to(concat_ws(E'\n', …), 'UTF8'))</c>. No field but the last may hold a control
/// character, so no two rows have one form.
/// </summary>
public sealed class HashChain
{
    /// <summary>The hash before the first event.</summary>
    public static ReadOnlyMemory<byte> Genesis { get; } = new byte[SHA256.HashSizeInBytes];

    readonly ByteBuffer _input = new();
    readonly JsonbText _json = new();
    byte[] _last;

    HashChain(byte[] last) => _last = last;

    /// <summary>
    /// Recomputes the whole chain in one snapshot. Events that another program appended carry no hash; they are
    /// counted and stand outside the chain.
    /// </summary>
    public static async Task<ChainVerdict> VerifyAsync(NpgsqlDataSource source, string schema, CancellationToken ct) =>
        await ChainVerification.RunAsync(source, SchemaName.Require(schema), ct);

    /// <summary>A chain that goes on behind a hash.</summary>
    internal static HashChain After(ReadOnlySpan<byte> hash) => new(hash.ToArray());

    /// <summary>The hash of the last event.</summary>
    internal byte[] Last => _last;

    /// <summary>Adds an event that is about to be written.</summary>
    internal ChainedEvent Add(AppendedEvent appended)
    {
        var added = appended.Event;
        AppendFields(
            appended.Position, added.Id, appended.StreamId, appended.Version, added.Type, added.DotNetType,
            Microseconds.SinceEpoch(added.Timestamp),
            added.CorrelationId, added.CausationId);
        var start = _input.Length;
        _json.Append(added.Data, _input);
        _last = SHA256.HashData(_input.Written);
        return new ChainedEvent(appended, _last, _input.Written[start..].ToArray());
    }

    /// <summary>Adds an event as it was read back.</summary>
    internal byte[] Add(in ChainRow row)
    {
        AppendFields(
            row.Position, row.Id, row.StreamId, row.Version, row.Type, row.DotNetType, row.Microseconds,
            row.CorrelationId, row.CausationId);
        _input.Append(row.Body);
        return _last = SHA256.HashData(_input.Written);
    }

    void AppendFields(
        long position, Guid id, string streamId, long version, string type, string dotNetType, long microseconds,
        string? correlationId, string? causationId)
    {
        _input.CutTo(0);
        _input.Append(_last);
        _input.Append(position);
        Next(id);
        Next(streamId);
        Next(version);
        Next(type);
        Next(dotNetType);
        Next(microseconds);
        Next(correlationId);
        Next(causationId);
        _input.Append((byte)'\n');
    }

    void Next<T>(T value)
        where T : IUtf8SpanFormattable
    {
        _input.Append((byte)'\n');
        _input.Append(value);
    }

    void Next(string? text)
    {
        if (text.AsSpan().ContainsAnyInRange('\0', '\u001f'))
        {
            throw new FormatException("An event has a control character in its stream id, type, correlation or causation.");
        }

        _input.Append((byte)'\n');
        _input.Append(text);
    }
}
