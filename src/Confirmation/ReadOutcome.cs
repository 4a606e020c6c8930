namespace Ledger.Confirmation;

/// <summary>What a read came to: THE closed list; the texts stand in <c>provider_read.outcome</c>.</summary>
public static class ReadOutcome
{
    /// <summary>The object states what the message stated, or has come further through it. Released, with the object's details.</summary>
    public const string Confirmed = "confirmed";

    /// <summary>The message only pointed at an object; the facts are the object's. Released.</summary>
    public const string Completed = "completed";

    /// <summary>The object states other amounts than the message: the object wins, both are kept. Released.</summary>
    public const string Contradicted = "contradicted";

    /// <summary>The object does not state the fact, and never came by it. Held for a person.</summary>
    public const string Denied = "denied";

    /// <summary>The message must be read, and the object does not tell its fact either. Held for a person.</summary>
    public const string Incomplete = "incomplete";

    /// <summary>The message must be read, and the object says that there is nothing to post. Nothing to release.</summary>
    public const string NoFact = "no-fact";

    /// <summary>The provider's API has nothing to read for such a message: released as it was reported.</summary>
    public const string NotOffered = "not-offered";

    /// <summary>No read succeeded before the deadline (R-GW-13). Nothing went out; a dead letter.</summary>
    public const string FetchFailed = "fetch-failed";

    /// <summary>A person accepted what was held, as it was reported. Released.</summary>
    public const string Accepted = "accepted";
}
