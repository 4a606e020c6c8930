namespace Ledger.EventStore;

/// <summary>
/// Where a group commit reads and writes: one schema, whose rules for a transaction it keeps. The steps are in
/// <see cref="ICommitTransaction{TStates, TChanges}"/>; what is decided between them is nobody's concern here.
/// </summary>
/// <typeparam name="TStates">The consumer's states, as loaded.</typeparam>
/// <typeparam name="TChanges">What the consumer writes into tables of its own.</typeparam>
public interface ICommitStore<TStates, TChanges>
{
    /// <summary>Name of the schema, for logs and exceptions.</summary>
    string Name { get; }

    /// <summary>Begins a transaction on the writer's own connection, which is kept while all goes well.</summary>
    Task<ICommitTransaction<TStates, TChanges>> BeginAsync(CancellationToken ct);

    /// <summary>
    /// Reads beside the writer's transaction and without the lock what is committed about claims and streams, and the
    /// states. It holds only as long as the chain's end shows that nobody else has written.
    /// </summary>
    Task<CommitLook<TStates>> LookAsync(
        IReadOnlyList<InboxClaim> claims, IReadOnlyList<string> streamIds, IReadOnlyList<string> keys, CancellationToken ct);

    /// <summary>Takes positions beside the writer's transaction, which has taken its own before.</summary>
    Task<IReadOnlyList<long>> TakePositionsAsync(int count, CancellationToken ct);

    /// <summary>Closes what is open; the next transaction opens it anew.</summary>
    ValueTask DisconnectAsync();

    /// <summary>
    /// True when a write was refused because something of it stands already, which the inbox should have told: then the batch is decided
    /// once more with what <see cref="ICommitTransaction{TStates, TChanges}.RecallAsync"/> gives.
    /// </summary>
    bool SaysItStands(Exception failure) => false;
}

/// <summary>One transaction, its steps in the order in which they are called. Disposing takes back what is not committed.</summary>
/// <typeparam name="TStates">The consumer's states, as loaded.</typeparam>
/// <typeparam name="TChanges">What the consumer writes into tables of its own.</typeparam>
public interface ICommitTransaction<TStates, TChanges> : IAsyncDisposable
{
    /// <summary>
    /// Takes the chain's lock, to be held to the end, and then reads what is known about claims and streams: nothing of
    /// it can change before the commit.
    /// </summary>
    /// <param name="claims">The claims.</param>
    /// <param name="streamIds">The streams.</param>
    /// <param name="recalls">True when <see cref="RecallAsync"/> will follow: what was said against claims is read in any case.</param>
    /// <param name="ct">Gives up.</param>
    Task<CommitLoad> LockAsync(
        IReadOnlyList<InboxClaim> claims, IReadOnlyList<string> streamIds, bool recalls, CancellationToken ct);

    /// <summary>Takes the lock for a batch that is decided; <see cref="LockAsync"/> may still follow.</summary>
    Task<ChainHead> LockDecidedAsync(CancellationToken ct);

    /// <summary>Loads the consumer's states of these keys, and those that they lead to.</summary>
    Task<TStates> LoadStatesAsync(IReadOnlyCollection<string> keys, CancellationToken ct);

    /// <summary>
    /// What the consumer's own tables tell of claims, as the inbox would if it had not lost their entries. Asked with the lock held, and
    /// only where an effect was found to stand already.
    /// </summary>
    Task<IReadOnlyList<KnownClaim>> RecallAsync(IReadOnlyList<InboxClaim> claims, CancellationToken ct) =>
        Task.FromResult<IReadOnlyList<KnownClaim>>([]);

    /// <summary>Takes rising positions, of which others may be used later but never again.</summary>
    Task<IReadOnlyList<long>> TakePositionsAsync(int count, CancellationToken ct);

    /// <summary>Writes everything, in the order of <see cref="CommitRows{TChanges}"/>.</summary>
    /// <exception cref="StreamConflictException">A stream is not where it was: somebody writes without the lock.</exception>
    Task WriteAsync(CommitRows<TChanges> rows, CancellationToken ct);

    /// <summary>Commits. When it throws, the transaction may stand or not.</summary>
    Task CommitAsync(CancellationToken ct);
}
