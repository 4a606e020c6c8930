using System.Runtime.InteropServices;
using Ledger.Accounting;
using Ledger.ErpExport.Adapters;
using Ledger.ErpExport.Confirming;
using Ledger.ErpExport.Documents;
using Ledger.ErpExport.Storage;

namespace Ledger.ErpExport.TieOuts;

/// <summary>
/// What an ERP holds of the documents that are known to be there otherwise than as sent, less what was sent: as far as that goes, a
/// difference is explained. The ERP is asked for each of them, so only for the last ones.
/// </summary>
sealed class KnownMismatches(IErpAdapter adapter, ErpReads reads)
{
    const int DocumentsMax = 100;

    /// <summary>
    /// The differences, line by line; each document by its own currencies and, where that can be told, in the home currency.
    /// </summary>
    /// <exception cref="ErpAwayException">The ERP cannot be asked.</exception>
    public async Task<IReadOnlyList<MismatchLine>> ReadAsync(string target, DateOnly? through, CancellationToken ct)
    {
        var lines = new List<MismatchLine>();
        foreach (var kept in await reads.DifferingAsync(target, DocumentsMax, ct))
        {
            var counting = Copies.Counting(await adapter.FindAsync(kept.Document, ct), kept.Standing.ErpId)
                .Where(there => there.State is ErpDocumentState.Posted or ErpDocumentState.Reversed).ToList();
            // What was reversed still stands there: the entry that takes it back is another one.
            if (counting.TrueForAll(there => there.TellsLines))
            {
                Add(lines, kept.Document, counting, through);
            }
        }

        return lines;
    }

    static void Add(List<MismatchLine> lines, PostingDocument sent, List<ErpDocument> counting, DateOnly? through)
    {
        var counts = through is null || sent.Date <= through;
        List<ErpDocument> theirs = [.. counting.Where(there => through is null || (there.Date ?? sent.Date) <= through)];
        if (counts)
        {
            lines.AddRange(sent.Lines.Select(line => new MismatchLine(
                sent.Company, line.Account, line.Amount.Currency.Code, -Signed(line.Side, line.Amount), InHome: false)));
        }

        lines.AddRange(theirs.SelectMany(there => there.Lines.Select(line => new MismatchLine(
            CompanyOf(there, sent), line.Account, line.Amount.Currency.Code, Signed(line.Side, line.Amount), InHome: false))));
        if (theirs.TrueForAll(there => TellsHome(there, sent.HomeCurrency)))
        {
            lines.AddRange(sent.Lines.Where(_ => counts).Select(line => new MismatchLine(
                sent.Company, line.Account, line.InHomeCurrency.Currency.Code, -Signed(line.Side, line.InHomeCurrency), InHome: true)));
            lines.AddRange(theirs.SelectMany(there => there.Lines.Select((line, n) => (line, Home: HomeOf(there, n)))
                .Select(each => new MismatchLine(
                    CompanyOf(there, sent), each.line.Account, sent.HomeCurrency.Code, Signed(each.line.Side, each.Home), InHome: true))));
        }
    }

    static bool TellsHome(ErpDocument there, Currency home) =>
        there.Lines.Select((_, n) => HomeOf(there, n)).All(amount => amount.Currency == home);

    static Money HomeOf(ErpDocument there, int line) =>
        (line < there.Details.Count ? there.Details[line].Home : null) ?? there.Lines[line].Amount;

    static string CompanyOf(ErpDocument there, PostingDocument sent) =>
        Comparison.IsOfCompany(there, sent.Company) ? sent.Company : there.Company!;

    static long Signed(Side side, Money amount) => side == Side.Debit ? amount.MinorUnits : -amount.MinorUnits;
}

/// <summary>What a document that is not as sent moves there and should not, or should and does not.</summary>
/// <param name="Company">The ERP's code of the company.</param>
/// <param name="Account">The ERP's code of the account.</param>
/// <param name="Currency">ISO 4217 code.</param>
/// <param name="Units">Debits less credits, in minor units.</param>
/// <param name="InHome">True when it is said in the company's own currency.</param>
[StructLayout(LayoutKind.Auto)]
readonly record struct MismatchLine(string Company, string Account, string Currency, long Units, bool InHome);
