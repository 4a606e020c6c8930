using System.Buffers.Binary;
using System.Text;
using Npgsql;

namespace Ledger.JournalPosting.Storage;

/// <summary>
/// Rows on their way into a table by binary <c>COPY</c>, put straight into its bytes. Nothing is kept unless
/// <see cref="Complete"/> is called.
/// </summary>
sealed class CopyRows : IDisposable
{
    const int FlushAt = 64 * 1024;

    readonly NpgsqlRawCopyStream _copy;
    byte[] _bytes = new byte[2 * FlushAt];
    int _length;
    bool _completed;

    /// <summary>Begins.</summary>
    /// <param name="connection">Taken up until the rows are disposed of.</param>
    /// <param name="table">Schema and table.</param>
    /// <param name="columns">Columns in the order in which they will be written.</param>
    public CopyRows(NpgsqlConnection connection, string table, string columns)
    {
        _copy = connection.BeginRawBinaryCopy($"copy {table} ({columns}) from stdin (format binary)");
        _copy.WriteTimeout = 0; // None.
        ReadOnlySpan<byte> signature = [.. "PGCOPY\n"u8, 0xFF, .. "\r\n\0"u8];
        signature.CopyTo(Room(signature.Length));
        Room(8).Clear(); // No flags, no extension.
    }

    /// <summary>Begins a row.</summary>
    public void Row(short columns)
    {
        if (_length > FlushAt)
        {
            Flush();
        }

        BinaryPrimitives.WriteInt16BigEndian(Room(sizeof(short)), columns);
    }

    public void Int64(long value) => BinaryPrimitives.WriteInt64BigEndian(Field(sizeof(long)), value);

    public void Int16(short value) => BinaryPrimitives.WriteInt16BigEndian(Field(sizeof(short)), value);

    /// <summary>A <c>date</c>.</summary>
    public void Day(DateOnly value) =>
        BinaryPrimitives.WriteInt32BigEndian(Field(sizeof(int)), value.DayNumber - PostgresEpoch.Day.DayNumber);

    /// <summary>A <c>timestamptz</c>.</summary>
    public void Instant(DateTimeOffset value) =>
        Int64((value.UtcTicks - PostgresEpoch.Instant.UtcTicks) / TimeSpan.TicksPerMicrosecond);

    /// <summary>A <c>"char"</c>.</summary>
    public void Letter(char value) => Field(1)[0] = (byte)value;

    public void Text(string value) => Encoding.UTF8.GetBytes(value, Field(Encoding.UTF8.GetByteCount(value)));

    public void Text(ReadOnlySpan<byte> utf8) => utf8.CopyTo(Field(utf8.Length));

    /// <summary>Keeps what was written.</summary>
    public void Complete()
    {
        BinaryPrimitives.WriteInt16BigEndian(Room(sizeof(short)), -1);
        Flush();
        _completed = true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_completed)
        {
            _copy.Cancel();
        }

        _copy.Dispose();
    }

    void Flush()
    {
        _copy.Write(_bytes.AsSpan(0, _length));
        _length = 0;
    }

    Span<byte> Field(int length)
    {
        BinaryPrimitives.WriteInt32BigEndian(Room(sizeof(int)), length);
        return Room(length);
    }

    Span<byte> Room(int length)
    {
        if (_bytes.Length - _length < length)
        {
            Array.Resize(ref _bytes, Math.Max(_length + length, 2 * _bytes.Length));
        }

        _length += length;
        return _bytes.AsSpan(_length - length, length);
    }
}

/// <summary>The moment from which PostgreSQL counts days and microseconds.</summary>
static class PostgresEpoch
{
    public static readonly DateTimeOffset Instant = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static readonly DateOnly Day = new(2000, 1, 1);
}
