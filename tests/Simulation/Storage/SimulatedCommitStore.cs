using Ledger.EventStore;
using Ledger.JournalPosting.Storage;
using Ledger.Simulation.Kernel;
using States = System.Collections.Generic.IReadOnlyDictionary<string, Ledger.JournalPosting.States.PaymentState>;

namespace Ledger.Simulation.Storage;

/// <summary>The group commit's store of one process.</summary>
sealed class SimulatedCommitStore(SimulatedDatabase database, SimulatedProcess process) : ICommitStore<States, ReadModelChanges>
{
    Session? _session;
    Session? _beside;

    public string Name => "journal";

    public async Task<ICommitTransaction<States, ReadModelChanges>> BeginAsync(CancellationToken ct)
    {
        _session ??= new Session(database, process);
        await _session.CallAsync(Step.Begin, () => { });
        return new SimulatedTransaction(database, _session);
    }

    public async Task<CommitLook<States>> LookAsync(
        IReadOnlyList<InboxClaim> claims, IReadOnlyList<string> streamIds, IReadOnlyList<string> keys, CancellationToken ct)
    {
        _beside ??= new Session(database, process);
        try
        {
            var load = await _beside.CallAsync(Step.Look, () => database.Load(claims, streamIds));
            return new CommitLook<States>(load, await _beside.CallAsync(Step.Look, () => database.StatesOf(keys)));
        }
        catch
        {
            _beside.Dispose();
            _beside = null;
            throw;
        }
    }

    public Task<IReadOnlyList<long>> TakePositionsAsync(int count, CancellationToken ct) =>
        _beside!.CallAsync(Step.TakePositions, () =>
        {
            database.TookAhead.Add(process);
            return database.NextPositions(count);
        });

    public ValueTask DisconnectAsync()
    {
        _session?.Dispose();
        _session = null;
        _beside?.Dispose();
        _beside = null;
        return ValueTask.CompletedTask;
    }
}

/// <summary>A transaction: what it writes is to be seen when it commits.</summary>
sealed class SimulatedTransaction : ICommitTransaction<States, ReadModelChanges>
{
    readonly SimulatedDatabase _database;
    readonly Session _session;
    readonly WrittenRows _written = new();

    public SimulatedTransaction(SimulatedDatabase database, Session session)
    {
        (_database, _session) = (database, session);
        session.Transaction = this;
    }

    /// <summary>Streams that it has looked at.</summary>
    public IReadOnlyList<string> Streams { get; private set; } = [];

    public bool TookPositions { get; private set; }

    /// <summary>True once it stands, told or not.</summary>
    public bool Committed { get; private set; }

    /// <summary>Message keys of a batch of repeats only.</summary>
    public IReadOnlyList<Guid> Repeated => _written.Repeated;

    public Task<CommitLoad> LockAsync(IReadOnlyList<InboxClaim> claims, IReadOnlyList<string> streamIds, CancellationToken ct) =>
        _session.CallAsync<CommitLoad>(Step.Lock, (answer, refuse) => _database.Lock.Take(
            _session,
            () =>
            {
                Streams = streamIds;
                _database.TookAhead.Remove(_session.Process);
                answer(_database.Load(claims, streamIds));
            },
            refuse));

    public Task<States> LoadStatesAsync(IReadOnlyCollection<string> keys, CancellationToken ct) =>
        _session.CallAsync(Step.LoadStates, () => _database.StatesOf(keys));

    public Task<ChainHead> LockDecidedAsync(CancellationToken ct) =>
        _session.CallAsync<ChainHead>(Step.Lock, (answer, refuse) => _database.Lock.Take(
            _session,
            () =>
            {
                _database.Tell(_session.Process, "has decided ahead");
                TookPositions = _database.TookAhead.Remove(_session.Process);
                answer(_database.Tables.Head);
            },
            refuse));

    public Task<IReadOnlyList<long>> TakePositionsAsync(int count, CancellationToken ct) =>
        _session.CallAsync<IReadOnlyList<long>>(Step.TakePositions, () =>
        {
            TookPositions = true;
            return _database.NextPositions(count);
        });

    public async Task WriteAsync(CommitRows<ReadModelChanges> rows, CancellationToken ct)
    {
        var tables = _database.Tables;
        if (rows.Added.Count + rows.Repeats.Count + rows.Settled.Count > 0)
        {
            await _session.CallAsync(Step.WriteInbox, () => _written.WriteInbox(tables, rows));
        }

        if (rows.Events.Count > 0)
        {
            await _session.CallAsync(Step.WriteStreams, () => _written.WriteStreams(tables, rows.Moves));
            await _session.CallAsync(Step.WriteEvents, () => _written.WriteEvents(tables, rows.Events));
            await _session.CallAsync(Step.WriteReadModels, () => _written.WriteReadModels(tables, rows.Changes));
        }

        if (rows.Head is { } head)
        {
            await _session.CallAsync(Step.WriteHead, () => _written.WriteHead(head));
        }
    }

    public Task CommitAsync(CancellationToken ct) => _session.CallAsync(Step.Commit, () =>
    {
        if (_written.Any)
        {
            _database.Apply(_written, _session.Process.Name);
        }

        Committed = true;
        _database.Lock.Release(_session);
    });

    public ValueTask DisposeAsync()
    {
        End();
        return ValueTask.CompletedTask;
    }

    void End()
    {
        if (_session.Transaction == this)
        {
            _session.Transaction = null;
            _database.Lock.Release(_session);
        }
    }
}
