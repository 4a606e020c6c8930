using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Ledger.ErpExport.Adapters;
using Ledger.ErpExport.Documents;

namespace Ledger.ErpExport.Tryton;

/// <summary>
/// Makes drafts of documents, several by one call: Tryton makes all of them or none. Before they are made, their references are looked for.
/// </summary>
/// <param name="rpc">Tryton.</param>
/// <param name="moves">Looks moves up.</param>
/// <param name="periods">Looks periods up.</param>
/// <param name="fresh">Takes the ids of what is made here.</param>
sealed class TrytonCreation(TrytonRpc rpc, TrytonMoves moves, TrytonPeriods periods, ConcurrentDictionary<long, byte> fresh)
{
    /// <summary>Hands documents in, one result for each.</summary>
    public async Task<IReadOnlyList<SubmitResult>> SubmitAsync(IReadOnlyList<PostingDocument> documents, CancellationToken ct)
    {
        var results = new SubmitResult?[documents.Count];
        SubmitResult? hindrance = null;
        try
        {
            List<(int At, TrytonDraft Draft)> drafts = [];
            await foreach (var (at, draft, result) in PrepareAsync(documents, ct))
            {
                results[at] = result;
                if (draft is not null)
                {
                    drafts.Add((at, draft));
                }
            }

            foreach (var call in Calls(drafts))
            {
                foreach (var (at, result) in await CreateAsync(call, ct))
                {
                    results[at] = result;
                    hindrance ??= EndsTheCall(result) ? result : null;
                }

                if (hindrance is not null)
                {
                    break;
                }
            }
        }
        catch (ErpAwayException away)
        {
            hindrance = TrytonError.ResultOf(away);
        }

        // What hinders one hinders those behind it: they were not sent, and are told the same.
        return [.. results.Select(result => result ?? hindrance!)];
    }

    /// <summary>Of each document either the draft to be made, or what is known of it without making one.</summary>
    async IAsyncEnumerable<(int At, TrytonDraft? Draft, SubmitResult? Result)> PrepareAsync(
        IReadOnlyList<PostingDocument> documents, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        var inside = await moves.OfReferencesAsync([.. documents.Select(document => document.Reference)], ct);
        Dictionary<string, TrytonDirectory> companies = new(StringComparer.Ordinal);
        foreach (var company in documents.GroupBy(document => document.Company, StringComparer.Ordinal))
        {
            companies[company.Key] = await TrytonDirectory.ReadAsync(rpc, company.Key, [.. company], ct);
        }

        Dictionary<(string Company, DateOnly Date), (long? Open, PeriodStatus Status)> asked = [];
        for (var at = 0; at < documents.Count; at++)
        {
            var document = documents[at];
            var directory = companies[document.Company];
            if ((Taken(document, [.. inside[document.Reference.Value]]) ?? Refused(document, directory)) is { } known)
            {
                yield return (at, null, known);
                continue;
            }

            var key = (document.Company, document.Date);
            if (!asked.TryGetValue(key, out var period))
            {
                asked[key] = period = await periods.OfAsync(directory.Company!.Value, document.Date, ct);
            }

            yield return period.Status is PeriodStatus.Closed closed
                ? (at, null, new SubmitResult.Held(new ErpRefusal(ErpReason.PeriodClosed, closed.Detail)))
                : (at, new TrytonDraft(document, directory, period.Open!.Value), null);
        }
    }

    /// <summary>Drafts of one company, and no more lines than a call makes in good time.</summary>
    static IEnumerable<IReadOnlyList<(int At, TrytonDraft Draft)>> Calls(IEnumerable<(int At, TrytonDraft Draft)> drafts)
    {
        foreach (var company in drafts.GroupBy(each => each.Draft.Directory.Company))
        {
            var (call, lines) = (new List<(int, TrytonDraft)>(), 0);
            foreach (var next in company)
            {
                var more = next.Draft.Document.Lines.Count;
                if (call.Count > 0 && lines + more > TrytonRules.LinesMax)
                {
                    yield return call;
                    (call, lines) = ([], 0);
                }

                call.Add(next);
                lines += more;
            }

            yield return call;
        }
    }

    async Task<IReadOnlyList<(int At, SubmitResult Result)>> CreateAsync(
        IReadOnlyList<(int At, TrytonDraft Draft)> call, CancellationToken ct)
    {
        var reply = await rpc.ChangeAsync(
            "model.account.move.create", json => TrytonDraft.Write(json, [.. call.Select(each => each.Draft)]), ct);
        if (reply.Error is { } error)
        {
            return error.IsRefusal && call.Count > 1
                ? await OneByOneAsync(call, ct)
                : [.. call.Select(each => (each.At, error.ToResult(reply.Evidence)))];
        }

        return Ids(reply.Result) is { } ids && ids.Count == call.Count
            ? [.. call.Zip(ids, (each, id) => (each.At, Drafted(id, reply.Evidence)))]
            : [.. call.Select(each => (each.At, (SubmitResult)new SubmitResult.Unknown(
                ErpReason.AnswerUnreadable, "Tryton's answer to new moves is not an id of each.") { Evidence = reply.Evidence }))];
    }

    /// <summary>One of them is refused, so none was made: each by itself tells which.</summary>
    async Task<IReadOnlyList<(int At, SubmitResult Result)>> OneByOneAsync(
        IReadOnlyList<(int At, TrytonDraft Draft)> call, CancellationToken ct)
    {
        var results = new List<(int At, SubmitResult Result)>(call.Count);
        foreach (var each in call)
        {
            results.AddRange(await CreateAsync([each], ct));
            if (EndsTheCall(results[^1].Result))
            {
                break;
            }
        }

        return results;
    }

    SubmitResult.Drafted Drafted(long id, ErpAnswerEvidence evidence)
    {
        fresh.TryAdd(id, 0);
        return new SubmitResult.Drafted(new SubmissionHandle(id.ToString(CultureInfo.InvariantCulture))) { Evidence = evidence };
    }

    static List<long>? Ids(JsonElement result)
    {
        if (result.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        var ids = new List<long>();
        foreach (var each in result.EnumerateArray())
        {
            if (each.ValueKind != JsonValueKind.Number || !each.TryGetInt64(out var id))
            {
                return null;
            }

            ids.Add(id);
        }

        return ids;
    }

    /// <summary>What a document is when its reference is there already; null when it is not.</summary>
    static SubmitResult? Taken(PostingDocument document, IReadOnlyList<TrytonMove> inside) => inside switch
    {
        [] => null,
        [var move] => move.StandingOf(document, ErpReason.ReferenceTaken),
        _ => new SubmitResult.Rejected(new ErpRefusal(
            ErpReason.Duplicate, $"Moves {string.Join(", ", inside.Select(move => move.Id))} all bear {document.Reference}.")),
    };

    static SubmitResult.Rejected? Refused(PostingDocument document, TrytonDirectory directory)
    {
        if (TrytonRules.Of(document) is { Count: > 0 } refusals)
        {
            return new SubmitResult.Rejected(refusals[0]);
        }

        return directory.Missing(document) is { Count: > 0 } missing
            ? new SubmitResult.Rejected(new ErpRefusal(ErpReason.MasterDataMissing, $"Tryton has no {string.Join(", no ", missing)}."))
            : null;
    }

    static bool EndsTheCall(SubmitResult result) =>
        result is SubmitResult.Throttled or SubmitResult.Unknown or SubmitResult.Held { Refusal.Reason: ErpReason.AccessRefused };
}
