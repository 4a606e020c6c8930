namespace Ledger.Intake;

/// <summary>What kind of answer a delivery got; also the tag of its measurements.</summary>
public enum Outcome
{
    /// <summary>Everything in it was translated and is confirmed by the broker.</summary>
    Accepted,

    /// <summary>Authentic and archived, but it states nothing to post.</summary>
    Ignored,

    /// <summary>Authentic and archived, but not (wholly) translated: ours to resolve.</summary>
    Exception,

    /// <summary>Not taken.</summary>
    Refused,

    /// <summary>No delivery: a provider asked whether the endpoint is ours.</summary>
    Challenge,
}

/// <summary>Names of outcomes, in answers and in measurements.</summary>
public static class OutcomeNames
{
    /// <summary>The name, such as <c>accepted</c>.</summary>
    public static string Name(this Outcome outcome) => outcome switch
    {
        Outcome.Accepted => "accepted",
        Outcome.Ignored => "ignored",
        Outcome.Exception => "exception",
        Outcome.Refused => "refused",
        Outcome.Challenge => "challenge",
    };
}
