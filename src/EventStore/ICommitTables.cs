using Npgsql;

namespace Ledger.EventStore;

/// <summary>A consumer's own tables on PostgreSQL, read and written inside the group commit's transaction.</summary>
/// <typeparam name="TStates">What it decides over.</typeparam>
/// <typeparam name="TChanges">What it writes.</typeparam>
public interface ICommitTables<TStates, in TChanges>
{
    /// <summary>
    /// Loads the states of all keys, and those that they lead to, in one round trip; with the schema's lock held, or ahead of
    /// it.
    /// </summary>
    Task<TStates> LoadAsync(NpgsqlConnection connection, IReadOnlyCollection<string> keys, CancellationToken ct);

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
