using System.Globalization;
using Ledger.ErpExport.Adapters;
using Ledger.ErpExport.Storage;

namespace Ledger.ErpExport.Delivery;

/// <summary>What an outside adapter's word makes of a document. Pure.</summary>
static class Acknowledgements
{
    static readonly Dictionary<string, DocumentState> States = new(StringComparer.Ordinal)
    {
        ["accepted"] = DocumentState.Accepted,
        ["posted"] = DocumentState.Posted,
        ["confirmed"] = DocumentState.Confirmed,
        ["rejected"] = DocumentState.Rejected,
    };

    // What a document has been through when it stands here: words about it that come late say nothing against it.
    static readonly Dictionary<DocumentState, DocumentState[]> Behind = new()
    {
        [DocumentState.Accepted] = [DocumentState.Accepted],
        [DocumentState.Posted] = [DocumentState.Accepted, DocumentState.Posted],
        [DocumentState.Confirmed] = [DocumentState.Accepted, DocumentState.Posted, DocumentState.Confirmed],
        [DocumentState.Mismatch] = [DocumentState.Accepted, DocumentState.Posted, DocumentState.Confirmed],
        [DocumentState.Rejected] = [DocumentState.Rejected],
    };

    /// <summary>What may be said.</summary>
    public static IReadOnlyCollection<string> Statuses => States.Keys;

    /// <summary>The step; null when there is none to make, and then the outcome.</summary>
    public static DocumentStep? StepOf(ErpAcknowledgement said, DocumentStanding? document, out ErpOutcome otherwise)
    {
        otherwise = new ErpOutcome(ErpOutcome.Noop, null, document);
        if (document is null)
        {
            otherwise = Refused(AcknowledgementReason.DocumentUnknown, $"Target {said.Target} has no document {said.Reference}.");
        }
        else if (said.PayloadHash != document.PayloadHash)
        {
            otherwise = Refused(
                AcknowledgementReason.PayloadDiffers,
                $"The payload that is acknowledged ({said.PayloadHash}) is not the one that stands ({document.PayloadHash}).", document);
        }
        else if (SaysNothingNew(said, document))
        {
            return null;
        }
        else if (!DocumentMoves.Allows(document.State, States[said.Status]))
        {
            otherwise = Refused(
                AcknowledgementReason.StateForbids,
                $"{said.Reference} is {document.State.Word()}; it cannot become {said.Status}.", document);
        }
        else if (IsPosted(said) && (said.ErpId ?? said.DocumentNumber ?? document.ErpId ?? document.ErpNumber) is null)
        {
            otherwise = Refused(
                AcknowledgementReason.NumberMissing,
                $"{said.Reference} is said to be {said.Status}, but under which number or id the ERP has it was never said.", document);
        }
        else
        {
            return Step(said, document);
        }

        return null;
    }

    /// <summary>An acknowledgement that is not taken.</summary>
    public static ErpOutcome Refused(AcknowledgementReason reason, string detail, DocumentStanding? document = null) =>
        new(ErpOutcome.Refused, detail, document) { Reason = reason };

    // A document that is handed over again is acknowledged again, under another id.
    static bool SaysNothingNew(ErpAcknowledgement said, DocumentStanding document) =>
        Behind.TryGetValue(document.State, out var behind) && behind.Contains(States[said.Status])
        && (said.ErpId ?? document.ErpId) == document.ErpId
        && (said.DocumentNumber ?? document.ErpNumber) == document.ErpNumber
        && (said.PostedDate ?? document.PostedDate) == document.PostedDate;

    static bool IsPosted(ErpAcknowledgement said) => States[said.Status] is DocumentState.Posted or DocumentState.Confirmed;

    // Posted under another date it is no longer what was sent.
    static ErpRefusal? Shifted(ErpAcknowledgement said, DocumentStanding document) =>
        IsPosted(said) && said.PostedDate is { } date && date != document.Date
            ? new ErpRefusal(
                ErpReason.DateShifted,
                string.Create(CultureInfo.InvariantCulture, $"Made for {document.Date:yyyy-MM-dd}, and posted for {date:yyyy-MM-dd}."))
            : null;

    static DocumentStep Step(ErpAcknowledgement said, DocumentStanding document)
    {
        var shifted = Shifted(said, document);
        var to = shifted is null ? States[said.Status] : DocumentState.Mismatch;
        return new DocumentStep(said.AcknowledgementId, said.Target, said.Reference, document.Version, to)
        {
            ErpId = said.ErpId,
            ErpNumber = said.DocumentNumber,
            PostedDate = said.PostedDate,
            Why = to == DocumentState.Rejected
                ? new ErpRefusal(ErpReason.RefusedByErp, said.Message ?? "The outside adapter gave no reason.")
                : shifted,
            DueAt = to == DocumentState.Accepted ? document.DueAt : null,
            Actor = said.Actor,
        };
    }
}
