namespace Ledger.ErpSimulators;

/// <summary>What a simulated ERP does with the next call that changes something, beside what its rules say.</summary>
public enum SimulatedFault
{
    /// <summary>Nothing beside them.</summary>
    None,

    /// <summary>Carries it out and closes the connection without an answer.</summary>
    CommitThenDrop,

    /// <summary>Closes the connection and carries nothing out.</summary>
    DropBeforeCommit,

    /// <summary>Answers HTTP 503 and carries nothing out.</summary>
    Unavailable,

    /// <summary>Takes its time: carries it out, and answers after ten seconds of its clock.</summary>
    SlowAnswer,
}
