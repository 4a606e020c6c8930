using System.Runtime.CompilerServices;
using System.Text.Json;
using Ledger.ErpExport.Adapters;

namespace Ledger.ErpExport.Odoo;

/// <summary>
/// Reads what was changed, oldest first. Pages go by the moment of the last row, never by an offset: a row that is changed meanwhile
/// moves to the end, and by offset the one behind it would be skipped. Odoo tells moments in whole seconds but sorts by fractions, so
/// the last second is asked for again without the rows of it that were told.
/// </summary>
sealed class OdooChanges(OdooMoves moves)
{
    const int PageSize = 200;

    /// <summary>See <see cref="IErpAdapter.ReadChangesAsync"/>.</summary>
    public async IAsyncEnumerable<ErpChangePage> ReadAsync(DateTimeOffset? since, [EnumeratorCancellation] CancellationToken ct)
    {
        DateTimeOffset? from = since;
        var told = new List<long>();
        while (true)
        {
            var page = await moves.SearchAsync(null, Domain(from, told), "write_date, id", PageSize, ct);
            if (page.Count == 0)
            {
                break;
            }

            var last = page[^1].WrittenAt;
            told = [.. from == last ? told : [], .. page.Where(move => move.WrittenAt == last).Select(move => move.Id)];
            from = last;
            yield return new ErpChangePage(await CompleteAsync(page, ct), last);
            if (page.Count < PageSize)
            {
                break;
            }
        }
    }

    // A reversal changes the entry that it reverses, whether or not that one's own row was written.
    async Task<IReadOnlyList<ErpDocument>> CompleteAsync(IReadOnlyList<OdooMove> page, CancellationToken ct)
    {
        var originals = page.Where(move => move.IsPosted).Select(move => move.Reverses).OfType<long>()
            .Except(page.Select(move => move.Id)).ToList();
        return await moves.DocumentsAsync([.. await moves.ByIdAsync(originals, ct), .. page], ct);
    }

    static Action<Utf8JsonWriter> Domain(DateTimeOffset? from, List<long> told) => json =>
    {
        if (from is not { } moment)
        {
            return;
        }

        if (told.Count > 0)
        {
            json.WriteStringValue("|");
            json.Where("write_date", ">=", OdooArguments.Text(moment.AddSeconds(1)));
            json.WriteStringValue("&");
            json.Where("id", "not in", told);
        }

        json.Where("write_date", ">=", OdooArguments.Text(moment));
    };
}
