using Ledger.ErpExport.Adapters;
using Ledger.ErpExport.Confirming;
using Ledger.ErpExport.Storage;
using Ledger.ErpExport.Targets;
using Microsoft.Extensions.Logging;

namespace Ledger.ErpExport.Delivery;

/// <summary>Commits the moves of one target's documents, under the right to send for it.</summary>
sealed class StepWriter(ErpTarget target, ErpWriter writer, TargetLease lease, TargetBackoff backoff, TimeProvider time, ILogger logger)
{
    static readonly TimeSpan AskAgainMin = TimeSpan.FromSeconds(1);
    static readonly TimeSpan AskAgainMax = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Told before and after each commit, such as <c>before posted</c>: where a process may end. What lies between two of these is
    /// one call or one commit.
    /// </summary>
    public Action<string>? Passing { get; init; }

    /// <summary>Moves documents; those that somebody else has moved meanwhile are left out of what is returned.</summary>
    public async Task<IReadOnlyList<KeptDocument>> TakeAsync(
        IReadOnlyList<KeptDocument> documents, DocumentState to, Func<DocumentStep, DocumentStep> with, CancellationToken ct) =>
        [.. (await Task.WhenAll(documents.Select(kept => TakeAsync(kept, to, with, ct)))).OfType<KeptDocument>()];

    /// <summary>Moves a document; null when somebody else has moved it meanwhile.</summary>
    public async Task<KeptDocument?> TakeAsync(
        KeptDocument kept, DocumentState to, Func<DocumentStep, DocumentStep> with, CancellationToken ct)
    {
        var seen = kept.Standing;
        var step = with(new DocumentStep(Guid.CreateVersion7(time.GetUtcNow()), target.Name, seen.Reference, seen.Version, to));
        Passing?.Invoke($"before {step.To.Word()}");
        var outcome = await writer.CommitAsync(new ErpMessage.Moved(step with { Fence = lease.Fence }), ct);
        Passing?.Invoke($"after {step.To.Word()}");
        if (!outcome.IsDone || outcome.Standing is not { } after)
        {
            return null;
        }

        Tell(after);
        return kept with { Standing = after };
    }

    /// <summary>Keeps what the ERP answered about a document that is on its way.</summary>
    public async Task KeepAsync(KeptDocument kept, SubmitResult result, CancellationToken ct)
    {
        // The answer is there: it is kept even when the process is told to stop, or what it says would have to be found out again.
        var after = await TakeAsync(kept, StateOf(result), step => With(step, kept, result), CancellationToken.None);
        ct.ThrowIfCancellationRequested();
        if (result is SubmitResult.Throttled throttled)
        {
            ErpMetrics.Throttled(target.Name);
            backoff.Pause(throttled.RetryAfter);
        }
        else if (after is not null && result is SubmitResult.Posted)
        {
            ErpMetrics.Posted(target.Name, after.Standing.ChangedAt - kept.Standing.ChangedAt);
        }
    }

