using Npgsql;

namespace Ledger.EventStore;

/// <summary>A consumer's logic inside the group commit: pure decisions between one load and one write.</summary>
/// <typeparam name="TMessage">What comes in.</typeparam>
/// <typeparam name="TOutcome">What whoever awaits the message is told.</typeparam>
public interface ICommitLogic<TMessage, TOutcome>
{
    /// <summary>What the message claims in the inbox; null for messages that concern an earlier claim (sweeps).</summary>
    InboxClaim? ClaimOf(TMessage message);

    /// <summary>The stream the message is about: the only one its decision may append to.</summary>
    string StreamOf(TMessage message);

    /// <summary>
    /// Loads the states of all touched streams in one round trip. Runs inside the transaction, with the schema's
    /// lock held, so what it reads cannot change before the commit.
    /// </summary>
    Task<ICommitBatch<TMessage, TOutcome>> LoadAsync(
        NpgsqlConnection connection, IReadOnlyCollection<string> streamIds, CancellationToken ct);
}

/// <summary>The states of one batch.</summary>
public interface ICommitBatch<TMessage, TOutcome>
{
    /// <summary>
    /// Decides one message, in order of arrival. Pure but for the batch's own states, which it may change only when
    /// it returns; an exception fails this message alone and leaves the states as they were.
    /// </summary>
    Decision<TOutcome> Decide(TMessage message, InboxFinding finding);

    /// <summary>
    /// Adds the read models' writes to the pipelined batch that also carries the events, once, after all decisions.
    /// </summary>
    /// <param name="batch">Commands run in order, in one round trip, inside the transaction.</param>
    /// <param name="appended">Every appended event with its position, in order.</param>
    void Write(NpgsqlBatch batch, IReadOnlyList<AppendedEvent> appended);
}

/// <summary>An event that was given its place.</summary>
public readonly record struct AppendedEvent(long Position, long Version, string StreamId, NewEvent Event);
