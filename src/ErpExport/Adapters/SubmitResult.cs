namespace Ledger.ErpExport.Adapters;

/// <summary>What became of one document that was handed in. Success is read from the body, never from the status alone.</summary>
public abstract record SubmitResult
{
    SubmitResult()
    {
    }

    /// <summary>What the ERP said.</summary>
    public ErpAnswerEvidence Evidence { get; init; } = ErpAnswerEvidence.None;

    /// <summary>It lies there as a draft, which does not count yet.</summary>
    /// <param name="Draft">Where to go on.</param>
    public sealed record Drafted(SubmissionHandle Draft) : SubmitResult;

    /// <summary>It was taken in and is worked on.</summary>
    /// <param name="Job">Where to ask.</param>
    /// <param name="AskAgain">When.</param>
    public sealed record Accepted(SubmissionHandle Job, TimeSpan AskAgain) : SubmitResult;

    /// <summary>It is posted.</summary>
    /// <param name="ErpId">The ERP's id of it.</param>
    /// <param name="Number">The number a bookkeeper sees; null when the ERP gives none.</param>
    /// <param name="Date">The date under which it was posted; null when the answer does not say.</param>
    public sealed record Posted(string ErpId, string? Number, DateOnly? Date) : SubmitResult;

    /// <summary>Nobody can say: a timeout, a broken connection, an answer that makes no sense.</summary>
    /// <param name="Reason">Which of them.</param>
    /// <param name="Detail">One sentence for people.</param>
    public sealed record Unknown(ErpReason Reason, string Detail) : SubmitResult;

    /// <summary>Not taken, because there were too many calls: nothing happened.</summary>
    /// <param name="RetryAfter">How long the whole target pauses; null for its profile's default.</param>
    public sealed record Throttled(TimeSpan? RetryAfter) : SubmitResult;

    /// <summary>Not taken: a person must do something in the ERP first (open a period, renew access).</summary>
    /// <param name="Refusal">Why.</param>
    public sealed record Held(ErpRefusal Refusal) : SubmitResult;

    /// <summary>Refused for what it says.</summary>
    /// <param name="Refusal">Why.</param>
    public sealed record Rejected(ErpRefusal Refusal) : SubmitResult;
}

/// <summary>Why an ERP, or we before it, refuse a document.</summary>
/// <param name="Reason">The name.</param>
/// <param name="Detail">What was found, and the ERP's own words, for people.</param>
/// <param name="ErpCode">The ERP's own code; null when it gives none.</param>
public sealed record ErpRefusal(ErpReason Reason, string Detail, string? ErpCode = null);
