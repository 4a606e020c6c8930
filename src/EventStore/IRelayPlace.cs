namespace Ledger.EventStore;

/// <summary>Where the position of one relay lies, for all processes that run a relay of its name.</summary>
public interface IRelayPlace
{
    /// <summary>The relay's name, such as <c>journal-topic</c>.</summary>
    string Name { get; }

    /// <summary>Opens a session; what it has locked is free again when it ends, however it ends.</summary>
    Task<IRelaySession> OpenAsync(CancellationToken ct);
}

/// <summary>One process at the relay's position.</summary>
public interface IRelaySession : IAsyncDisposable
{
    /// <summary>Makes this session the only active one; false when another is.</summary>
    Task<bool> TryLockAsync(CancellationToken ct);

    /// <summary>Gives the lock back; a session that broke has lost it already.</summary>
    Task UnlockAsync();

    /// <summary>The stored position; 0 for a relay that never ran.</summary>
    Task<long> ReadAsync(CancellationToken ct);

    /// <summary>Moves the position if it is still where we saw it.</summary>
    /// <exception cref="InvalidOperationException">Somebody else moved it.</exception>
    Task MoveAsync(long from, long to, CancellationToken ct);
}
