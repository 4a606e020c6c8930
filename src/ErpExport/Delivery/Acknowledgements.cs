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

    /// <summary>What may be said.</summary>
    public static IReadOnlyCollection<string> Statuses => States.Keys;

    /// <summary>The step; null when it cannot be said now, and then why.</summary>
    public static DocumentStep? StepOf(ErpAcknowledgement said, DocumentStanding? document, out string? why)
    {
        why = document is null
            ? $"Target {said.Target} has no document {said.Reference}."
            : !States.ContainsKey(said.Status)
                ? $"'{said.Status}' is no status; there are {string.Join(", ", States.Keys)}."
                : said.PayloadHash != document.PayloadHash
                    ? $"The payload that is acknowledged ({said.PayloadHash}) is not the one that stands ({document.PayloadHash})."
                    : !DocumentMoves.Allows(document.State, States[said.Status])
                        ? $"{said.Reference} is {document.State.Word()}; it cannot become {said.Status}."
                        : null;
        if (why is not null)
        {
            return null;
        }

        var to = States[said.Status];
        return new DocumentStep(said.AcknowledgementId, said.Target, said.Reference, document!.Version, to)
        {
            ErpId = said.ErpId,
            ErpNumber = said.DocumentNumber,
            PostedDate = said.PostedDate,
            Why = to == DocumentState.Rejected
                ? new ErpRefusal(ErpReason.RefusedByErp, said.Message ?? "The outside adapter gave no reason.")
                : null,
            DueAt = to == DocumentState.Accepted ? document.DueAt : null,
            Actor = said.Actor,
        };
    }
}
