using System.Globalization;
using Ledger.ErpExport.Adapters;
using Ledger.ErpExport.Delivery;
using Ledger.ErpExport.Documents;
using Ledger.ErpExport.Runs;
using Ledger.ErpExport.Storage;
using Ledger.ErpExport.Targets;

namespace Ledger.ErpExport.Operating;

/// <summary>
/// Puts a document of an open day in the place of one that is held for a closed period, by a person's approval: the new one says on which
/// day the ledger booked it, the old one stays as superseded and never reaches the ERP (design C7).
/// </summary>
/// <param name="desk">The desk.</param>
/// <param name="target">The target.</param>
/// <param name="adapter">Its ERP.</param>
/// <param name="reads">Its documents.</param>
/// <param name="lines">Their lines.</param>
public sealed class DocumentRedating(DocumentDesk desk, ErpTarget target, IErpAdapter adapter, ErpReads reads, LineReads lines)
{
    const int MemoMax = 250;

    /// <summary>Dates a held document anew.</summary>
    /// <param name="kept">The document.</param>
    /// <param name="date">The day, behind its own date.</param>
    /// <param name="remark">Why; null for nothing.</param>
    /// <param name="ct">Stops before it is committed.</param>
    /// <exception cref="ErpAwayException">The ERP cannot be asked whether it has something of it.</exception>
    public async Task<DeskOutcome> RedateAsync(KeptDocument kept, DateOnly date, string? remark, CancellationToken ct)
    {
        var (standing, document) = (kept.Standing, kept.Document);
        if (Refusal(kept, date) is { } refused)
        {
            return refused;
        }

        if (standing.Handle is not null || (standing.Attempt > 0 && await adapter.FindAsync(document, ct) is not FindResult.NotFound))
        {
            var what = standing.Handle is { } draft ? $"draft {draft}" : "something";
            return DeskOutcome.Refused(
                standing, ErpCommandReason.AlreadyInErp, $"The ERP has {what} of {standing.Reference}: delete it there first.");
        }

        if (await reads.RunAsync(target.Name, standing.RunNumber, ct) is not { } run)
        {
            throw new InvalidOperationException($"Document {standing.Reference} has no run {standing.RunNumber}.");
        }

        var redated = new BuiltDocument(
            InPlaceOf(document, run, date), await reads.PositionsAsync(target.Name, standing.Reference, ct),
            await lines.LinksAsync(target.Name, standing.Reference, ct), null);
        return await desk.MoveAsync(kept, DocumentState.Superseded, step => step with { Beside = [redated], Remark = remark }, ct);
    }

    DeskOutcome? Refusal(KeptDocument kept, DateOnly date) => kept switch
    {
        { Standing: not { State: DocumentState.Held, Reason: ErpReason.PeriodClosed } } => DocumentDesk.Forbidden(
            kept, "only a document that is held for a closed period is dated anew"),
        _ when target.ClosedPeriod != ClosedPeriodPolicy.NextOpenPeriod => DeskOutcome.Refused(
            kept.Standing, ErpCommandReason.PolicyForbids,
            $"Target {target.Name} has 'closedPeriod: hold': {kept.Standing.Reference} waits until its period is opened."),
        _ when date <= kept.Document.Date => DeskOutcome.Refused(
            kept.Standing, ErpCommandReason.DateRefused,
            string.Create(
                CultureInfo.InvariantCulture,
                $"{date:yyyy-MM-dd} is not behind {kept.Document.Date:yyyy-MM-dd}, the date of the document.")),
        _ => null,
    };

    static PostingDocument InPlaceOf(PostingDocument document, RunRow run, DateOnly date)
    {
        var original = document.OriginalDate ?? document.Date;
        var begins = string.Create(CultureInfo.InvariantCulture, $"Booked {original:yyyy-MM-dd}; ");
        var memo = document.OriginalDate is null ? begins + document.Memo : document.Memo;
        return document with
        {
            Reference = DocumentReference.Of(document.Reference.Prefix, run.Number, run.LastDocument + 1),
            Date = date,
            OriginalDate = original,
            Memo = memo.Length <= MemoMax ? memo : memo[..(char.IsHighSurrogate(memo[MemoMax - 1]) ? MemoMax - 1 : MemoMax)],
        };
    }
}
