using System.Globalization;
using Ledger.ErpExport.Adapters;
using Ledger.ErpExport.Confirming;
using Ledger.ErpExport.Delivery;
using Ledger.ErpExport.Storage;
using Ledger.ErpExport.Targets;

namespace Ledger.ErpExport.Operating;

/// <summary>
/// Asks the ERP for posted documents now, and compares (design C8): a mismatch whose cause was mended there becomes confirmed.
/// </summary>
/// <param name="desk">The desk.</param>
/// <param name="target">The target.</param>
/// <param name="adapter">Its ERP.</param>
public sealed class DocumentReadBack(DocumentDesk desk, ErpTarget target, IErpAdapter adapter)
{
    /// <summary>True when the ERP shows documents at all; what somebody else's adapter did is told by acknowledgements only.</summary>
    public bool CanAsk => !target.IsOutside;

    /// <summary>Asks for one document.</summary>
    /// <exception cref="ErpAwayException">The ERP cannot be asked.</exception>
    public async Task<DeskOutcome> ConfirmAsync(KeptDocument kept, CancellationToken ct)
    {
        var standing = kept.Standing;
        if (!DocumentMoves.IsPosted(standing.State))
        {
            return DocumentDesk.Forbidden(kept, "only what the ERP has posted is read back");
        }

        if (!CanAsk)
        {
            return DeskOutcome.Refused(
                standing, ErpCommandReason.NotAskable,
                $"Target {target.Name} is served by an outside adapter; it confirms by acknowledging.");
        }

        var found = await adapter.FindAsync(kept.Document, ct);
        return Copies.Counting(found, standing.ErpId) switch
        {
            [var there] => await ComparedAsync(kept, there, ct),
            [_, _, ..] and var several => await DiffersAsync(kept, Copies.Several(several), null, ct),
            _ when found is FindResult.InWork => DeskOutcome.Of(standing, "The ERP is still at work on it."),
            _ when standing.State == DocumentState.Posted && desk.Now - standing.ChangedAt < target.MissingAfter => DeskOutcome.Of(
                standing,
                string.Create(
                    CultureInfo.InvariantCulture, $"Not to be seen yet; it is missing after {target.MissingAfter.TotalHours:0.#} h.")),
            _ => await DiffersAsync(
                kept, new ErpRefusal(ErpReason.Missing, "Posted by the ERP's word, and not to be found there."), null, ct),
        };
    }

    async Task<DeskOutcome> ComparedAsync(KeptDocument kept, ErpDocument there, CancellationToken ct)
    {
        var standing = kept.Standing;
        var differs = standing.ErpId is { } id && id != there.ErpId
            ? Copies.Stranger(there, standing.ErpNumber ?? id)
            : Comparison.Of(kept.Document, there);
        if (differs is not null)
        {
            return await DiffersAsync(kept, differs, there, ct);
        }

        return standing.State == DocumentState.Confirmed
            ? DeskOutcome.Of(standing)
            : await desk.MoveAsync(
                kept, DocumentState.Confirmed,
                step => step with { ErpId = standing.ErpId ?? there.ErpId, ErpNumber = there.Number, PostedDate = there.Date }, ct);
    }

    async Task<DeskOutcome> DiffersAsync(KeptDocument kept, ErpRefusal why, ErpDocument? there, CancellationToken ct)
    {
        var standing = kept.Standing;
        // The very difference that is known, or that a person has accepted.
        if (standing.State != DocumentState.Posted && standing.Reason == why.Reason && standing.Detail == why.Detail)
        {
            return DeskOutcome.Of(standing, why.Detail);
        }

        var outcome = await desk.MoveAsync(
            kept, DocumentState.Mismatch, step => step with { Why = why, ErpNumber = there?.Number, PostedDate = there?.Date }, ct);
        return outcome.Refusal is null ? outcome with { Detail = why.Detail } : outcome;
    }
}
