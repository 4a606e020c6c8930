namespace Ledger.Cli.Replaying;

/// <summary>What the journal's inbox and the confirmation know about a fact that a replayed message gives.</summary>
enum FactFinding
{
    /// <summary>Neither its message nor the fact is in the journal: it is published.</summary>
    New,

    /// <summary>The message or the fact, with this content; or what the provider's object stated in its place.</summary>
    Identical,

    /// <summary>The same, and the journal holds it until what it waits for has come.</summary>
    OnHold,

    /// <summary>The same, and the journal has refused it: it is an exception, and a person's.</summary>
    Refused,

    /// <summary>The message or the fact, with other content: it is published, and becomes an exception.</summary>
    Different,

    /// <summary>The message or the fact with other content, and this content too: it was judged when it came.</summary>
    Judged,

    /// <summary>Its message is still to be read at the provider: the confirmation publishes what the object states.</summary>
    Waiting,

    /// <summary>The provider's object does not bear its message out: a person decides.</summary>
    Held,

    /// <summary>Its message could not be read before its deadline, and lies in the dead letters.</summary>
    Dead,

    /// <summary>A person has closed its message for good: nothing of it is posted.</summary>
    Dismissed,

    /// <summary>The provider's object says that there is nothing to post.</summary>
    NoFact,
}
