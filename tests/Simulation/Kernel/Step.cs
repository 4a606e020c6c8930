namespace Ledger.Simulation.Kernel;

/// <summary>A step of the product at which something can go wrong.</summary>
public enum Step
{
    /// <summary>A connection is opened or a transaction begun.</summary>
    Begin,

    /// <summary>The chain's lock is taken; inbox and streams are read.</summary>
    Lock,

    /// <summary>States are read.</summary>
    LoadStates,

    /// <summary>The next batch is looked up beside the lock.</summary>
    Look,

    /// <summary>Positions are taken.</summary>
    TakePositions,

    /// <summary>Inbox entries are written.</summary>
    WriteInbox,

    /// <summary>Streams are written.</summary>
    WriteStreams,

    /// <summary>Events are written.</summary>
    WriteEvents,

    /// <summary>Read models are written.</summary>
    WriteReadModels,

    /// <summary>The chain's end is written.</summary>
    WriteHead,

    /// <summary>The commit.</summary>
    Commit,

    /// <summary>Anything is read outside a group commit: overdue holds, events, positions.</summary>
    Read,

    /// <summary>The relay's position is moved.</summary>
    MoveRelay,

    /// <summary>An entry is published.</summary>
    Publish,

    /// <summary>A message is acknowledged.</summary>
    Acknowledge,
}
