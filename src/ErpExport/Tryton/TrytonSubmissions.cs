using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Ledger.ErpExport.Adapters;
using Ledger.ErpExport.Documents;

namespace Ledger.ErpExport.Tryton;

/// <summary>Makes drafts of documents, and posts drafts. Before a draft is made, its reference is looked for.</summary>
sealed class TrytonSubmissions(TrytonRpc rpc, TrytonMoves moves, TrytonPeriods periods)
{
    /// <summary>Drafts that were made a moment ago, by this very process: nobody has had them in hand since.</summary>
    readonly ConcurrentDictionary<long, byte> _fresh = new();

    /// <summary>Hands documents in, one result for each.</summary>
    public async Task<IReadOnlyList<SubmitResult>> SubmitAsync(IReadOnlyList<PostingDocument> documents, CancellationToken ct)
    {
        List<SubmitResult> results = [];
        try
        {
            var inside = await moves.OfReferencesAsync([.. documents.Select(document => document.Reference)], ct);
            Dictionary<string, TrytonDirectory> companies = new(StringComparer.Ordinal);
            foreach (var company in documents.GroupBy(document => document.Company, StringComparer.Ordinal))
            {
                companies[company.Key] = await TrytonDirectory.ReadAsync(rpc, company.Key, [.. company], ct);
            }

            Dictionary<(string Company, DateOnly Date), (long? Open, PeriodStatus Status)> asked = [];
            foreach (var document in documents)
            {
                var result = Taken(document, [.. inside[document.Reference.Value]])
                    ?? await CreateAsync(document, companies[document.Company], asked, ct);
                results.Add(result);
                if (EndsTheCall(result))
                {
                    break;
                }
            }
        }
        catch (ErpAwayException away)
        {
            results.Add(TrytonError.ResultOf(away));
        }

        // What hinders one hinders those behind it: they were not sent, and are told the same.
        return [.. results, .. Enumerable.Repeat(results[^1], documents.Count - results.Count)];
    }

    /// <summary>Posts a draft; what is posted already is told as that.</summary>
    public async Task<SubmitResult> ResumeAsync(PostingDocument document, string draft, CancellationToken ct)
    {
        if (!long.TryParse(draft, NumberStyles.None, CultureInfo.InvariantCulture, out var id))
        {
            return new SubmitResult.Rejected(new ErpRefusal(ErpReason.FieldInvalid, $"'{draft}' is no id of a move."));
        }

        try
        {
            if (_fresh.TryRemove(id, out _))
            {
                return await PostAsync(document, id, ct);
            }

            if (await moves.OfIdAsync(id, ct) is not { } move)
            {
                return Gone(id);
            }

            var standing = Standing(document, move, ErpReason.Edited);
            return standing is SubmitResult.Drafted ? await PostAsync(document, id, ct) : standing;
        }
        catch (ErpAwayException away)
        {
            return TrytonError.ResultOf(away);
        }
    }

    async Task<SubmitResult> PostAsync(PostingDocument document, long id, CancellationToken ct)
    {
        var reply = await rpc.ChangeAsync("model.account.move.post", Write, ct);
        if (reply.Error is { Reason: ErpReason.RefusedByErp or ErpReason.AccessRefused or ErpReason.MasterDataMissing } refused)
        {
            // Somebody else may have posted or deleted it since we looked.
            return await moves.OfIdAsync(id, ct) switch
            {
                null => Gone(id),
                { IsPosted: true } other => Standing(document, other, ErpReason.Edited),
                _ => refused.ToResult(reply.Evidence),
            };
        }

        if (reply.Error is { } failed)
        {
            return failed.ToResult(reply.Evidence);
        }

        return (await PostedAsync(document, id, ct)) with { Evidence = reply.Evidence };

        void Write(Utf8JsonWriter json)
        {
            json.WriteStartArray();
            json.WriteNumberValue(id);
            json.WriteEndArray();
            json.WriteContext(company: null);
        }
    }

