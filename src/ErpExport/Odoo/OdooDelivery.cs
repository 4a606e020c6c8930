using System.Globalization;
using System.Text.Json;
using Ledger.ErpExport.Adapters;
using Ledger.ErpExport.Documents;

namespace Ledger.ErpExport.Odoo;

/// <summary>
/// Creates drafts and posts them. Odoo happily holds two entries of one reference, so it is asked before every create; and it posts a
/// locked day under another date instead of refusing, so the locks are read before every create and every post.
/// </summary>
sealed class OdooDelivery(OdooClient client, OdooMasterRecords master, OdooMoves moves, OdooPeriods periods)
{
    /// <summary>See <see cref="IErpAdapter.SubmitAsync"/>.</summary>
    public async Task<IReadOnlyList<SubmitResult>> SubmitAsync(SubmitBatch batch, CancellationToken ct)
    {
        var results = new Dictionary<PostingDocument, SubmitResult>(ReferenceEqualityComparer.Instance);
        foreach (var group in batch.Documents.Select(submission => submission.Document).GroupBy(document => document.Company))
        {
            await SubmitAsync(group.Key, [.. group], results, ct);
        }

        return [.. batch.Documents.Select(submission => results[submission.Document])];
    }

    /// <summary>See <see cref="IErpAdapter.FindAsync"/>. A company that is not there holds nothing.</summary>
    public async Task<FindResult> FindAsync(PostingDocument document, CancellationToken ct)
    {
        if (await master.CompanyAsync(document.Company, ct) is not { } company)
        {
            return FindResult.NotFound.Instance;
        }

        var found = (await HeldAsync(company, [document], ct))[document.Reference.Value].ToList();
        return found switch
        {
            [] => FindResult.NotFound.Instance,
            [{ State: ErpDocumentState.Draft } draft] => new FindResult.Draft(draft),
            [var posted] => new FindResult.Posted(posted),
            _ => new FindResult.Multiple(found),
        };
    }

    /// <summary>See <see cref="IErpAdapter.ResumeAsync"/>.</summary>
    public async Task<SubmitResult> ResumeAsync(PostingDocument document, SubmissionHandle handle, CancellationToken ct)
    {
        if (!long.TryParse(handle.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var id))
        {
            throw new FormatException($"'{handle.Text}' is no id of a journal entry.");
        }

        try
        {
            return await ReadyAsync(document, id, ct) ?? await PostAsync(document, id, ct);
        }
        catch (ErpAwayException away)
        {
            return ResultOf(away);
        }
    }

    async Task SubmitAsync(
        string code, IReadOnlyList<PostingDocument> documents, Dictionary<PostingDocument, SubmitResult> results, CancellationToken ct)
    {
        SubmitResult? forAllLeft = null;
        try
        {
            if (await master.CompanyAsync(code, ct) is not { } company)
            {
                forAllLeft = Missing([$"a company '{code}'"]);
            }
            else
            {
                var held = await HeldAsync(company, documents, ct);
                OdooLocks? locks = null;
                foreach (var document in documents)
                {
                    if (OdooComparison.ResultOf(document, [.. held[document.Reference.Value]]) is { } known)
                    {
                        results[document] = known;
                        continue;
                    }

                    locks ??= await periods.LocksAsync(company.Id, ct);
                    results[document] = await CreateAsync(document, company, locks, ct);
                    if (StopsOthers(results[document]) is { } stop)
                    {
                        forAllLeft = stop;
                        break;
                    }
                }
            }
        }
        catch (ErpAwayException away)
        {
            forAllLeft = ResultOf(away);
        }

        foreach (var document in documents.Where(document => !results.ContainsKey(document)))
        {
            results[document] = forAllLeft!;
        }
    }

    async Task<SubmitResult> CreateAsync(PostingDocument document, OdooCompany company, OdooLocks locks, CancellationToken ct)
    {
        var (names, missing) = await master.ResolveAsync(document, company, ct);
        if (names is null)
        {
            return Missing(missing);
        }

        if (company.Home != document.HomeCurrency)
        {
            return new SubmitResult.Rejected(new ErpRefusal(
                ErpReason.CurrencyNotTaken,
                $"Company '{company.Code}' keeps its books in {company.Home} in Odoo, and the document in {document.HomeCurrency}."));
        }

        if (locks.RefusalOf(document.Date, names.Journal.Type) is { } closed)
        {
            return new SubmitResult.Held(closed);
        }

        var reply = await client.SendAsync("account.move/create", OdooMoveBody.Of(document, names), ct);
        if (reply.Failure is { } failure)
        {
            ForgetIfMissing(failure);
            return failure;
        }

        return reply.Value is { ValueKind: JsonValueKind.Array } ids && ids.GetArrayLength() == 1
            && ids[0].ValueKind == JsonValueKind.Number && ids[0].TryGetInt64(out var id)
            ? new SubmitResult.Drafted(new SubmissionHandle(id.ToString(CultureInfo.InvariantCulture))) { Evidence = reply.Evidence }
            : new SubmitResult.Unknown(ErpReason.AnswerUnreadable, "Odoo created something and does not tell one id.")
            {
                Evidence = reply.Evidence,
            };
    }

