namespace Ledger.Gateway;

/// <summary>What kind of answer a delivery got; also the tag of its measurements.</summary>
enum Outcome
{
    /// <summary>Everything in it was translated and is confirmed by the broker.</summary>
    Accepted,

    /// <summary>Authentic and archived, but it states nothing to post.</summary>
    Ignored,

    /// <summary>Authentic and archived, but not (wholly) translated: ours to resolve.</summary>
    Exception,

    /// <summary>Not taken.</summary>
    Refused,
}
