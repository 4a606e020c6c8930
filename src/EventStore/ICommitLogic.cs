namespace Ledger.EventStore;

/// <summary>A consumer's logic inside the group commit: pure decisions between one load and one write.</summary>
/// <typeparam name="TMessage">What comes in.</typeparam>
/// <typeparam name="TOutcome">What whoever awaits the message is told.</typeparam>
/// <typeparam name="TStates">The states that decisions are made over, as the store loads them.</typeparam>
/// <typeparam name="TChanges">What it writes into tables of its own.</typeparam>
public interface ICommitLogic<TMessage, TOutcome, TStates, TChanges>
{
    /// <summary>What the message claims in the inbox; null for messages that concern an earlier claim (sweeps).</summary>
    InboxClaim? ClaimOf(TMessage message);

    /// <summary>The stream the message is about: the only one its decision may append to.</summary>
    string StreamOf(TMessage message);

    /// <summary>
    /// Keys of the states that its decision may need, as far as the message tells them; what those lead to is the
    /// consumer's tables to find. Where states are those of streams, the stream is the key.
    /// </summary>
    IEnumerable<string> KeysOf(TMessage message) => [StreamOf(message)];

    /// <summary>Begins a batch over states that are those of the moment at which it will be committed.</summary>
    ICommitBatch<TMessage, TOutcome, TStates, TChanges> Begin(TStates states);
}

/// <summary>The states of one batch.</summary>
/// <typeparam name="TMessage">What comes in.</typeparam>
/// <typeparam name="TOutcome">What whoever awaits the message is told.</typeparam>
/// <typeparam name="TStates">The states, as the store loads them.</typeparam>
/// <typeparam name="TChanges">What is written into the consumer's own tables.</typeparam>
public interface ICommitBatch<TMessage, TOutcome, TStates, out TChanges>
{
    /// <summary>
    /// Decides one message, in order of arrival. Pure but for the batch's own states, which it may change only when
    /// it returns; an exception fails this message alone and leaves the states as they were.
    /// </summary>
    Decision<TOutcome> Decide(TMessage message, InboxFinding finding);

    /// <summary>
    /// True when a decision looks as if its fact stood already although the inbox does not know it: then the batch is decided once more
    /// with what the consumer's tables recall.
    /// </summary>
    bool Doubts => false;

    /// <summary>What the decisions change in the consumer's own tables; asked once, after all of them.</summary>
    /// <param name="appended">Every appended event with its position, in order.</param>
    TChanges Changes(IReadOnlyList<AppendedEvent> appended);

    /// <summary>
    /// What the states of some keys are once this batch is committed: what it made of them, and for those it has not
    /// touched what was loaded. Asked while the batch is written; must change nothing in it.
    /// </summary>
    /// <param name="loaded">Their states without this batch, or already with it.</param>
    /// <param name="keys">The keys.</param>
    TStates After(TStates loaded, IReadOnlyCollection<string> keys);
}
