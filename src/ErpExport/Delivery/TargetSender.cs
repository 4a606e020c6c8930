using Ledger.ErpExport.Adapters;
using Ledger.ErpExport.Storage;
using Ledger.ErpExport.Targets;
using Microsoft.Extensions.Logging;

namespace Ledger.ErpExport.Delivery;

/// <summary>
/// Sends the documents of one target. Every move is committed before what it announces is done: a crash at any moment leaves a document
/// in a state from which is found out, never guessed, what the ERP has of it.
/// </summary>
sealed class TargetSender(
    ErpTarget target, IErpAdapter adapter, ErpReads reads, StepWriter steps, TargetBackoff backoff, TimeProvider time, ILogger logger)
{
    /// <summary>Most documents that are looked at at once.</summary>
    const int PageMax = 500;

    readonly ErpCapabilities _can = adapter.Capabilities;
    readonly PeriodCache _periods = new(adapter, time);
    readonly WholeRuns _runs = new(target, reads, steps, time);

    /// <summary>Whether the ERP has answered anything in this turn, and what it was when it did not.</summary>
    volatile bool _answered;
    volatile SubmitResult.Unknown? _lost;

    bool IsFiled => _can.Idempotency == Idempotency.FileRun;

    int Page => Math.Min(PageMax, Math.Max(20, (int)Math.Min(PageMax, (long)_can.MaxDocumentsPerCall * _can.Limits.MaxConcurrency)));

    /// <summary>What was on its way when another process ended is unknown now.</summary>
    public async Task RecoverAsync(CancellationToken ct)
    {
        while (await reads.InStatesAsync(
            target.Name, [DocumentState.Sending, DocumentState.Posting], time.GetUtcNow(), PageMax, ct) is { Count: > 0 } left)
        {
            var why = new ErpRefusal(ErpReason.Interrupted, "The process that sent it ended before the answer was kept.");
            await steps.TakeAsync(left, DocumentState.Unknown, step => step with { Why = why, DueAt = time.GetUtcNow() }, ct);
        }
    }

    /// <summary>Does what is due, once.</summary>
    /// <returns>True when something was.</returns>
    public async Task<bool> SendDueAsync(CancellationToken ct)
    {
        if (backoff.IsAway || (await reads.TargetAsync(target.Name, ct)).Paused)
        {
            return false;
        }

        var due = await reads.DueAsync(target.Name, time.GetUtcNow(), Page, ct);
        if (IsFiled)
        {
            due = [.. due, .. await reads.CompletedAsync(target.Name, ct)];
        }

        if (due.Count == 0)
        {
            return false;
        }

        (_answered, _lost) = (false, null);
        try
        {
            await Task.WhenAll(due.GroupBy(kept => DutyOf(kept.Standing)).Select(group => DoAsync(group.Key, [.. group], ct)));
            if (_answered)
            {
                await backoff.BackAsync(ct);
            }
            else if (_lost is { } lost)
            {
                await backoff.AwayAsync(new ErpAwayException(lost.Reason, lost.Detail), ct);
            }
        }
        catch (ErpAwayException away)
        {
            await backoff.AwayAsync(away, ct);
        }

        return true;
    }

    Task DoAsync(Duty duty, IReadOnlyList<KeptDocument> documents, CancellationToken ct) => duty switch
    {
        Duty.Submit => SubmitAsync(documents, ct),
        Duty.Post => PostAsync(documents, ct),
        Duty.Ask => ResumeAsync(documents, 1, ct),
        Duty.Find => EachAsync(documents, FindAsync, ct),
        Duty.Release => ReleaseAsync(documents, ct),
    };

    Duty DutyOf(DocumentStanding standing) => standing.State switch
    {
        DocumentState.Drafted => Duty.Post,
        DocumentState.Throttled => standing.Handle is null ? Duty.Submit : Duty.Post,
        DocumentState.Accepted => Duty.Ask,
        DocumentState.Unknown => MayBeSentAgain(standing) ? Duty.Submit : Duty.Find,
        DocumentState.Held => IsFiled ? Duty.Submit : Duty.Release,
        _ => Duty.Submit,
    };

    // A replay key is answered with the first answer; how long ERPs keep it is not said, so after a day it is looked up as elsewhere.
    // A file that is there already is compared with what would be written.
    bool MayBeSentAgain(DocumentStanding standing) => IsFiled
        || (_can.Idempotency == Idempotency.ReplayKey && standing.Handle is null
            && standing.FirstSentAt is { } first && time.GetUtcNow() - first < TimeSpan.FromDays(1));

    async Task SubmitAsync(IReadOnlyList<KeptDocument> documents, CancellationToken ct)
    {
        documents = IsFiled ? await _runs.ReadyAsync(documents, ct) : documents;
        var valid = await ValidAsync(documents, ct);
        if (IsFiled && valid.Count < documents.Count)
        {
            return; // Their run is incomplete by now; they are still due.
        }

        var open = await InOpenPeriodsAsync(valid, ct);
        foreach (var run in open.GroupBy(kept => kept.Standing.RunNumber))
        {
            await Task.WhenAll(run.Chunk(_can.MaxDocumentsPerCall).Select(chunk => SubmitOneCallAsync(chunk, ct)));
        }
    }

    async Task<IReadOnlyList<KeptDocument>> ValidAsync(IReadOnlyList<KeptDocument> documents, CancellationToken ct)
    {
        var valid = new List<KeptDocument>(documents.Count);
        foreach (var kept in documents)
        {
            // What is unknown was valid when it was sent; refusing it now would forget that it may be there.
            var refusals = kept.Standing.State == DocumentState.Planned ? DocumentCheck.Refusals(kept.Document, adapter) : [];
            if (refusals.Count == 0)
            {
                valid.Add(kept);
            }
            else
            {
                var why = refusals[0] with { Detail = string.Join(" ", refusals.Select(refusal => refusal.Detail)) };
                await steps.TakeAsync(kept, DocumentState.Rejected, step => step with { Why = why }, ct);
            }
        }

        return valid;
    }

    async Task<IReadOnlyList<KeptDocument>> InOpenPeriodsAsync(IReadOnlyList<KeptDocument> documents, CancellationToken ct)
    {
        var open = new List<KeptDocument>(documents.Count);
        foreach (var month in documents.GroupBy(kept => (kept.Document.Company, kept.Document.Date)))
        {
            if (await _periods.AskAsync(month.Key.Company, month.Key.Date, ct) is PeriodStatus.Closed closed)
            {
                var why = new ErpRefusal(
                    ErpReason.PeriodClosed,
                    $"{closed.Detail}{(closed.NextOpen is { } next ? $" The next open day is {next:yyyy-MM-dd}." : "")}");
                await steps.TakeAsync(
                    [.. month.Where(kept => kept.Standing.State is DocumentState.Planned or DocumentState.Throttled)], DocumentState.Held,
                    step => step with { Why = why }, ct);
                open.AddRange(month.Where(kept => kept.Standing.State is DocumentState.Unknown));
            }
            else
            {
                open.AddRange(month);
            }
        }

        return open;
    }

    async Task SubmitOneCallAsync(IReadOnlyList<KeptDocument> chunk, CancellationToken ct)
    {
        var sending = await steps.TakeAsync(chunk, DocumentState.Sending, step => step with { IsAttempt = true }, ct);
        if (sending.Count == 0 || await reads.RunAsync(target.Name, sending[0].Standing.RunNumber, ct) is not { } run)
        {
            return;
        }

        var handed = IsFiled ? await _runs.FiledWithAsync(sending, ct) : sending;
        var batch = new SubmitBatch(
            run.RunId, run.Number, run.Mode, run.CutFrom, run.CutTo,
            [.. handed.Select(kept => new Submission(kept.Document, kept.Standing.Generation))]);
        // A person may have held one of them meanwhile.
        var results = IsFiled && WholeRuns.Incomplete(handed) is { } why
            ? [.. handed.Select(_ => new SubmitResult.Unknown(why.Reason, why.Detail))]
            : await AnswersAsync(handed, () => adapter.SubmitAsync(batch, ct), ct);
        var answers = handed.Zip(results).ToDictionary(pair => pair.First.Standing.Reference, pair => pair.Second);
        await Task.WhenAll(sending.Select(kept => steps.KeepAsync(kept, answers[kept.Standing.Reference], ct)));
    }

    async Task PostAsync(IReadOnlyList<KeptDocument> documents, CancellationToken ct)
    {
        var posting = await steps.TakeAsync(documents, DocumentState.Posting, step => step, ct);
        await ResumeAsync(posting, _can.MaxDraftsPerCall, ct);
    }

    Task ResumeAsync(IReadOnlyList<KeptDocument> documents, int perCall, CancellationToken ct) =>
        EachAsync(documents.Chunk(perCall), ResumeOneCallAsync, ct);

    async Task ResumeOneCallAsync(IReadOnlyList<KeptDocument> chunk, CancellationToken ct)
    {
        List<Begun> begun = [.. chunk.Select(kept => new Begun(kept.Document, new SubmissionHandle(kept.Standing.Handle!)))];
        var results = await AnswersAsync(chunk, () => adapter.ResumeAllAsync(begun, ct), ct);
        await Task.WhenAll(chunk.Zip(results, (kept, result) => steps.KeepAsync(kept, result, ct)));
    }

    async Task FindAsync(KeptDocument kept, CancellationToken ct)
    {
        var found = await adapter.FindAsync(kept.Document, ct);
        _answered = true;
        if (steps.After(kept, found, _can) is { } step)
        {
            await steps.TakeAsync(kept, step.To, _ => step, ct);
        }
        else
        {
            await SubmitOneCallAsync([kept], ct);
        }
    }

    async Task ReleaseAsync(IReadOnlyList<KeptDocument> documents, CancellationToken ct) =>
        await Task.WhenAll(documents.Select(kept => steps.TakeAsync(
            kept, kept.Standing.Handle is null ? DocumentState.Planned : DocumentState.Drafted,
            step => step with { DueAt = time.GetUtcNow() }, ct)));

    /// <summary>What the adapter answers. When it fails by a fault of ours, what the ERP has of the documents is unknown.</summary>
    async Task<IReadOnlyList<SubmitResult>> AnswersAsync(
        IReadOnlyList<KeptDocument> documents, Func<Task<IReadOnlyList<SubmitResult>>> ask, CancellationToken ct)
    {
        try
        {
            var results = await ask();
            Note(results);
            return results.Count == documents.Count
                ? results
                : throw new InvalidOperationException($"{documents.Count} documents were handed in, and {results.Count} answered.");
        }
        catch (Exception fault) when (!ct.IsCancellationRequested)
        {
            logger.AdapterFailed(target.Name, documents.Count, fault);
            var reason = (fault as ErpAwayException)?.Reason ?? ErpReason.AnswerUnreadable;
            return [.. documents.Select(_ => new SubmitResult.Unknown(reason, fault.Message))];
        }
    }

    void Note(IReadOnlyList<SubmitResult> results)
    {
        if (results.All(result => result is SubmitResult.Unknown { Reason: ErpReason.ConnectionLost or ErpReason.TimedOut }))
        {
            _lost = results.OfType<SubmitResult.Unknown>().FirstOrDefault();
        }
        else
        {
            _answered = true;
        }
    }

    async Task EachAsync<T>(IEnumerable<T> calls, Func<T, CancellationToken, Task> act, CancellationToken ct) =>
        await Parallel.ForEachAsync(
            calls, new ParallelOptions { MaxDegreeOfParallelism = _can.Limits.MaxConcurrency, CancellationToken = ct },
            async (call, token) => await act(call, token));

    enum Duty
    {
        Submit,
        Post,
        Ask,
        Find,
        Release,
    }
}