    /// <summary>The move of an unknown document by what was found; null when it is to be sent again now.</summary>
    public DocumentStep? After(KeptDocument kept, FindResult found, ErpCapabilities can)
    {
        DocumentStep Step(DocumentState to) => new(
            Guid.CreateVersion7(time.GetUtcNow()), target.Name, kept.Standing.Reference, kept.Standing.Version, to);

        switch (found)
        {
            // We have sent it: it was posted, and somebody has changed it before the answer was known. Not so where a person sends anew
            // what was refused because the reference is another's.
            case FindResult.Posted { Document: var there } when Comparison.Of(kept.Document, there) is { } differs
                && kept.Standing is { Attempt: > 0, ChangedBy: null }:
                return Step(DocumentState.Mismatch) with
                {
                    Why = differs,
                    ErpId = there.ErpId,
                    ErpNumber = there.Number,
                    PostedDate = there.Date,
                    WithoutHandle = true,
                };
            case FindResult.Posted { Document: var there } when Comparison.Of(kept.Document, there) is { } differs:
                return Step(DocumentState.Rejected) with
                {
                    Why = new ErpRefusal(ErpReason.ReferenceTaken, differs.Detail),
                    ErpId = there.ErpId,
                };
            case FindResult.Posted { Document: var there }:
                return Step(DocumentState.Posted) with
                {
                    ErpId = there.ErpId,
                    ErpNumber = there.Number,
                    PostedDate = there.Date,
                    WithoutHandle = true,
                };
            case FindResult.Draft { Document: var draft }:
                return Step(DocumentState.Drafted) with { Handle = draft.ErpId, DueAt = time.GetUtcNow() };
            case FindResult.InWork { Job: var job }:
                return Step(DocumentState.Accepted) with { Handle = job.Text, DueAt = time.GetUtcNow() + AskAgainMin };
            case FindResult.Multiple { Documents: var several }:
                return Step(DocumentState.Mismatch) with
                {
                    Why = new ErpRefusal(
                        ErpReason.Duplicate,
                        $"The ERP has {several.Count} documents of it: "
                        + $"{string.Join(", ", several.Select(one => one.Number ?? one.ErpId))}."),
                };
            default:
                var settled = (kept.Standing.UnknownSince ?? time.GetUtcNow()) + can.SettleDelay;
                return settled <= time.GetUtcNow()
                    ? null
                    : Step(DocumentState.Unknown) with { Why = Why(kept.Standing), DueAt = settled };
        }
    }

    static ErpRefusal Why(DocumentStanding standing) => new(
        standing.Reason ?? ErpReason.Interrupted, standing.Detail ?? "Not found yet; a change may become visible late.", standing.ErpCode);

    static DocumentState StateOf(SubmitResult result) => result switch
    {
        SubmitResult.Drafted => DocumentState.Drafted,
        SubmitResult.Accepted => DocumentState.Accepted,
        SubmitResult.Posted => DocumentState.Posted,
        SubmitResult.Unknown => DocumentState.Unknown,
        SubmitResult.Throttled => DocumentState.Throttled,
        SubmitResult.Held => DocumentState.Held,
        SubmitResult.Rejected => DocumentState.Rejected,
        _ => throw new InvalidOperationException($"{result.GetType()} is no answer of an adapter."),
    };

    DocumentStep With(DocumentStep step, KeptDocument kept, SubmitResult result)
    {
        var now = time.GetUtcNow();
        step = step with { Evidence = result.Evidence };
        return result switch
        {
            SubmitResult.Drafted drafted => step with { Handle = drafted.Draft.Text, DueAt = now },
            SubmitResult.Accepted accepted => step with { Handle = accepted.Job.Text, DueAt = now + accepted.AskAgain },
            SubmitResult.Posted posted => step with
            {
                ErpId = posted.ErpId,
                ErpNumber = posted.Number,
                PostedDate = posted.Date,
                WithoutHandle = true,
            },
            SubmitResult.Unknown unknown => step with
            {
                Why = new ErpRefusal(unknown.Reason, unknown.Detail),
                DueAt = now + AskAgain(kept.Standing.Attempt),
            },
            SubmitResult.Throttled throttled => step with { DueAt = now + (throttled.RetryAfter ?? backoff.ThrottledFor) },
            // Access comes back without anybody telling us; everything else waits for a person.
            SubmitResult.Held { Refusal: var why } => step with
            {
                Why = why,
                DueAt = why.Reason == ErpReason.AccessRefused ? now + AskAgainMax : null,
            },
            SubmitResult.Rejected { Refusal: var why } => step with { Why = why },
            _ => step,
        };
    }

    static TimeSpan AskAgain(int attempt)
    {
        var delay = AskAgainMin * Math.Pow(2, Math.Clamp(attempt - 1, 0, 10));
        return delay < AskAgainMax ? delay : AskAgainMax;
    }

    void Tell(DocumentStanding after)
    {
        ErpMetrics.Moved(after);
        if (after is { State: DocumentState.Held or DocumentState.Rejected or DocumentState.Mismatch, Reason: not ErpReason.RunIncomplete })
        {
            logger.NeedsAttention(target.Name, after.Reference.Value, after.State.Word(), after.Reason?.WireName() ?? "");
        }
    }
}
