using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Ledger.Accounting;
using Ledger.ErpExport.Adapters;

namespace Ledger.ErpExport.Odoo;

/// <summary>Reads journal entries with their lines.</summary>
sealed class OdooMoves(OdooClient client, OdooMasterRecords master)
{
    static readonly string[] LineFields = ["move_id", "account_id", "debit", "credit", "amount_currency", "currency_id"];

    /// <summary>Searches for entries.</summary>
    public async Task<IReadOnlyList<OdooMove>> SearchAsync(
        long? company, Action<Utf8JsonWriter> domain, string order, int? limit, CancellationToken ct)
    {
        var answer = await client.AskAsync(
            "account.move/search_read", OdooArguments.Search(company, domain, OdooMove.Fields, order, limit), ct);
        return [.. answer.Rows().Select(OdooMove.Parse)];
    }

    /// <summary>Entries by their ids, in order of the ids; those that do not exist are left out.</summary>
    public Task<IReadOnlyList<OdooMove>> ByIdAsync(IReadOnlyCollection<long> ids, CancellationToken ct) => ids.Count == 0
        ? Task.FromResult<IReadOnlyList<OdooMove>>([])
        : SearchAsync(null, json => json.Where("id", "in", ids), "id", null, ct);

    /// <summary>The entries as the contract tells them, with lines, and reversed ones as such; in the order given.</summary>
    public async Task<IReadOnlyList<ErpDocument>> DocumentsAsync(IReadOnlyList<OdooMove> moves, CancellationToken ct)
    {
        var reversed = await ReversedAsync([.. moves.Where(move => move.IsPosted && move.HasReversals).Select(move => move.Id)], ct);
        var documents = new Dictionary<long, ErpDocument>();
        foreach (var company in moves.GroupBy(move => move.Company.Id))
        {
            var lines = await LinesAsync(company.Key, [.. company.Select(move => move.Id)], ct);
            foreach (var move in company)
            {
                documents[move.Id] = DocumentOf(move, [.. lines[move.Id]], reversed.Contains(move.Id));
            }
        }

        return [.. moves.Select(move => documents[move.Id])];
    }

    // An entry is taken back when the reversal is posted, not when somebody has begun one.
    async Task<HashSet<long>> ReversedAsync(IReadOnlyCollection<long> ids, CancellationToken ct)
    {
        if (ids.Count == 0)
        {
            return [];
        }

        var reversals = await SearchAsync(
            null,
            json =>
            {
                json.Where("reversed_entry_id", "in", ids);
                json.Where("state", "=", "posted");
            },
            "id", null, ct);
        return [.. reversals.Select(move => move.Reverses).OfType<long>()];
    }

    async Task<ILookup<long, (ErpDocumentLine Line, ErpLineDetail Detail)>> LinesAsync(
        long company, IReadOnlyCollection<long> moves, CancellationToken ct)
    {
        var answer = await client.AskAsync("account.move.line/search_read", OdooArguments.Search(
            company,
            json =>
            {
                json.Where("move_id", "in", moves);
                json.Where("display_type", "not in", ["line_section", "line_subsection", "line_note"]);
            },
            LineFields, "move_id, id"), ct);
        var rows = answer.Rows().ToList();
        var codes = await master.AccountCodesAsync(company, rows.Select(row => row.Link("account_id")?.Id).OfType<long>(), ct);
        var home = await master.HomeAsync(company, ct);
        var lines = new List<(long Move, (ErpDocumentLine, ErpLineDetail) Line)>(rows.Count);
        foreach (var row in rows)
        {
            if (row.Link("account_id") is { } account && await AmountAsync(row, home, ct) is { MinorUnits: not 0 } amount)
            {
                lines.Add((
                    row.Link("move_id")?.Id ?? throw OdooFields.Unexpected(row, "move_id"),
                    (amount.IsPositive
                        ? new ErpDocumentLine(codes[account.Id], Side.Debit, amount)
                        : new ErpDocumentLine(codes[account.Id], Side.Credit, -amount),
                        new ErpLineDetail(null, null, InHome(row, home)))));
            }
        }

        return lines.ToLookup(line => line.Move, line => line.Line);
    }

    // Signed, in the line's currency; in the company's own where the line's is none of ours or holds nothing, as for exchange
    // differences. Debits less credits, because a storno is told as a negative debit.
    async Task<Money> AmountAsync(JsonElement row, Currency home, CancellationToken ct)
    {
        if (row.Link("currency_id") is { } link
            && Currency.TryParse(await master.CurrencyCodeAsync(link.Id, ct), out var currency)
            && row.Amount("amount_currency", currency) is { MinorUnits: not 0 } amount)
        {
            return amount;
        }

        return NetInHome(row, home) ?? throw OdooFields.Unexpected(row, "debit");
    }

    static Money? InHome(JsonElement row, Currency home) => NetInHome(row, home) is { } net ? net.MinorUnits < 0 ? -net : net : null;

    static Money? NetInHome(JsonElement row, Currency home) =>
        row.Amount("debit", home) is { } debit && row.Amount("credit", home) is { } credit ? debit - credit : null;

    ErpDocument DocumentOf(OdooMove move, (ErpDocumentLine Line, ErpLineDetail Detail)[] told, bool isReversed)
    {
        ErpDocumentLine[] lines = [.. told.Select(each => each.Line)];
        var state = move.IsCancelled ? ErpDocumentState.Deleted
            : isReversed ? ErpDocumentState.Reversed
            : move.IsPosted ? ErpDocumentState.Posted
            : ErpDocumentState.Draft;
        return new ErpDocument
        {
            ErpId = move.Id.ToString(CultureInfo.InvariantCulture),
            Number = move.Name is "/" ? null : move.Name,
            Reference = move.Reference,
            State = state,
            Company = master.CompanyCode(move.Company.Id, move.Company.Name),
            CompanyId = move.Company.Id.ToString(CultureInfo.InvariantCulture),
            Date = move.Date,
            Lines = lines,
            Details = [.. told.Select(each => each.Detail)],
            Version = VersionOf(move, lines, state),
            ModifiedAt = move.WrittenAt,
        };
    }

    // The moment comes in whole seconds only: two changes within one second are told apart by what they left.
    static string VersionOf(OdooMove move, ErpDocumentLine[] lines, ErpDocumentState state)
    {
        var content = $"{state}|{move.Reference}|{move.Date:yyyy-MM-dd}|{string.Join(
            '|', lines.Select(line => $"{line.Account}/{line.Side}/{line.Amount}"))}";
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content)));
        return string.Create(CultureInfo.InvariantCulture, $"{move.WrittenAt.UtcDateTime:yyyyMMddHHmmss}-{hash[..8]}");
    }
}
