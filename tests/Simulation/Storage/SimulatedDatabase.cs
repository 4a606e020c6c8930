using Ledger.EventStore;
using Ledger.Simulation.Kernel;

namespace Ledger.Simulation.Storage;

/// <summary>
/// The database of a consumer, which all processes share: committed tables, a sequence that no rollback takes back, one
/// lock for writers and one for relays. Sessions come and go; only what a commit applied stays.
/// </summary>
sealed class SimulatedDatabase(string name, StoreTables tables, Scheduler scheduler, FaultBox faults, RunTrace trace, Dice dice)
{
    readonly HashSet<Session> _sessions = [];
    long _sequence;

    /// <summary>The consumer's name, and its schema's.</summary>
    public string Name => name;

    public StoreTables Tables => tables;

    /// <summary>Told after each commit, with its number.</summary>
    public Action<int>? Committed { get; set; }

    /// <summary>Commits that stand.</summary>
    public int Commits { get; private set; }

    public HeadLock Lock { get; } = new(scheduler, trace);

    public FaultBox Faults => faults;

    public Dice Dice => dice;

    public bool IsAway { get; private set; }

    /// <summary>The session of the active relay.</summary>
    public Session? RelayHolder { get; set; }

    /// <summary>Processes with positions for a batch that has no transaction yet.</summary>
    public HashSet<SimulatedProcess> TookAhead { get; } = [];

    /// <summary>Message keys of batches that stand, wrote no new inbox entry, and whose writer was not told: it decides them again.</summary>
    public List<Guid> DecidedAgain { get; } = [];

    public void Opened(Session session) => _sessions.Add(session);

    /// <summary>A session is gone: what it held is free.</summary>
    public void Forget(Session session, Exception why)
    {
        _sessions.Remove(session);
        if (RelayHolder == session)
        {
            RelayHolder = null;
        }

        Lock.Leave(session, why);
    }

    /// <summary>The server is gone for a while, and with it all sessions.</summary>
    public void GoAway(TimeSpan time)
    {
        IsAway = true;
        foreach (var session in _sessions.ToList())
        {
            session.Dispose();
        }

        scheduler.After(time, null, () => IsAway = false);
    }

    /// <summary>Writes down what happens.</summary>
    public void Tell(SimulatedProcess process, string what) => trace.Add(scheduler.Now, process.Name, what);

    /// <summary>Reads something on a connection of its own.</summary>
    public async Task<T> ReadAsync<T>(SimulatedProcess process, Func<T> read)
    {
        using var session = new Session(this, process);
        return await session.CallAsync(Step.Read, read);
    }

    public long NextPosition() => ++_sequence;

    public IReadOnlyList<long> NextPositions(int count) => [.. Enumerable.Range(0, count).Select(_ => NextPosition())];

    /// <summary>Makes a transaction's writes stand.</summary>
    public void Apply(WrittenRows written, string writer)
    {
        Commits++;
        written.Apply(Tables, Commits);
        trace.Add(scheduler.Now, writer, $"{name} commit {Commits}: {written}");
        Committed?.Invoke(Commits);
    }

    /// <summary>Another program appends to a stream that a transaction of ours has looked at, without the lock.</summary>
    public void AppendForeign()
    {
        // Not while one of ours has its positions: a program that does not take the lock can be passed over by relays.
        var open = _sessions.Select(session => session.Transaction).Where(open => open is { Committed: false }).ToList();
        var stream = open.SelectMany(transaction => transaction!.Streams).FirstOrDefault(Tables.Streams.ContainsKey);
        if (stream is null || TookAhead.Any(process => process.Alive) || open.Exists(transaction => transaction!.TookPositions))
        {
            return;
        }

        var (position, version) = (NextPosition(), Tables.Streams[stream] + 1);
        Tables.Streams[stream] = version;
        Tables.AddEvent(new EventRow(
            position, new Guid((int)position, 0, 0, new byte[8]), stream, version, "annotation_added", "", "{}", scheduler.Now, null, null,
            Hash: null, ++Commits));
        trace.Add(scheduler.Now, "another program", $"appends to {stream}, version {version}, position {position}");
    }

    /// <summary>What is committed of the inbox and the streams.</summary>
    public CommitLoad Load(IReadOnlyList<InboxClaim> claims, IReadOnlyList<string> streams, bool recalls = false)
    {
        var known = new List<KnownClaim>();
        foreach (var claim in claims)
        {
            Add(Tables.InboxByMessage.GetValueOrDefault(claim.MessageKey));
        }

        foreach (var claim in claims)
        {
            Add(Tables.InboxByFact.GetValueOrDefault(claim.FactKey));
        }

        var contradictions = (known.Count > 0 || recalls ? claims : [])
            .SelectMany(claim => Tables.ContradictionsOf(claim.MessageKey).Concat(Tables.ContradictionsOf(claim.FactKey)))
            .Select(row => new KnownContradiction(row.Verdict, row.Claim.MessageKey, row.Claim.FactKey, row.Claim.Fingerprint));
        var found = streams.Where(Tables.Streams.ContainsKey)
            .ToDictionary(stream => stream, stream => new StreamState(true, Tables.Streams[stream], false), StringComparer.Ordinal);
        return new CommitLoad(Tables.Head, known, [.. contradictions], found);

        void Add(InboxRow? row)
        {
            if (row is not null)
            {
                known.Add(new KnownClaim(row.Record, row.Claim.Fingerprint));
            }
        }
    }
}
