namespace Ledger.Evidence;

/// <summary>Whether an archived body can be read.</summary>
public enum BodyStanding
{
    /// <summary>It can.</summary>
    Kept,

    /// <summary>It was not asked for.</summary>
    NotAsked,

    /// <summary>It, or its key, was destroyed on purpose; the act says when and why.</summary>
    Destroyed,

    /// <summary>It is there, but the master key that it needs is not at hand.</summary>
    Locked,

    /// <summary>What lies there does not open under its keys, or cannot be unpacked.</summary>
    Damaged,
}

/// <summary>What was done to bodies on purpose.</summary>
/// <param name="ActId">Its row.</param>
/// <param name="Kind"><c>erasure</c>, <c>retention</c> or <c>rotation</c>.</param>
/// <param name="At">When (UTC).</param>
/// <param name="By">Who.</param>
/// <param name="Reason">Why; null when none was given.</param>
public sealed record ArchiveAct(long ActId, string Kind, DateTimeOffset At, string By, string? Reason);
