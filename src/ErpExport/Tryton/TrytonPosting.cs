using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Ledger.ErpExport.Adapters;
using Ledger.ErpExport.Documents;

namespace Ledger.ErpExport.Tryton;

/// <summary>Posts drafts, several by one call: Tryton posts all of them or none. What is posted already is told as that.</summary>
/// <param name="rpc">Tryton.</param>
/// <param name="moves">Looks moves up.</param>
/// <param name="fresh">Drafts that were made a moment ago, by this very process: nobody has had them in hand since.</param>
sealed class TrytonPosting(TrytonRpc rpc, TrytonMoves moves, ConcurrentDictionary<long, byte> fresh)
{
    /// <summary>Posts drafts, one result for each.</summary>
    public async Task<IReadOnlyList<SubmitResult>> PostAsync(IReadOnlyList<Begun> begun, CancellationToken ct)
    {
        var results = new SubmitResult?[begun.Count];
        try
        {
            var drafts = await DraftsAsync(begun, results, ct);
            foreach (var (draft, result) in await PostAsync(drafts, ct))
            {
                results[draft.At] = result;
            }

            return results!;
        }
        catch (ErpAwayException away)
        {
            var told = TrytonError.ResultOf(away);
            return [.. results.Select(result => result ?? told)];
        }
    }

    /// <summary>Those that are still drafts, and still say what was sent; what the others are is put into the results.</summary>
    async Task<List<Draft>> DraftsAsync(IReadOnlyList<Begun> begun, SubmitResult?[] results, CancellationToken ct)
    {
        List<Draft> drafts = [], toBeSeen = [];
        for (var at = 0; at < begun.Count; at++)
        {
            var text = begun[at].Handle.Text;
            if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id))
            {
                results[at] = new SubmitResult.Rejected(new ErpRefusal(ErpReason.FieldInvalid, $"'{text}' is no id of a move."));
                continue;
            }

            (fresh.TryRemove(id, out _) ? drafts : toBeSeen).Add(new Draft(at, id, begun[at].Document));
        }

        if (toBeSeen.Count == 0)
        {
            return drafts;
        }

        var seen = (await moves.OfIdsAsync([.. toBeSeen.Select(draft => draft.Id)], ct)).ToDictionary(move => move.Id);
        foreach (var draft in toBeSeen)
        {
            var standing = seen.GetValueOrDefault(draft.Id)?.StandingOf(draft.Document, ErpReason.Edited) ?? Gone(draft.Id);
            if (standing is SubmitResult.Drafted)
            {
                drafts.Add(draft);
            }
            else
            {
                results[draft.At] = standing;
            }
        }

        return drafts;
    }

    async Task<IReadOnlyList<(Draft Draft, SubmitResult Result)>> PostAsync(IReadOnlyList<Draft> drafts, CancellationToken ct)
    {
        if (drafts.Count == 0)
        {
            return [];
        }

        var reply = await rpc.ChangeAsync("model.account.move.post", Write, ct);
        if (reply.Error is null)
        {
            var numbered = await NumberedAsync(drafts, ct);
            return [.. drafts.Zip(numbered, (draft, result) => (draft, result with { Evidence = reply.Evidence }))];
        }

        return reply.Error switch
        {
            { IsRefusal: true } when drafts.Count > 1 => await OneByOneAsync(drafts, ct),
            { IsRefusal: true } refused => [(drafts[0], await RefusedAsync(drafts[0], refused, reply.Evidence, ct))],
            var failed => [.. drafts.Select(draft => (draft, failed.ToResult(reply.Evidence)))],
        };

        void Write(Utf8JsonWriter json)
        {
            json.WriteStartArray();
            foreach (var draft in drafts)
            {
                json.WriteNumberValue(draft.Id);
            }

            json.WriteEndArray();
            json.WriteContext(company: null);
        }
    }

    /// <summary>One of them is refused, so none was posted: each by itself tells which. What hinders one hinders those behind it.</summary>
    async Task<IReadOnlyList<(Draft Draft, SubmitResult Result)>> OneByOneAsync(IReadOnlyList<Draft> drafts, CancellationToken ct)
    {
        var results = new List<(Draft, SubmitResult)>(drafts.Count);
        SubmitResult? hindrance = null;
        foreach (var draft in drafts)
        {
            var result = hindrance ?? await AloneAsync(draft, ct);
            hindrance = result is SubmitResult.Throttled or SubmitResult.Unknown ? result : null;
            results.Add((draft, result));
        }

        return results;
    }

    async Task<SubmitResult> AloneAsync(Draft draft, CancellationToken ct)
    {
        try
        {
            return (await PostAsync([draft], ct))[0].Result;
        }
        catch (ErpAwayException away)
        {
            return TrytonError.ResultOf(away);
        }
    }

    /// <summary>Somebody else may have posted or deleted it since we looked.</summary>
    async Task<SubmitResult> RefusedAsync(Draft draft, TrytonError refused, ErpAnswerEvidence evidence, CancellationToken ct) =>
        refused.Reason is not (ErpReason.RefusedByErp or ErpReason.AccessRefused or ErpReason.MasterDataMissing)
            ? refused.ToResult(evidence)
            : await moves.OfIdAsync(draft.Id, ct) switch
            {
                null => Gone(draft.Id),
                { IsPosted: true } other => other.StandingOf(draft.Document, ErpReason.Edited),
                _ => refused.ToResult(evidence),
            };

    /// <summary>They are posted; only their numbers are not known yet, and may stay so when the line breaks now.</summary>
    async Task<IReadOnlyList<SubmitResult>> NumberedAsync(IReadOnlyList<Draft> drafts, CancellationToken ct)
    {
        try
        {
            var seen = (await moves.NumbersAsync([.. drafts.Select(draft => draft.Id)], ct)).ToDictionary(number => number.Id);
            return [.. drafts.Select(draft => Told(draft, seen.GetValueOrDefault(draft.Id)))];
        }
        catch (ErpAwayException)
        {
            return [.. drafts.Select(draft =>
                new SubmitResult.Posted(draft.Id.ToString(CultureInfo.InvariantCulture), Number: null, Date: null))];
        }
    }

    static SubmitResult Told(Draft draft, TrytonNumber? there) =>
        there is { IsPosted: true } posted && posted.Reference == draft.Document.Reference.Value
            ? new SubmitResult.Posted(draft.Id.ToString(CultureInfo.InvariantCulture), posted.Number, posted.Date)
            : new SubmitResult.Unknown(
                ErpReason.AnswerUnreadable, $"Tryton took the posting of move {draft.Id}, but does not show it.");

    static SubmitResult.Rejected Gone(long draft) =>
        new(new ErpRefusal(ErpReason.Deleted, string.Create(CultureInfo.InvariantCulture, $"Draft {draft} is no longer there.")));

    sealed record Draft(int At, long Id, PostingDocument Document);
}
