using Npgsql;

namespace Ledger.EventStore;

/// <summary>A consumer's own tables on PostgreSQL, read and written inside the group commit's transaction.</summary>
/// <typeparam name="TStates">What it decides over.</typeparam>
/// <typeparam name="TChanges">What it writes.</typeparam>
public interface ICommitTables<TStates, in TChanges>
{
    /// <summary>Loads the states of all keys, and those that they lead to, in one round trip.</summary>
    Task<TStates> LoadAsync(NpgsqlConnection connection, IReadOnlyCollection<string> keys, CancellationToken ct);

    /// <summary>
    /// The same with the schema's lock held. What <see cref="Committed"/> has told holds if its end is still this one.
    /// </summary>
    Task<TStates> LoadLockedAsync(
        NpgsqlConnection connection, IReadOnlyCollection<string> keys, ChainHead end, CancellationToken ct) =>
        LoadAsync(connection, keys, ct);

    /// <summary>Told after each commit of this writer what it has changed, and the chain's end before and after.</summary>
    void Committed(TChanges changes, ChainHead before, ChainHead end)
    {
    }

    /// <summary>
    /// What effects that stand tell of claims whose inbox entries were lost: each as its entry would be, but for the message's key, which
    /// counts for nothing. Nothing unless a consumer knows better.
    /// </summary>
    Task<IReadOnlyList<KnownClaim>> RecallAsync(
        NpgsqlConnection connection, IReadOnlyList<InboxClaim> claims, CancellationToken ct) =>
        Task.FromResult<IReadOnlyList<KnownClaim>>([]);

    /// <summary>
    /// Adds the writes to the pipelined batch that also carries the events. The commands run in order, in one round
    /// trip; their texts must be constant, for they are prepared.
    /// </summary>
    void Write(NpgsqlBatch batch, TChanges changes);
}