    // Null when the draft is there, says what was sent, and its day is open.
    async Task<SubmitResult?> ReadyAsync(PostingDocument document, long id, CancellationToken ct)
    {
        if (await moves.ByIdAsync([id], ct) is not [var move])
        {
            return new SubmitResult.Unknown(ErpReason.Deleted, $"Draft {id} is no longer there.");
        }

        if (move.IsCancelled)
        {
            return new SubmitResult.Rejected(new ErpRefusal(ErpReason.Deleted, $"Somebody has cancelled entry {id} in Odoo."));
        }

        var found = OdooComparison.ResultOf(document, await moves.DocumentsAsync([move], ct));
        if (found is not SubmitResult.Drafted)
        {
            return found;
        }

        if (move.Date != document.Date)
        {
            return new SubmitResult.Rejected(new ErpRefusal(
                ErpReason.DateShifted,
                string.Create(
                    CultureInfo.InvariantCulture, $"Draft {id} is dated {move.Date:yyyy-MM-dd}, sent was {document.Date:yyyy-MM-dd}.")));
        }

        var journal = await JournalTypeAsync(document, ct);
        var locks = await periods.LocksAsync(move.Company.Id, ct);
        return locks.RefusalOf(document.Date, journal) is { } closed ? new SubmitResult.Held(closed) : null;
    }

    async Task<SubmitResult> PostAsync(PostingDocument document, long id, CancellationToken ct)
    {
        var company = await master.CompanyAsync(document.Company, ct)
            ?? throw new ErpAwayException(ErpReason.AccessRefused, $"Odoo no longer shows company '{document.Company}'.");
        var reply = await client.SendAsync("account.move/action_post", OdooArguments.OnRecords(company.Id, id), ct);

        // "Must be in draft": somebody else was faster. What the entry is now is asked below, as after a success, because what the
        // method returns says nothing of number and date.
        if (reply.Failure is { } failure and not SubmitResult.Rejected { Refusal.Reason: ErpReason.ReferenceTaken })
        {
            return failure;
        }

        var now = await moves.ByIdAsync([id], ct);
        return now is [{ IsPosted: true } posted]
            ? OdooComparison.Posted(posted) with { Evidence = reply.Evidence }
            : reply.Failure ?? new SubmitResult.Unknown(
                ErpReason.AnswerUnreadable,
                $"Odoo answered that entry {id} is posted, and shows it as {(now is [var one] ? one.State : "gone")}.")
            {
                Evidence = reply.Evidence,
            };
    }

    async Task<string?> JournalTypeAsync(PostingDocument document, CancellationToken ct) =>
        await master.CompanyAsync(document.Company, ct) is { } company
            ? (await master.ResolveAsync(document, company, ct)).Names?.Journal.Type
            : null;

    // One question for all references, whatever journal they may lie in.
    async Task<ILookup<string?, ErpDocument>> HeldAsync(
        OdooCompany company, IReadOnlyList<PostingDocument> documents, CancellationToken ct)
    {
        var found = await moves.SearchAsync(
            company.Id,
            json =>
            {
                json.Where("company_id", "=", company.Id);
                json.Where("ref", "in", documents.Select(document => document.Reference.Value));
                json.Where("state", "!=", "cancel");
            },
            "id", null, ct);
        return (found.Count == 0 ? [] : await moves.DocumentsAsync(found, ct)).ToLookup(document => document.Reference);
    }

    // A code that was found before may name a record that is gone by now.
    void ForgetIfMissing(SubmitResult result)
    {
        if (result is SubmitResult.Rejected { Refusal.Reason: ErpReason.MasterDataMissing })
        {
            master.Forget();
        }
    }

    // Whoever is throttled, refused access or not answered in time does not try the next nineteen as well.
    static SubmitResult? StopsOthers(SubmitResult result) => result switch
    {
        SubmitResult.Throttled throttled => throttled,
        SubmitResult.Held { Refusal.Reason: ErpReason.AccessRefused } held => held,
        SubmitResult.Unknown { Reason: ErpReason.TimedOut } => new SubmitResult.Unknown(
            ErpReason.TimedOut, "Not sent, because Odoo did not answer for the document before it."),
        _ => null,
    };

    static SubmitResult ResultOf(ErpAwayException away) => away switch
    {
        { RetryAfter: { } wait } => new SubmitResult.Throttled(wait),
        { Reason: ErpReason.AccessRefused } => new SubmitResult.Held(new ErpRefusal(ErpReason.AccessRefused, away.Message)),
        _ => new SubmitResult.Unknown(away.Reason, away.Message),
    };

    static SubmitResult.Rejected Missing(IReadOnlyList<string> what) => new(new ErpRefusal(
        ErpReason.MasterDataMissing, $"Odoo does not have, or does not show to our user: {string.Join("; ", what)}."));
}
