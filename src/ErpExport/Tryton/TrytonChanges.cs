using System.Runtime.CompilerServices;
using System.Text.Json;
using Ledger.ErpExport.Adapters;

namespace Ledger.ErpExport.Tryton;

/// <summary>
/// What was changed. First which moves and when, which is little, then the moves themselves, oldest change first: Tryton cannot order
/// by the later of two fields, and a move that was only made has no moment of writing.
/// </summary>
/// <param name="rpc">Whom to ask.</param>
/// <param name="moves">Looks moves up.</param>
/// <param name="page">Most moves of a page.</param>
/// <param name="indexPage">Most moves of one list of moves and moments.</param>
sealed class TrytonChanges(TrytonRpc rpc, TrytonMoves moves, int page = 200, int indexPage = 5_000)
{

    /// <summary>Pages of changes.</summary>
    /// <exception cref="ErpAwayException">Tryton cannot be asked.</exception>
    public async IAsyncEnumerable<ErpChangePage> ReadAsync(DateTimeOffset? since, [EnumeratorCancellation] CancellationToken ct)
    {
        var index = await IndexAsync(since, ct);
        foreach (var some in index.Order().Chunk(page))
        {
            var changed = (await moves.OfIdsAsync([.. some.Select(each => each.Id)], ct)).ToDictionary(move => move.Id);

            // A move that was taken back has not changed itself; the one that did so has.
            var takenBack = changed.Values.Where(move => move.IsPosted).Select(move => move.CancelledMove).OfType<long>()
                .Where(id => !changed.ContainsKey(id)).ToList();
            IReadOnlyList<TrytonMove> reversed = takenBack.Count == 0 ? [] : await moves.OfIdsAsync(takenBack, ct);
            yield return new ErpChangePage(
                [.. some.Where(each => changed.ContainsKey(each.Id)).Select(each => changed[each.Id]).Concat(reversed)
                    .OrderBy(move => move.Document.ModifiedAt).ThenBy(move => move.Id).Select(move => move.Document)],
                some[^1].ModifiedAt);
        }
    }

    /// <summary>Which moves were changed, and when, read in pages by id, which never changes.</summary>
    async Task<List<(DateTimeOffset ModifiedAt, long Id)>> IndexAsync(DateTimeOffset? since, CancellationToken ct)
    {
        List<(DateTimeOffset, long)> index = [];
        IReadOnlyList<JsonElement> records;
        long last = 0;
        do
        {
            records = await rpc.SearchAsync(
                "account.move", json => WriteSince(json, since, last), ["create_date", "write_date"], ct, order: "id", limit: indexPage);
            index.AddRange(TrytonQuestions.Reading(
                "A list of moves", () => records.Select(each => (TrytonMove.ModifiedAt(each), each.Id())).ToList()));
            last = index.Count == 0 ? 0 : index[^1].Item2;
        }
        while (records.Count == indexPage);
        return index;
    }

    static void WriteSince(Utf8JsonWriter json, DateTimeOffset? since, long last)
    {
        json.WriteCondition("id", ">", last);
        if (since is not { } from)
        {
            return;
        }

        json.WriteStartArray();
        json.WriteStringValue("OR");
        foreach (var field in new[] { "write_date", "create_date" })
        {
            json.WriteStartArray();
            json.WriteStringValue(field);
            json.WriteStringValue(">=");
            json.WriteMoment(from);
            json.WriteEndArray();
        }

        json.WriteEndArray();
    }
}
