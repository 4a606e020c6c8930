using Ledger.EventStore;

namespace Ledger.Simulation.Storage;

/// <summary>
/// What a transaction has written so far: each kind of row is checked against the constraints when it is written, and
/// nothing of it is to be seen before the commit.
/// </summary>
sealed class WrittenRows
{
    readonly List<Action<StoreTables, int>> _writes = [];
    readonly List<string> _said = [];

    /// <summary>Message keys of a batch that has repeats only.</summary>
    public IReadOnlyList<Guid> Repeated { get; private set; } = [];

    public bool Any => _writes.Count > 0;

    public override string ToString() => string.Join(", ", _said);

    public void Apply(StoreTables tables, int commit)
    {
        foreach (var write in _writes)
        {
            write(tables, commit);
        }
    }

    public void WriteInbox<TChanges>(StoreTables tables, CommitRows<TChanges> rows)
    {
        foreach (var added in rows.Added)
        {
            RequireNewInMonth(tables.InboxByMessage.GetValueOrDefault(added.Claim.MessageKey), rows.RecordedAt, "inbox_message");
            RequireNewInMonth(tables.InboxByFact.GetValueOrDefault(added.Claim.FactKey), rows.RecordedAt, "inbox_fact");
        }

        Repeated = rows.Added.Count == 0 ? [.. rows.Repeats.Select(repeat => repeat.Claim.MessageKey)] : [];
        _said.Add($"inbox +{rows.Added.Count}, repeats +{rows.Repeats.Count}, settled {rows.Settled.Count}");
        _writes.Add((target, commit) =>
        {
            foreach (var added in rows.Added)
            {
                target.AddInbox(new InboxRow(added.Claim, added.Record, commit));
            }

            foreach (var repeat in rows.Repeats)
            {
                target.AddRepeat(repeat);
            }

            foreach (var settled in rows.Settled)
            {
                if (target.InboxByFact.TryGetValue(settled.FactKey, out var row))
                {
                    row.Record = row.Record with
                    {
                        Disposition = settled.Disposition,
                        Reason = settled.Reason,
                        OutcomeId = settled.OutcomeId,
                    };
                }
            }
        });
    }

    public void WriteStreams(StoreTables tables, IReadOnlyList<StreamMove> moves)
    {
        foreach (var move in moves)
        {
            var there = tables.Streams.TryGetValue(move.StreamId, out var version);
            if (move.Existed ? !there || version != move.Seen : there)
            {
                throw new StreamConflictException($"{move.StreamId} is at {version}, not at {move.Seen}", null);
            }
        }

        _writes.Add((target, _) =>
        {
            foreach (var move in moves)
            {
                target.Streams[move.StreamId] = move.Version;
            }
        });
    }

    public void WriteEvents(StoreTables tables, IReadOnlyList<ChainedEvent> events)
    {
        var rows = new List<EventRow>(events.Count);
        foreach (var (placed, hash, body) in events)
        {
            if (tables.Positions.Contains(placed.Position) || rows.Exists(row => row.Position == placed.Position))
            {
                throw StoreException.Duplicate("pkey_mt_events_seq_id");
            }

            var added = placed.Event;
            if (tables.MustBeUnique(added.Type) && (tables.UniqueIds.Contains(added.Id) || rows.Exists(row => row.Id == added.Id)))
            {
                throw StoreException.Duplicate("unique_event_id");
            }

            var printed = JsonbPrinter.Print(body);
            if (printed != JsonbPrinter.Print(added.Data))
            {
                throw new InvalidOperationException($"Event {added.Id} is written with another body than it has.");
            }

            rows.Add(new EventRow(
                placed.Position, added.Id, placed.StreamId, placed.Version, added.Type, added.DotNetType,
                printed, Micro(added.Timestamp), added.CorrelationId, added.CausationId,
                Convert.ToHexStringLower(hash), Commit: 0));
            _said.Add($"{placed.Position} {placed.StreamId}/{placed.Version} {added.Type} {added.Id}");
        }

        _writes.Add((target, commit) =>
        {
            foreach (var row in rows)
            {
                target.AddEvent(row with { Commit = commit });
            }
        });
    }

    /// <summary>What the consumer writes into its own tables, once it stands.</summary>
    public void WriteReadModels(Action written) => _writes.Add((_, _) => written());

    public void WriteHead(ChainHead head)
    {
        _said.Add($"head {head.Position} {Convert.ToHexStringLower(head.Hash)}");
        _writes.Add((target, _) => target.Head = head);
    }

    /// <summary>The unique indexes of the inbox are those of a month.</summary>
    static void RequireNewInMonth(InboxRow? there, DateTimeOffset at, string constraint)
    {
        if (there is not null && there.Record.RecordedAt.Year == at.Year && there.Record.RecordedAt.Month == at.Month)
        {
            throw StoreException.Duplicate(constraint);
        }
    }

    /// <summary>The database keeps microseconds and cuts the rest off.</summary>
    public static DateTimeOffset Micro(DateTimeOffset at) => at.AddTicks(-(at.Ticks % TimeSpan.TicksPerMicrosecond));
}
