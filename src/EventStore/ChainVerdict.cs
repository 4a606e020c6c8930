using System.Runtime.InteropServices;

namespace Ledger.EventStore;

/// <summary>What recomputing the hash chain showed.</summary>
/// <param name="Events">Events whose hash was recomputed and found right.</param>
/// <param name="Unchained">Events without hash, appended by another program.</param>
/// <param name="Break">The first break; null when the chain is whole.</param>
public sealed record ChainVerdict(long Events, long Unchained, ChainBreak? Break)
{
    /// <summary>True when nothing was changed, removed, added to or reordered in the chain.</summary>
    public bool Whole => Break is null;
}

/// <summary>Where the chain breaks first.</summary>
/// <param name="Position">The event that does not follow from the one before it.</param>
/// <param name="Reason">What was found and what was expected, for people.</param>
public sealed record ChainBreak(long Position, string Reason);

/// <summary>The fields of a stored event that its hash covers.</summary>
[StructLayout(LayoutKind.Auto)]
readonly record struct ChainRow(
    long Position, Guid Id, string StreamId, long Version, string Type, string DotNetType, long Microseconds,
    string? CorrelationId, string? CausationId, string Body);
