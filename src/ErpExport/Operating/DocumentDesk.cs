using Ledger.ErpExport.Adapters;
using Ledger.ErpExport.Delivery;
using Ledger.ErpExport.Storage;

namespace Ledger.ErpExport.Operating;

/// <summary>
/// What a person does to documents, beside the process that sends them: each word is one move under their name, and refused when the
/// document has moved meanwhile. What is on its way is left alone: its answer must be kept first.
/// </summary>
/// <param name="writer">The way in.</param>
/// <param name="actor">Who, at most 100 characters.</param>
/// <param name="time">The clock.</param>
public sealed class DocumentDesk(ErpWriter writer, string actor, TimeProvider time)
{
    /// <summary>Who gives the commands.</summary>
    public string Actor => actor;

    /// <summary>Now.</summary>
    public DateTimeOffset Now => time.GetUtcNow();

    /// <summary>Keeps a document from being sent, or its draft from being posted.</summary>
    /// <param name="kept">The document.</param>
    /// <param name="reason">Why.</param>
    /// <param name="ct">Stops before it is committed.</param>
    public Task<DeskOutcome> HoldAsync(KeptDocument kept, string reason, CancellationToken ct) =>
        kept.Standing.State is DocumentState.Planned or DocumentState.Drafted or DocumentState.Throttled
            ? MoveAsync(
                kept, DocumentState.Held, step => step with { Why = new ErpRefusal(ErpReason.OperatorHold, reason), Remark = reason }, ct)
            : RefusedAsync(kept, "only what waits to be sent or posted can be held: planned, drafted or throttled documents");

    /// <summary>Lets a held document go on: it is sent, or its draft posted, at once.</summary>
    /// <param name="kept">The document.</param>
    /// <param name="remark">Why; null for nothing.</param>
    /// <param name="ct">Stops before it is committed.</param>
    public Task<DeskOutcome> ReleaseAsync(KeptDocument kept, string? remark, CancellationToken ct) =>
        kept.Standing switch
        {
            { State: DocumentState.Held, Reason: ErpReason.RunIncomplete } => RefusedAsync(
                kept, $"it goes on by itself when its run is complete. {kept.Standing.Detail}"),
            { State: DocumentState.Held } => MoveAsync(
                kept, kept.Standing.Handle is null ? DocumentState.Planned : DocumentState.Drafted,
                step => step with { DueAt = Now, Remark = remark }, ct),
            _ => RefusedAsync(kept, "only a held document is resumed"),
        };

    /// <summary>Takes what the ERP has as it is: the mismatch is closed, and this very difference is not told again.</summary>
    /// <param name="kept">The document.</param>
    /// <param name="reason">Why.</param>
    /// <param name="ct">Stops before it is committed.</param>
    public Task<DeskOutcome> AcceptAsync(KeptDocument kept, string reason, CancellationToken ct) =>
        kept.Standing is { State: DocumentState.Mismatch, Reason: { } difference } standing
            ? MoveAsync(
                kept, DocumentState.Confirmed,
                step => step with { Why = new ErpRefusal(difference, standing.Detail ?? "", standing.ErpCode), Remark = reason }, ct)
            : RefusedAsync(kept, "only a mismatch is accepted");

    /// <summary>Moves a document.</summary>
    internal async Task<DeskOutcome> MoveAsync(
        KeptDocument kept, DocumentState to, Func<DocumentStep, DocumentStep> with, CancellationToken ct)
    {
        var seen = kept.Standing;
        var step = with(new DocumentStep(Guid.CreateVersion7(Now), seen.Target, seen.Reference, seen.Version, to) { Actor = actor });
        var outcome = await writer.CommitAsync(new ErpMessage.Moved(step), ct);
        return outcome is { IsDone: true, Standing: { } after }
            ? DeskOutcome.Of(after) with { Beside = [.. step.Beside.Select(built => built.Document.Reference.Value)] }
            : DeskOutcome.Refused(outcome.Standing ?? seen, ErpCommandReason.MovedMeanwhile, outcome.Detail ?? "It has moved meanwhile.");
    }

    /// <summary>Refuses for the state that a document is in.</summary>
    internal static Task<DeskOutcome> RefusedAsync(KeptDocument kept, string rule) => Task.FromResult(Forbidden(kept, rule));

    /// <summary>Refuses for the state that a document is in.</summary>
    internal static DeskOutcome Forbidden(KeptDocument kept, string rule) => DeskOutcome.Refused(
        kept.Standing, ErpCommandReason.StateForbids, $"{kept.Standing.Reference} is {kept.Standing.State.Word()}; {rule}.");
}
