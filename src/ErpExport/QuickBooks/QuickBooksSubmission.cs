using Ledger.ErpExport.Adapters;
using Ledger.ErpExport.Documents;

namespace Ledger.ErpExport.QuickBooks;

/// <summary>Hands one document in.</summary>
sealed class QuickBooksSubmission(QuickBooksClient client, QuickBooksLookup lookup, QuickBooksCompany company, TimeProvider time)
{
    /// <summary>Posts a document, or says why not; what was posted under its key before is told as posted.</summary>
    public Task<SubmitResult> SubmitAsync(Submission submission, CancellationToken ct) => ToldAsync(() => SendAsync(submission, ct));

    /// <summary>QuickBooks has no drafts and no jobs: what was begun is posted, or it is not there.</summary>
    public Task<SubmitResult> ResumeAsync(PostingDocument document, CancellationToken ct) => ToldAsync(async () =>
        await FindAsync(document, ct)
        ?? new SubmitResult.Unknown(ErpReason.AnswerUnreadable, $"QuickBooks has no entry numbered {document.Reference}."));

    static async Task<SubmitResult> ToldAsync(Func<Task<SubmitResult>> call)
    {
        try
        {
            return await call();
        }
        catch (ErpAwayException away)
        {
            return away.Reason == ErpReason.AccessRefused
                ? new SubmitResult.Held(new(away.Reason, away.Message))
                : new SubmitResult.Unknown(away.Reason, away.Message);
        }
    }

    async Task<SubmitResult> SendAsync(Submission submission, CancellationToken ct)
    {
        var document = submission.Document;

        // Another generation has another key, which protects from nothing that was sent under the one before.
        if (submission.Generation > 1 && await FindAsync(document, ct) is { } there)
        {
            return there;
        }

        var body = QuickBooksEntryWriter.Write(document);
        var reply = await client.PostEntryAsync(body, submission.ReplayKey, ct);
        return reply.Fault?.Kind switch
        {
            null => Created(document, reply),
            QuickBooksFaultKind.PeriodClosed => await OpenedAsync(submission, body, reply, ct),
            QuickBooksFaultKind.NumberTaken => await FindAsync(document, ct) ?? Refusal(reply),

            // An "unexpected internal error" has been seen to leave the entry behind; and its key may bring the error for ever.
            QuickBooksFaultKind.Unknown when reply.Body is not null => await FindAsync(document, ct) ?? Refusal(reply),
            _ => Refusal(reply),
        };
    }

    /// <summary>
    /// A key may bring the first answer for ever, also when that was "closed" and a person has opened the books since. Then the document
    /// is looked for, and sent under a key that was never used.
    /// </summary>
    async Task<SubmitResult> OpenedAsync(Submission submission, byte[] body, QuickBooksReply refused, CancellationToken ct)
    {
        if (!await IsOpenAsync(submission.Document.Date, ct))
        {
            return Refusal(refused);
        }

        if (await FindAsync(submission.Document, ct) is { } there)
        {
            return there;
        }

        var reply = await client.PostEntryAsync(body, $"{submission.ReplayKey}.{time.GetUtcNow().ToUnixTimeMilliseconds()}", ct);
        return reply.Fault is null ? Created(submission.Document, reply) : Refusal(reply);
    }

    /// <summary>False also when the company cannot be asked: then the refusal stands.</summary>
    async Task<bool> IsOpenAsync(DateOnly date, CancellationToken ct)
    {
        try
        {
            return await company.PeriodAsync(date, ct) is PeriodStatus.Open;
        }
        catch (ErpAwayException)
        {
            return false;
        }
    }

    SubmitResult Created(PostingDocument document, QuickBooksReply reply) =>
        Judge(document, lookup.Created(reply, document.HomeCurrency), reply);

    /// <summary>What is under the reference; null for nothing.</summary>
    async Task<SubmitResult?> FindAsync(PostingDocument document, CancellationToken ct)
    {
        var (reply, found) = await lookup.FindAsync(document, ct);
        return (reply.Fault, found) switch
        {
            ({ }, _) => Refusal(reply),
            (_, []) => null,
            (_, [var one]) => Judge(document, one, reply),
            _ => new SubmitResult.Rejected(new(
                ErpReason.Duplicate,
                $"QuickBooks has {found.Count} journal entries numbered {document.Reference}: ids "
                + $"{string.Join(", ", found.Select(each => each.ErpId))}."))
            { Evidence = reply.Answer.Evidence },
        };
    }

    static SubmitResult Judge(PostingDocument document, ErpDocument entry, QuickBooksReply reply) =>
        QuickBooksLookup.IsSame(document, entry)
            ? new SubmitResult.Posted(entry.ErpId, entry.Number, entry.Date) { Evidence = reply.Answer.Evidence }
            : new SubmitResult.Rejected(new(
                ErpReason.ReferenceTaken,
                $"Journal entry {entry.ErpId}, numbered {entry.Number ?? "nothing"}, says something else than {document.Reference}."))
            { Evidence = reply.Answer.Evidence };

    static SubmitResult Refusal(QuickBooksReply reply)
    {
        var fault = reply.Fault!;
        var refusal = new ErpRefusal(fault.Reason, fault.Detail, fault.Code);
        SubmitResult result = fault.Kind switch
        {
            QuickBooksFaultKind.Throttled => new SubmitResult.Throttled(reply.Answer.RetryAfter),
            QuickBooksFaultKind.AccessRefused or QuickBooksFaultKind.PeriodClosed => new SubmitResult.Held(refusal),
            QuickBooksFaultKind.Unknown => new SubmitResult.Unknown(fault.Reason, fault.Detail),
            QuickBooksFaultKind.NumberTaken or QuickBooksFaultKind.Refused => new SubmitResult.Rejected(refusal),
        };
        return result with { Evidence = reply.Answer.Evidence };
    }
}
