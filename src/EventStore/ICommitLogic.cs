namespace Ledger.EventStore;

/// <summary>A consumer's logic inside the group commit: pure decisions between one load and one write.</summary>
/// <typeparam name="TMessage">What comes in.</typeparam>
/// <typeparam name="TOutcome">What whoever awaits the message is told.</typeparam>
/// <typeparam name="TStates">The states of all touched streams, as the store loads them.</typeparam>
/// <typeparam name="TChanges">What it writes into tables of its own.</typeparam>
public interface ICommitLogic<TMessage, TOutcome, TStates, TChanges>
{
    /// <summary>What the message claims in the inbox; null for messages that concern an earlier claim (sweeps).</summary>
    InboxClaim? ClaimOf(TMessage message);

    /// <summary>The stream the message is about: the only one its decision may append to.</summary>
    string StreamOf(TMessage message);

    /// <summary>Begins a batch over states that were read under the schema's lock.</summary>
    ICommitBatch<TMessage, TOutcome, TChanges> Begin(TStates states);
}

/// <summary>The states of one batch.</summary>
/// <typeparam name="TMessage">What comes in.</typeparam>
/// <typeparam name="TOutcome">What whoever awaits the message is told.</typeparam>
/// <typeparam name="TChanges">What is written into the consumer's own tables.</typeparam>
public interface ICommitBatch<TMessage, TOutcome, out TChanges>
{
    /// <summary>
    /// Decides one message, in order of arrival. Pure but for the batch's own states, which it may change only when
    /// it returns; an exception fails this message alone and leaves the states as they were.
    /// </summary>
    Decision<TOutcome> Decide(TMessage message, InboxFinding finding);

    /// <summary>What the decisions change in the consumer's own tables; asked once, after all of them.</summary>
    /// <param name="appended">Every appended event with its position, in order.</param>
    TChanges Changes(IReadOnlyList<AppendedEvent> appended);
}
