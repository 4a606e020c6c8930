namespace Ledger.Confirmation;

/// <summary>Where a report is on its way; the texts stand in <c>provider_read.state</c>.</summary>
public static class ReadState
{
    /// <summary>It is to be read.</summary>
    public const string Waiting = "waiting";

    /// <summary>It is known what goes out; that is being published.</summary>
    public const string Decided = "decided";

    /// <summary>The broker has confirmed all that goes out. An end.</summary>
    public const string Released = "released";

    /// <summary>A person must look: the object does not bear out the message. Nothing went out.</summary>
    public const string Held = "held";

    /// <summary>Its deadline has passed; the report goes to the dead letters.</summary>
    public const string Expired = "expired";

    /// <summary>It lies in the dead-letter queue; redriving it reads it again. Nothing went out.</summary>
    public const string Failed = "failed";

    /// <summary>A person has closed it, and said why: nothing goes out. An end, unless a person has it read again.</summary>
    public const string Dismissed = "dismissed";
}
