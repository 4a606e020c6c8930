using System.Runtime.InteropServices;

namespace Ledger.EventStore;

/// <summary>All that one transaction writes, in this order; the chain's end goes last, behind the consumer's changes.</summary>
/// <param name="RecordedAt">The instant of all its rows.</param>
/// <param name="Added">New inbox entries.</param>
/// <param name="Repeats">Lines for the log of repeats.</param>
/// <param name="Settled">New dispositions of earlier inbox entries.</param>
/// <param name="Moves">Streams, from the version that was seen to the one they get.</param>
/// <param name="Events">Events in order of position.</param>
/// <param name="Changes">What the consumer writes.</param>
/// <param name="Head">The chain's new end; null when it stays.</param>
public sealed record CommitRows<TChanges>(
    DateTimeOffset RecordedAt, IReadOnlyList<InboxAddition> Added, IReadOnlyList<InboxRepeat> Repeats,
    IReadOnlyCollection<InboxSettlement> Settled, IReadOnlyList<StreamMove> Moves, IReadOnlyList<ChainedEvent> Events,
    TChanges Changes, ChainHead? Head);

/// <summary>A new inbox entry: the claim and what became of it.</summary>
public sealed record InboxAddition(InboxClaim Claim, InboxRecord Record);

/// <summary>A claim that had come before, and how.</summary>
public sealed record InboxRepeat(InboxClaim Claim, InboxVerdict Verdict);

/// <summary>A stream's way from the version we saw to the one it gets.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct StreamMove(string StreamId, bool Existed, long Seen, long Version);

/// <summary>An event that was given its place.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct AppendedEvent(long Position, long Version, string StreamId, NewEvent Event);

/// <summary>An event with its place and its link of the chain.</summary>
/// <param name="Appended">The event and its place.</param>
/// <param name="Hash">Its hash.</param>
/// <param name="Body">Its data as the server will print them: what is written, for names that are in order need no sorting there.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct ChainedEvent(AppendedEvent Appended, byte[] Hash, byte[] Body);
