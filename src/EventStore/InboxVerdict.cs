namespace Ledger.EventStore;

/// <summary>What the inbox knows about a claim, in order of precedence.</summary>
public enum InboxVerdict
{
    /// <summary>The message key is known with another fingerprint: <c>KEY_REUSED</c>.</summary>
    KeyReused,

    /// <summary>The same message came before: a logged no-op.</summary>
    SameMessage,

    /// <summary>Another message reported the same fact with another fingerprint: <c>FACT_CONTRADICTED</c>.</summary>
    FactContradicted,

    /// <summary>Another message reported the same fact: a logged no-op.</summary>
    SameFact,

    /// <summary>Never seen.</summary>
    New,
}
