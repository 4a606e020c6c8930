using System.Runtime.InteropServices;
using System.Text.Json;

namespace Ledger.EventStore;

/// <summary>
/// Writes JSON the way PostgreSQL prints it once it went through <c>jsonb</c>: members sorted by byte length, then by
/// bytes, of equal names the last; <c>", "</c> and <c>": "</c> between; numbers as <c>numeric</c> prints them; only
/// quotes, backslashes and control characters escaped. So a hash over the text can be recomputed from the row.
/// A test compares it with a server over many generated documents. Not for use by two threads at once.
/// </summary>
sealed class JsonbText
{
    readonly ByteBuffer _names = new();
    readonly ByteBuffer _sorted = new();
    readonly ByteBuffer _plain = new();
    readonly List<Member> _members = [];
    readonly Comparison<Member> _compare;
    ByteBuffer _output = new();

    public JsonbText() => _compare = (one, other) =>
        CompareNames(one, other) is var byName and not 0 ? byName : one.Start.CompareTo(other.Start);

    /// <summary>Appends the text of a document.</summary>
    /// <exception cref="JsonException">The document is not JSON.</exception>
    /// <exception cref="FormatException">A number is out of every sensible range.</exception>
    public void Append(ReadOnlySpan<byte> json, ByteBuffer output)
    {
        _output = output;
        _members.Clear();
        _names.CutTo(0);
        var reader = new Utf8JsonReader(json);
        reader.Read();
        AppendValue(ref reader);
        reader.Read(); // Throws when something follows.
    }

    void AppendValue(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                AppendObject(ref reader);
                break;
            case JsonTokenType.StartArray:
                AppendArray(ref reader);
                break;
            case JsonTokenType.String:
                AppendString(ref reader);
                break;
            case JsonTokenType.Number:
                NumericText.Append(reader.ValueSpan, _output);
                break;
            default:
                _output.Append(reader.ValueSpan); // true, false, null
                break;
        }
    }

    void AppendArray(ref Utf8JsonReader reader)
    {
        _output.Append((byte)'[');
        for (var first = true; reader.Read() && reader.TokenType != JsonTokenType.EndArray; first = false)
        {
            _output.Append(first ? [] : ", "u8);
            AppendValue(ref reader);
        }

        _output.Append((byte)']');
    }

    void AppendObject(ref Utf8JsonReader reader)
    {
        _output.Append((byte)'{');
        var (firstMember, namesBefore, regionStart, inOrder) = (_members.Count, _names.Length, _output.Length, true);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            _output.Append(_members.Count > firstMember ? ", "u8 : []);
            var (start, name) = (_output.Length, AppendName(ref reader));
            reader.Read();
            AppendValue(ref reader);
            var member = new Member(name, start, _output.Length - start);
            inOrder &= _members.Count == firstMember || CompareNames(_members[^1], member) < 0;
            _members.Add(member);
        }

        if (!inOrder)
        {
            Sort(firstMember, regionStart);
        }

        _members.RemoveRange(firstMember, _members.Count - firstMember);
        _names.CutTo(namesBefore);
        _output.Append((byte)'}');
    }

    void Sort(int firstMember, int regionStart)
    {
        var members = CollectionsMarshal.AsSpan(_members)[firstMember..];
        members.Sort(_compare);
        _sorted.CutTo(0);
        for (var n = 0; n < members.Length; n++)
        {
            if (n + 1 == members.Length || CompareNames(members[n], members[n + 1]) != 0)
            {
                _sorted.Append(_sorted.Length > 0 ? ", "u8 : []);
                _sorted.Append(_output.Slice(members[n].Start, members[n].Length));
            }
        }

        _output.CutTo(regionStart);
        _output.Append(_sorted.Written);
    }

    int CompareNames(in Member one, in Member other) => one.Name.Rank != other.Name.Rank
        ? one.Name.Rank.CompareTo(other.Name.Rank)
        : Bytes(one.Name).SequenceCompareTo(Bytes(other.Name));

    ReadOnlySpan<byte> Bytes(in Name name) => _names.Slice(name.Start, name.Length);

    Name AppendName(ref Utf8JsonReader reader)
    {
        var start = _names.Length;
        AppendUnescaped(ref reader, _names);
        AppendString(ref reader);
        _output.Append(": "u8);
        return Name.Of(start, _names.Written[start..]);
    }

    void AppendString(ref Utf8JsonReader reader)
    {
        _output.Append((byte)'"');
        if (reader.ValueIsEscaped)
        {
            _plain.CutTo(0);
            AppendUnescaped(ref reader, _plain);
            AppendEscaped(_plain.Written);
        }
        else
        {
            _output.Append(reader.ValueSpan);
        }

        _output.Append((byte)'"');
    }

    static void AppendUnescaped(ref Utf8JsonReader reader, ByteBuffer to) =>
        to.Advance(reader.CopyString(to.Reserve(reader.ValueSpan.Length)));

    void AppendEscaped(ReadOnlySpan<byte> text)
    {
        foreach (var value in text)
        {
            switch (value)
            {
                case (byte)'"': _output.Append("\\\""u8); break;
                case (byte)'\\': _output.Append("\\\\"u8); break;
                case (byte)'\b': _output.Append("\\b"u8); break;
                case (byte)'\f': _output.Append("\\f"u8); break;
                case (byte)'\n': _output.Append("\\n"u8); break;
                case (byte)'\r': _output.Append("\\r"u8); break;
                case (byte)'\t': _output.Append("\\t"u8); break;
                case < 0x20:
                    _output.Append("\\u"u8);
                    _output.Append(value, "x4");
                    break;
                default: _output.Append(value); break;
            }
        }
    }

    [StructLayout(LayoutKind.Auto)]
    readonly record struct Member(Name Name, int Start, int Length);

    /// <summary>A name among those that were read.</summary>
    /// <param name="Start">Where it begins.</param>
    /// <param name="Length">Its length, in bytes.</param>
    /// <param name="Rank">Its length and its first four bytes: of two names the one of lower rank comes first.</param>
    [StructLayout(LayoutKind.Auto)]
    readonly record struct Name(int Start, int Length, ulong Rank)
    {
        public static Name Of(int start, ReadOnlySpan<byte> name)
        {
            var rank = (ulong)name.Length;
            for (var n = 0; n < 4; n++)
            {
                rank = (rank << 8) | (n < name.Length ? name[n] : 0u);
            }

            return new Name(start, name.Length, rank);
        }
    }
}
