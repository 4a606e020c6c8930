using Ledger.ErpExport.Adapters;
using Ledger.ErpExport.Delivery;
using Ledger.ErpExport.Mapping;
using Ledger.ErpExport.Runs;
using Ledger.ErpExport.Storage;
using Ledger.ErpExport.Targets;
using Ledger.MessageBus.Messages;

namespace Ledger.ErpExport.Operating;

/// <summary>
/// Sends rejected documents again: as they are, or built anew from their entries where the mapping says something else by now. The
/// reference stays, so that the ERP can be asked for it; another payload is another generation of it (design C3).
/// </summary>
/// <param name="desk">The desk.</param>
/// <param name="target">The target.</param>
/// <param name="mapping">Its mapping of today.</param>
/// <param name="adapter">Its ERP.</param>
/// <param name="reads">Its documents.</param>
/// <param name="lines">Their lines.</param>
public sealed class DocumentRetry(
    DocumentDesk desk, ErpTarget target, ErpMapping mapping, IErpAdapter adapter, ErpReads reads, LineReads lines)
{
    /// <summary>Sends a rejected document again.</summary>
    /// <param name="kept">The document.</param>
    /// <param name="remark">Why; null for nothing.</param>
    /// <param name="ct">Stops before it is committed.</param>
    /// <exception cref="ErpAwayException">The ERP cannot be asked whether it has something of it.</exception>
    public async Task<DeskOutcome> RetryAsync(KeptDocument kept, string? remark, CancellationToken ct)
    {
        if (kept.Standing.State != DocumentState.Rejected)
        {
            return DocumentDesk.Forbidden(kept, "only a rejected document is sent again");
        }

        var built = await BuildAsync(kept, ct);
        var documents = built.Documents;
        if (Refusal(kept, documents) is { } refused)
        {
            return refused;
        }

        // What the reader of a file has refused stays refused in that file: it goes again by itself.
        var isSame = documents is [var only] && only.Document.Hash() == kept.Standing.PayloadHash
            && !(adapter.Capabilities.Idempotency == Idempotency.FileRun && kept.Standing.Reason == ErpReason.RefusedByErp);
        if (!isSame && await IsInErpAsync(kept, ct))
        {
            return DeskOutcome.Refused(
                kept.Standing, ErpCommandReason.AlreadyInErp,
                $"The mapping makes another document of {kept.Standing.Reference} now, and the ERP has something under that reference: "
                + "delete it there first.");
        }

        return await desk.MoveAsync(
            kept, documents.Count == 0 ? DocumentState.Superseded : DocumentState.Unknown,
            step => isSame
                ? step with { DueAt = desk.Now, Remark = remark }
                : step with
                {
                    DueAt = documents.Count == 0 ? null : desk.Now,
                    WithoutHandle = true,
                    Payload = documents.Count == 0 ? null : documents[0],
                    Beside = [.. documents.Skip(1)],
                    Excluded = built.Excluded,
                    ExcludedAccounts = built.ExcludedAccounts,
                    Remark = remark,
                },
            ct);
    }

    /// <summary>The document anew: the first keeps its number, those beside it take the next ones of the run.</summary>
    async Task<BuiltRun> BuildAsync(KeptDocument kept, CancellationToken ct)
    {
        var reference = kept.Standing.Reference;
        var run = await reads.RunAsync(target.Name, kept.Standing.RunNumber, ct)
            ?? throw new InvalidOperationException($"Document {reference} has no run {kept.Standing.RunNumber}.");
        var positions = await reads.PositionsAsync(target.Name, reference, ct);
        var elsewhere = await lines.ElsewhereAsync(target.Name, run.Number, reference, positions, ct);
        var entries = await EntriesAsync(kept, positions, elsewhere, ct);
        var head = new RunHead(run.RunId, run.Number, TargetsYaml.ModeOf(run.Mode));
        var builder = new DocumentBuilder(target with { Prefix = reference.Prefix }, mapping, adapter.Capabilities);
        var built = builder.Build(head, entries, reference.Number);
        return built with
        {
            Documents = built.Documents.Count <= 1
                ? built.Documents
                : [built.Documents[0], .. builder.Build(head, entries, run.LastDocument).Documents.Skip(1)],
            Excluded = [.. built.Excluded.Where(position => !elsewhere.Any(part => part.Position == position))],
        };
    }

    /// <summary>Its entries, without the currencies of them that stand in other documents.</summary>
    async Task<IReadOnlyList<JournalEntryMessage>> EntriesAsync(
        KeptDocument kept, IReadOnlyList<long> positions, IReadOnlySet<(long Position, string Currency)> elsewhere, CancellationToken ct)
    {
        var entries = await reads.EntriesAtAsync(positions, ct);
        return entries.Count == positions.Count
            ? [.. entries.Select(entry => entry with
            {
                Lines = [.. entry.Lines.Where(line => !elsewhere.Contains((entry.Position, line.Amount.Currency.Code)))],
            })]
            : throw new InvalidOperationException(
                $"{entries.Count} of the {positions.Count} entries of {kept.Standing.Reference} are there.");
    }

    DeskOutcome? Refusal(KeptDocument kept, IReadOnlyList<BuiltDocument> documents)
    {
        var own = documents.Select(built => built.Refusal).OfType<ErpRefusal>().ToList();
        if (own.Count > 0)
        {
            var reason = own.Exists(refusal => refusal.Reason == ErpReason.MappingMissing)
                ? ErpCommandReason.StillUnmapped
                : ErpCommandReason.StillRefused;
            return DeskOutcome.Refused(
                kept.Standing, reason, string.Join(" ", own.Select(refusal => refusal.Detail).Distinct(StringComparer.Ordinal)));
        }

        var invalid = documents.SelectMany(built => DocumentCheck.Refusals(built.Document, adapter)).ToList();
        return invalid.Count > 0
            ? DeskOutcome.Refused(kept.Standing, ErpCommandReason.StillRefused, string.Join(" ", invalid.Select(refusal => refusal.Detail)))
            : null;
    }

    // What was never sent cannot be there.
    async Task<bool> IsInErpAsync(KeptDocument kept, CancellationToken ct) =>
        kept.Standing.Attempt > 0 && await adapter.FindAsync(kept.Document, ct) is not FindResult.NotFound;
}
