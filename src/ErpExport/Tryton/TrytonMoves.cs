using System.Globalization;
using System.Text.Json;
using Ledger.ErpExport.Adapters;
using Ledger.ErpExport.Documents;

namespace Ledger.ErpExport.Tryton;

/// <summary>Looks moves up.</summary>
sealed class TrytonMoves(TrytonRpc rpc)
{
    /// <summary>All moves of some references, drafts included; those that take one back are not of its reference.</summary>
    /// <exception cref="ErpAwayException">Tryton cannot be asked.</exception>
    public async Task<ILookup<string, TrytonMove>> OfReferencesAsync(
        IReadOnlyCollection<DocumentReference> references, CancellationToken ct)
    {
        // Beginnings are compared as they are: a reference holds neither % nor _.
        var moves = await ReadAsync(
            json =>
            {
                json.WriteStringValue("OR");
                json.WriteAmong("description", references.Select(each => each.Value));
                foreach (var reference in references)
                {
                    json.WriteCondition("description", "like", $"{reference.Value} %");
                }
            },
            ct);
        return moves.Where(move => move.Reference is not null).ToLookup(move => move.Reference!, StringComparer.Ordinal);
    }

    /// <summary>Moves of some ids, in the order of the ids; those that are no longer there are left out.</summary>
    /// <exception cref="ErpAwayException">Tryton cannot be asked.</exception>
    public async Task<IReadOnlyList<TrytonMove>> OfIdsAsync(IReadOnlyCollection<long> ids, CancellationToken ct) =>
        await ReadAsync(json => WriteIds(json, ids), ct);

    /// <summary>One move; null when it is no longer there.</summary>
    /// <exception cref="ErpAwayException">Tryton cannot be asked.</exception>
    public async Task<TrytonMove?> OfIdAsync(long id, CancellationToken ct) => (await OfIdsAsync([id], ct)).SingleOrDefault();

    /// <summary>The numbers of moves that were posted a moment ago.</summary>
    /// <exception cref="ErpAwayException">Tryton cannot be asked.</exception>
    public async Task<IReadOnlyList<TrytonNumber>> NumbersAsync(IReadOnlyCollection<long> ids, CancellationToken ct)
    {
        var records = await rpc.SearchAsync("account.move", json => WriteIds(json, ids), TrytonNumber.Fields, ct);
        return TrytonQuestions.Reading("A move", () => records.Select(TrytonNumber.Read).ToList());
    }

    async Task<IReadOnlyList<TrytonMove>> ReadAsync(Action<Utf8JsonWriter> conditions, CancellationToken ct)
    {
        var moves = await SearchAsync(conditions, ct);
        var posted = moves.Where(move => move.IsPosted).ToList();
        if (posted.Count == 0)
        {
            return moves;
        }

        // A move that was taken back does not show it itself; the one that did so names it as its origin, and counts once posted.
        var takers = await SearchAsync(
            json => json.WriteAmong(
                "origin", posted.Select(move => string.Create(CultureInfo.InvariantCulture, $"account.move,{move.Id}"))),
            ct);
        var takenBack = takers.Where(taker => taker is { IsPosted: true, CancelledMove: not null })
            .GroupBy(taker => taker.CancelledMove!.Value).ToDictionary(each => each.Key, each => each.First());
        return [.. moves.Select(move => takenBack.TryGetValue(move.Id, out var taker) ? move.TakenBackBy(taker) : move)];
    }

    async Task<IReadOnlyList<TrytonMove>> SearchAsync(Action<Utf8JsonWriter> conditions, CancellationToken ct)
    {
        var records = await rpc.SearchAsync("account.move", conditions, TrytonMove.Fields, ct, order: "id");
        return TrytonQuestions.Reading("A move", () => records.Select(TrytonMove.Read).ToList());
    }

    static void WriteIds(Utf8JsonWriter json, IReadOnlyCollection<long> ids)
    {
        json.WriteStartArray();
        json.WriteStringValue("id");
        json.WriteStringValue("in");
        json.WriteStartArray();
        foreach (var id in ids)
        {
            json.WriteNumberValue(id);
        }

        json.WriteEndArray();
        json.WriteEndArray();
    }
}
