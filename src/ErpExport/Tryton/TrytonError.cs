using Ledger.ErpExport.Adapters;

namespace Ledger.ErpExport.Tryton;

/// <summary>What went wrong with a call.</summary>
/// <param name="Reason">Its name.</param>
/// <param name="Detail">What was found, with Tryton's own words.</param>
/// <param name="Code">Tryton's own name of it, such as <c>UserError</c>, or <c>HTTP 404</c>; null when it gives none.</param>
/// <param name="RetryAfter">Set when there were too many calls: when to call again.</param>
sealed record TrytonError(ErpReason Reason, string Detail, string? Code = null, TimeSpan? RetryAfter = null)
{
    /// <summary>What a part of Tryton's sentence says. They are asked for in English; the first that fits counts.</summary>
    static readonly (string Part, ErpReason Reason)[] Sentences =
    [
        ("You are not allowed to", ErpReason.AccessRefused),
        ("closed period", ErpReason.PeriodClosed),
        ("closed journal-period", ErpReason.PeriodClosed),
        ("you must create a period for the date", ErpReason.PeriodClosed),
        ("field \"Period\" in \"Account Move\"", ErpReason.PeriodClosed),
        ("you must balance all its lines", ErpReason.Unbalanced),
        ("exceeds the limit of", ErpReason.FieldInvalid),
        ("contains some invalid chars", ErpReason.FieldInvalid),
        ("is too long", ErpReason.FieldInvalid),
        ("To create a line on account", ErpReason.MasterDataMissing),
        ("field \"Account\" in", ErpReason.MasterDataMissing),
        ("field \"Party\" in", ErpReason.MasterDataMissing),
        ("field \"Journal\" in", ErpReason.MasterDataMissing),
        ("field \"Company\" in", ErpReason.MasterDataMissing),
        ("field \"Second Currency\" in", ErpReason.MasterDataMissing),
    ];

    /// <summary>True when Tryton says no: nothing of the call was done. Everything else may have been.</summary>
    public bool IsRefusal => RetryAfter is null
        && Reason is not (ErpReason.TimedOut or ErpReason.ConnectionLost or ErpReason.ErpFault or ErpReason.AnswerUnreadable);

    /// <summary>Reads Tryton's own sentence.</summary>
    public static TrytonError OfSentence(string code, string sentence) => new(
        Array.Find(Sentences, each => sentence.Contains(each.Part, StringComparison.Ordinal)) is { Part: not null } known
            ? known.Reason
            : ErpReason.RefusedByErp,
        $"Tryton says: {sentence}", code);

    /// <summary>The same as a question's end: Tryton could not be asked.</summary>
    public ErpAwayException ToException() => new(
        Reason is ErpReason.AccessRefused or ErpReason.AnswerUnreadable ? Reason : ErpReason.ErpFault, Detail, RetryAfter);

    /// <summary>The same as what became of a document.</summary>
    public SubmitResult ToResult(ErpAnswerEvidence evidence) => (this switch
    {
        { RetryAfter: { } wait } => new SubmitResult.Throttled(wait),
        { Reason: ErpReason.TimedOut or ErpReason.ConnectionLost or ErpReason.ErpFault or ErpReason.AnswerUnreadable } =>
            new SubmitResult.Unknown(Reason, Detail),
        { Reason: ErpReason.AccessRefused or ErpReason.PeriodClosed } => new SubmitResult.Held(ToRefusal()),
        _ => (SubmitResult)new SubmitResult.Rejected(ToRefusal()),
    }) with
    { Evidence = evidence };

    /// <summary>What a document becomes when Tryton could not be reached.</summary>
    public static SubmitResult ResultOf(ErpAwayException away) =>
        new TrytonError(away.Reason, away.Message, RetryAfter: away.RetryAfter).ToResult(ErpAnswerEvidence.None);

    ErpRefusal ToRefusal() => new(Reason, Detail, Code);
}