    /// <summary>It is posted; only its number is not known yet, and may stay so when the line breaks now.</summary>
    async Task<SubmitResult> PostedAsync(PostingDocument document, long id, CancellationToken ct)
    {
        try
        {
            return await moves.JustPostedAsync(id, ct) is { IsPosted: true } posted
                ? Standing(document, posted, ErpReason.Edited)
                : new SubmitResult.Unknown(ErpReason.AnswerUnreadable, $"Tryton took the posting of move {id}, but does not show it.");
        }
        catch (ErpAwayException)
        {
            return new SubmitResult.Posted(id.ToString(CultureInfo.InvariantCulture), Number: null, Date: null);
        }
    }

    async Task<SubmitResult> CreateAsync(
        PostingDocument document, TrytonDirectory directory,
            Dictionary<(string Company, DateOnly Date), (long? Open, PeriodStatus Status)> asked,
        CancellationToken ct)
    {
        if (TrytonRules.Of(document) is { Count: > 0 } refusals)
        {
            return new SubmitResult.Rejected(refusals[0]);
        }

        if (directory.Missing(document) is { Count: > 0 } missing)
        {
            return new SubmitResult.Rejected(new ErpRefusal(
                ErpReason.MasterDataMissing, $"Tryton has no {string.Join(", no ", missing)}."));
        }

        if (!asked.TryGetValue((document.Company, document.Date), out var known))
        {
            asked[(document.Company, document.Date)] = known = await periods.OfAsync(directory.Company!.Value, document.Date, ct);
        }

        var (period, status) = known;
        if (status is PeriodStatus.Closed closed)
        {
            return new SubmitResult.Held(new ErpRefusal(ErpReason.PeriodClosed, closed.Detail));
        }

        var reply = await rpc.ChangeAsync(
            "model.account.move.create", json => new TrytonDraft(document, directory, period!.Value).Write(json), ct);
        if (reply.Error is { } error)
        {
            return error.ToResult(reply.Evidence);
        }

        if (reply.Result is not { ValueKind: JsonValueKind.Array } ids || ids.GetArrayLength() != 1 || !ids[0].TryGetInt64(out var id))
        {
            return new SubmitResult.Unknown(ErpReason.AnswerUnreadable,
                "Tryton's answer to a new move is no id.")
            { Evidence = reply.Evidence };
        }

        _fresh.TryAdd(id, 0);
        return new SubmitResult.Drafted(new SubmissionHandle(id.ToString(CultureInfo.InvariantCulture))) { Evidence = reply.Evidence };
    }

    static SubmitResult.Rejected Gone(long draft) =>
        new(new ErpRefusal(ErpReason.Deleted, string.Create(CultureInfo.InvariantCulture, $"Draft {draft} is no longer there.")));

    /// <summary>What a document is when its reference is there already; null when it is not.</summary>
    static SubmitResult? Taken(PostingDocument document, IReadOnlyList<TrytonMove> inside) => inside switch
    {
        [] => null,
        [var move] => Standing(document, move, ErpReason.ReferenceTaken),
        _ => new SubmitResult.Rejected(new ErpRefusal(
            ErpReason.Duplicate, $"Moves {string.Join(", ", inside.Select(move => move.Id))} all bear {document.Reference}.")),
    };

    /// <summary>What a document is by the move that stands for it.</summary>
    static SubmitResult Standing(PostingDocument document, TrytonMove move, ErpReason whenItDiffers) => move switch
    {
        _ when !move.Says(document) => new SubmitResult.Rejected(new ErpRefusal(
            whenItDiffers,
            $"{(move.IsPosted ? $"Move {move.Document.Number}" : $"Draft {move.Id}")} of {document.Reference} says something else.")),
        { IsPosted: true } => new SubmitResult.Posted(move.Document.ErpId, move.Document.Number, move.Document.Date),
        _ => new SubmitResult.Drafted(new SubmissionHandle(move.Document.ErpId)),
    };

    static bool EndsTheCall(SubmitResult result) =>
        result is SubmitResult.Throttled or SubmitResult.Unknown or SubmitResult.Held { Refusal.Reason: ErpReason.AccessRefused };
}
