using System.Buffers.Binary;
using System.Security.Cryptography;
using Ledger.ErpExport.Targets;
using Ledger.MessageBus.Messages;

namespace Ledger.ErpExport.Runs;

/// <summary>A document while entries are added to it.</summary>
sealed class DocumentDraft
{
    readonly Dictionary<LineKey, LineDraft> _lines = [];
    readonly List<long> _positions = [];

    public DocumentDraft(DraftKey key, MappedEntry first, ExportMode mode)
    {
        (Key, Mode, First) = (key, mode, first.Entry);
        Missing = new SortedSet<string>(first.Missing, StringComparer.Ordinal);
    }

    public DraftKey Key { get; }

    public ExportMode Mode { get; }

    /// <summary>The first entry: in detail mode the only one.</summary>
    public JournalEntryMessage First { get; }

    /// <summary>All that the mapping lacks for its entries.</summary>
    public SortedSet<string> Missing { get; }

    public IReadOnlyList<long> Positions => _positions;

    public int EntryCount => _positions.Count;

    /// <summary>In the order in which they came up.</summary>
    public IEnumerable<LineDraft> Lines => _lines.Values;

    /// <summary>How many lines there would be with a part in it.</summary>
    public int LinesWith(MappedPart part) =>
        _lines.Count + part.Lines.Select(line => line.Key).Distinct().Count(key => !_lines.ContainsKey(key));

    public void Add(JournalEntryMessage entry, MappedPart part)
    {
        _positions.Add(entry.Position);
        for (var n = 0; n < part.Lines.Count; n++)
        {
            var line = part.Lines[n];
            if (!_lines.TryGetValue(line.Key, out var draft))
            {
                _lines[line.Key] = draft = new LineDraft(line.Key);
            }

            draft.Add(entry, line.Amount.MinorUnits);
        }
    }
}

/// <summary>A line while amounts are added to it.</summary>
sealed class LineDraft(LineKey key)
{
    readonly List<long> _positions = [];
    readonly List<byte> _entries = [];

    public LineKey Key => key;

    /// <summary>Minor units; a sum that does not fit 64 bits ends the run, which is a fault of the mapping's grain.</summary>
    public long MinorUnits { get; private set; }

    public IReadOnlyList<long> Positions => _positions;

    public void Add(JournalEntryMessage entry, long minorUnits)
    {
        MinorUnits = checked(MinorUnits + minorUnits);
        if (_positions.Count > 0 && _positions[^1] == entry.Position)
        {
            return;
        }

        _positions.Add(entry.Position);
        Span<byte> place = stackalloc byte[24];
        BinaryPrimitives.WriteInt64BigEndian(place, entry.Position);
        entry.EntryId.TryWriteBytes(place[8..], bigEndian: true, out _);
        _entries.AddRange(place);
    }

    public byte[] Sha256() => SHA256.HashData(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_entries));
}
