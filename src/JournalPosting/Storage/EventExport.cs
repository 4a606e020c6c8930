using System.Buffers.Binary;
using System.Text;
using Ledger.JournalPosting.Events;
using Npgsql;

namespace Ledger.JournalPosting.Storage;

/// <summary>
/// Reads events in order of position from one binary <c>COPY</c>, straight from its bytes: no row and no body becomes
/// an object on the way. For one thread at a time.
/// </summary>
sealed class EventExport : IDisposable
{
    /// <summary>Events of a page.</summary>
    public const int PageSize = 2_000;

    readonly NpgsqlRawCopyStream _copy;
    readonly FoldedFact _facts = new();
    byte[] _bytes = new byte[256 * 1024];
    int _start;
    int _end;

    /// <summary>Begins to read.</summary>
    /// <param name="connection">Taken up until the export is disposed of.</param>
    /// <param name="schema">Schema of the journal.</param>
    /// <param name="after">Position behind which to begin.</param>
    /// <param name="upTo">Last position.</param>
    public EventExport(NpgsqlConnection connection, string schema, long after, long upTo)
    {
        _copy = connection.BeginRawBinaryCopy(
            $"""
            copy (select stream_id, version, seq_id, timestamp, type, data from {schema}.mt_events
                  where seq_id > {after} and seq_id <= {upTo} order by seq_id) to stdout (format binary)
            """);
        _copy.ReadTimeout = 0; // None.
        Take(15); // Signature and flags.
        Take(Int32());
    }

    /// <summary>The next events; fewer than a page at the end. Those of others are passed over.</summary>
    public Page Read()
    {
        var facts = new List<PlacedFact>(PageSize);
        for (var n = 0; n < PageSize; n++)
        {
            if (Int16() < 0)
            {
                return new Page(facts, IsLast: true);
            }

            var streamId = Encoding.UTF8.GetString(Field());
            var version = BinaryPrimitives.ReadInt64BigEndian(Field());
            var position = BinaryPrimitives.ReadInt64BigEndian(Field());
            var at = PostgresEpoch.Instant.AddMicroseconds(BinaryPrimitives.ReadInt64BigEndian(Field()));
            if (Fact() is { } fact)
            {
                facts.Add(new PlacedFact(streamId, version, position, at, fact));
            }
        }

        return new Page(facts, IsLast: false);
    }

    /// <inheritdoc/>
    public void Dispose() => _copy.Dispose();

    // Type and data are both looked at where they lie, so both are there before either is. Data begins with jsonb's version.
    JournalFact? Fact()
    {
        var type = Int32();
        Require(type + sizeof(int));
        var data = BinaryPrimitives.ReadInt32BigEndian(_bytes.AsSpan(_start + type));
        var both = Take(type + sizeof(int) + data);
        return _facts.Read(both[..type], both[(type + sizeof(int) + 1)..]);
    }

    // A null, as the stream of somebody else's event may be, is empty.
    ReadOnlySpan<byte> Field() => Take(Math.Max(0, Int32()));

    short Int16() => BinaryPrimitives.ReadInt16BigEndian(Take(sizeof(short)));

    int Int32() => BinaryPrimitives.ReadInt32BigEndian(Take(sizeof(int)));

    /// <summary>The next bytes; good until more are asked for.</summary>
    ReadOnlySpan<byte> Take(int length)
    {
        Require(length);
        var taken = _bytes.AsSpan(_start, length);
        _start += length;
        return taken;
    }

    void Require(int length)
    {
        if (_end - _start >= length)
        {
            return;
        }

        var rest = _bytes.AsSpan(_start, _end - _start);
        if (length > _bytes.Length)
        {
            var larger = new byte[Math.Max(length, 2 * _bytes.Length)];
            rest.CopyTo(larger);
            _bytes = larger;
        }
        else
        {
            rest.CopyTo(_bytes);
        }

        (_start, _end) = (0, rest.Length);
        while (_end < length)
        {
            var read = _copy.Read(_bytes.AsSpan(_end));
            _end += read > 0 ? read : throw new EndOfStreamException("The copy of the events ended within a row.");
        }
    }
}

/// <summary>Events that follow one another.</summary>
/// <param name="Facts">What is folded of them.</param>
/// <param name="IsLast">True when none follow.</param>
sealed record Page(List<PlacedFact> Facts, bool IsLast);

/// <summary>A fact with its place in the stream and in the journal.</summary>
sealed record PlacedFact(string StreamId, long Version, long Position, DateTimeOffset At, JournalFact Fact);
