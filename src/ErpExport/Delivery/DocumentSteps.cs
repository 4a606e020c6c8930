using Ledger.ErpExport.Adapters;
using Ledger.ErpExport.Events;

namespace Ledger.ErpExport.Delivery;

/// <summary>What a step makes of a standing. Pure.</summary>
static class DocumentSteps
{
    /// <summary>The standing behind a step.</summary>
    public static DocumentStanding Apply(DocumentStanding before, DocumentStep step, DateTimeOffset at) => before with
    {
        State = step.To,
        Version = before.Version + 1,
        Attempt = before.Attempt + (step.IsAttempt ? 1 : IsThrottledHandingIn(before, step) ? -1 : 0),
        Generation = before.Generation + (step.Payload is null ? 0 : 1),
        PayloadHash = step.Payload?.Document.Hash() ?? before.PayloadHash,
        Handle = step.WithoutHandle ? null : step.Handle ?? before.Handle,
        ErpId = step.ErpId ?? before.ErpId,
        ErpNumber = step.ErpNumber ?? before.ErpNumber,
        PostedDate = step.PostedDate ?? before.PostedDate,
        Reason = step.Why?.Reason,
        Detail = step.Why?.Detail,
        ErpCode = step.Why?.ErpCode,
        Evidence = step.Evidence == ErpAnswerEvidence.None ? before.Evidence : step.Evidence,
        UnknownSince = step.To == DocumentState.Unknown ? before.UnknownSince ?? at : null,
        FirstSentAt = step.Payload is not null ? null : before.FirstSentAt ?? (step.To == DocumentState.Sending ? at : null),
        DueAt = step.DueAt,
        ChangedAt = at,
        ChangedBy = step.Actor,
    };

    // Of a draft that is to be posted the handing in has long been counted, and stays.
    static bool IsThrottledHandingIn(DocumentStanding before, DocumentStep step) =>
        step.To == DocumentState.Throttled && before.State == DocumentState.Sending;

    /// <summary>The event of a step.</summary>
    public static ErpDocumentMoved FactOf(
        DocumentStep step, DocumentStanding before, DocumentStanding after, IReadOnlyList<CutDocument> beside) => new()
        {
            Id = step.Id,
            Target = after.Target,
            Actor = step.Actor,
            Reference = after.Reference.Value,
            Version = after.Version,
            From = before.State.Word(),
            To = after.State.Word(),
            Generation = after.Generation,
            PayloadHash = after.PayloadHash,
            Attempt = after.Attempt,
            Handle = after.Handle,
            ErpId = after.ErpId,
            ErpNumber = after.ErpNumber,
            PostedDate = after.PostedDate,
            Reason = after.Reason?.WireName(),
            Detail = after.Detail,
            AnswerStatus = step.Evidence.Status,
            AnswerSha256 = step.Evidence.BodySha256.Length > 0 ? step.Evidence.BodySha256 : null,
            Beside = beside.Count > 0 ? beside : null,
            Excluded = step.Excluded.Count,
            Remark = step.Remark,
        };
}
