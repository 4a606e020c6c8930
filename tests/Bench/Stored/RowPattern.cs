using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Ledger.Bench.Stored;

/// <summary>
/// A row of a template, cut where copies of it differ: in the run's name inside of ids, in every UUID, in positions and in
/// the chain's hash. Copies are as long as the original.
/// </summary>
sealed partial class RowPattern
{
    /// <summary>The run's name in the ids of the template's payments; a copy has its number in letters instead.</summary>
    public const string Marker = "zqaaaa";

    const int FixedLetters = 2;
    readonly List<Piece> _pieces = [];

    /// <summary>Cuts a row.</summary>
    /// <param name="columns">Its columns.</param>
    /// <param name="separator">What stands between them.</param>
    /// <param name="isPosition">Whether a column holds a position in the stream.</param>
    /// <param name="hash">The hash in it; empty when there is none.</param>
    public RowPattern(IReadOnlyList<string> columns, string separator, Func<int, bool> isPosition, string hash)
    {
        for (var n = 0; n < columns.Count; n++)
        {
            Text(n == 0 ? "" : separator);
            if (isPosition(n))
            {
                _pieces.Add(new Piece(Kind.Position, [], long.Parse(columns[n], CultureInfo.InvariantCulture)));
            }
            else
            {
                Cut(columns[n], hash);
            }
        }
    }

    /// <summary>True when a copy can be told from the original.</summary>
    public bool Varies => _pieces.Exists(piece => piece.Kind is Kind.Marker or Kind.Uuid or Kind.Position);

    /// <summary>Writes a copy.</summary>
    /// <param name="into">Where to.</param>
    /// <param name="copy">Which; 0 is the original.</param>
    /// <param name="shift">How far its positions lie behind the original's.</param>
    /// <param name="hash">The hash of this copy, 64 hexadecimal digits.</param>
    public void Write(CopyBuffer into, int copy, long shift, ReadOnlySpan<byte> hash)
    {
        foreach (var piece in _pieces)
        {
            switch (piece.Kind)
            {
                case Kind.Text: into.Append(piece.Bytes); break;
                case Kind.Marker: into.AppendLetters(copy, Marker.Length - FixedLetters); break;
                case Kind.Uuid: into.AppendHex((uint)piece.Number ^ unchecked((uint)copy * 2_654_435_761u)); break;
                case Kind.Position: into.AppendNumber(piece.Number + shift); break;
                case Kind.Hash: into.Append(hash); break;
            }
        }
    }

    void Cut(string value, string hash)
    {
        var at = 0;
        foreach (Match match in Varying().Matches(value))
        {
            Text(value[at..match.Index]);
            at = match.Index + match.Length;
            if (match.Value == Marker)
            {
                Text(Marker[..FixedLetters]);
                _pieces.Add(new Piece(Kind.Marker, [], 0));
            }
            else if (match.Length == 64)
            {
                AddHash(match.Value, hash);
            }
            else
            {
                _pieces.Add(new Piece(Kind.Uuid, [], uint.Parse(match.Value.AsSpan(0, 8), NumberStyles.HexNumber)));
                Text(match.Value[8..]);
            }
        }

        Text(value[at..]);
    }

    // Other hashes of the same length, such as a body's, stay as they are.
    void AddHash(string found, string hash)
    {
        if (found == hash)
        {
            _pieces.Add(new Piece(Kind.Hash, [], 0));
        }
        else
        {
            Text(found);
        }
    }

    void Text(string text)
    {
        if (text.Length > 0 && _pieces is [.., { Kind: Kind.Text } last])
        {
            _pieces[^1] = last with { Bytes = [.. last.Bytes, .. Encoding.UTF8.GetBytes(text)] };
        }
        else if (text.Length > 0)
        {
            _pieces.Add(new Piece(Kind.Text, Encoding.UTF8.GetBytes(text), 0));
        }
    }

    [GeneratedRegex(
        $"{Marker}|[0-9a-f]{{64}}|[0-9a-f]{{8}}(?:-[0-9a-f]{{4}}){{3}}-[0-9a-f]{{12}}", RegexOptions.None,
        matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Varying();

    enum Kind
    {
        Text,
        Marker,
        Uuid,
        Position,
        Hash,
    }

    sealed record Piece(Kind Kind, byte[] Bytes, long Number);
}
