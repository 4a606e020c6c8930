namespace Ledger.EventStore;

/// <summary>What a transaction has read under the chain's lock.</summary>
/// <param name="Head">The end of the chain.</param>
/// <param name="Known">Inbox entries that have the message key or the fact key of a claim; one may come twice.</param>
/// <param name="Contradictions">Recorded contradictions of the claims' keys; none where no entry is known to contradict.</param>
/// <param name="Streams">The streams that exist.</param>
public sealed record CommitLoad(
    ChainHead Head, IReadOnlyList<KnownClaim> Known, IReadOnlyList<KnownContradiction> Contradictions,
    IReadOnlyDictionary<string, StreamState> Streams);

/// <summary>What was read without the lock.</summary>
/// <param name="Load">Of claims and streams; its head says nothing.</param>
/// <param name="States">The consumer's states.</param>
public sealed record CommitLook<TStates>(CommitLoad Load, TStates States);

/// <summary>An inbox entry with the fingerprint of its content.</summary>
public sealed record KnownClaim(InboxRecord Record, byte[] Fingerprint);

/// <summary>A contradiction that is in the log of repeats.</summary>
/// <param name="Verdict"><see cref="InboxVerdict.KeyReused"/> or <see cref="InboxVerdict.FactContradicted"/>.</param>
/// <param name="MessageKey">Message key of what contradicted.</param>
/// <param name="FactKey">Its fact key.</param>
/// <param name="Fingerprint">Its content.</param>
public sealed record KnownContradiction(InboxVerdict Verdict, Guid MessageKey, Guid FactKey, byte[] Fingerprint);
