using Ledger.EventStore;
using Ledger.Simulation.Kernel;

namespace Ledger.Simulation.Storage;

/// <summary>The group commit's store of one process.</summary>
sealed class SimulatedCommitStore<TStates, TChanges>(
    SimulatedDatabase database, ISimulatedSchema<TStates, TChanges> schema, SimulatedProcess process) : ICommitStore<TStates, TChanges>
{
    Session? _session;
    Session? _beside;

    public string Name => database.Name;

    public async Task<ICommitTransaction<TStates, TChanges>> BeginAsync(CancellationToken ct)
    {
        _session ??= new Session(database, process);
        await _session.CallAsync(Step.Begin, () => { });
        return new SimulatedTransaction<TStates, TChanges>(database, schema, _session);
    }

    public async Task<CommitLook<TStates>> LookAsync(
        IReadOnlyList<InboxClaim> claims, IReadOnlyList<string> streamIds, IReadOnlyList<string> keys, CancellationToken ct)
    {
        _beside ??= new Session(database, process);
        try
        {
            var load = await _beside.CallAsync(Step.Look, () => database.Load(claims, streamIds));
            return new CommitLook<TStates>(load, await schema.LoadAsync(_beside, Step.Look, keys));
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
sealed class SimulatedTransaction<TStates, TChanges> : SimulatedTransaction, ICommitTransaction<TStates, TChanges>
{
    readonly SimulatedDatabase _database;
    readonly ISimulatedSchema<TStates, TChanges> _schema;
    readonly Session _session;

    public SimulatedTransaction(SimulatedDatabase database, ISimulatedSchema<TStates, TChanges> schema, Session session)
    {
        (_database, _schema, _session) = (database, schema, session);
        session.Transaction = this;
    }

    public Task<CommitLoad> LockAsync(
        IReadOnlyList<InboxClaim> claims, IReadOnlyList<string> streamIds, bool recalls, CancellationToken ct) =>
        _session.CallAsync<CommitLoad>(Step.Lock, (answer, refuse) => _database.Lock.Take(
            _session,
            () =>
            {
                Streams = streamIds;
                _database.TookAhead.Remove(_session.Process);
                answer(_database.Load(claims, streamIds, recalls));
            },
            refuse));

    public Task<TStates> LoadStatesAsync(IReadOnlyCollection<string> keys, CancellationToken ct) =>
        _schema.LoadAsync(_session, Step.LoadStates, keys);

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

    public async Task WriteAsync(CommitRows<TChanges> rows, CancellationToken ct)
    {
        var tables = _database.Tables;
        if (rows.Added.Count + rows.Repeats.Count + rows.Settled.Count > 0)
        {
            await _session.CallAsync(Step.WriteInbox, () => Written.WriteInbox(tables, rows));
        }

        if (rows.Events.Count > 0)
        {
            await _session.CallAsync(Step.WriteStreams, () => Written.WriteStreams(tables, rows.Moves));
            await _session.CallAsync(Step.WriteEvents, () => Written.WriteEvents(tables, rows.Events));
        }

        if (rows.Events.Count + rows.Added.Count > 0)
        {
            await _session.CallAsync(Step.WriteReadModels, () => Written.WriteReadModels(_schema.Write(rows.Changes)));
        }

        if (rows.Head is { } head)
        {
            await _session.CallAsync(Step.WriteHead, () => Written.WriteHead(head));
        }
    }

    public Task CommitAsync(CancellationToken ct) => _session.CallAsync(Step.Commit, () =>
    {
        if (Written.Any)
        {
            _database.Apply(Written, _session.Process.Name);
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
