using Ledger.Accounting;
using Ledger.ErpExport.Adapters;
using Ledger.ErpExport.Documents;

namespace Ledger.ErpExport.QuickBooks;

/// <summary>Looks entries up by their number, and compares them with what was to be posted.</summary>
sealed class QuickBooksLookup(QuickBooksClient client, string realm, TimeProvider time)
{
    const int FoundMax = 10;

    /// <summary>Entries that carry a document's reference; the reply tells a fault.</summary>
    /// <exception cref="ErpAwayException">There is no answer, or it cannot be read.</exception>
    public async Task<(QuickBooksReply Reply, IReadOnlyList<ErpDocument> Found)> FindAsync(PostingDocument document, CancellationToken ct)
    {
        // A reference is of A-Z, 0-9 and the hyphen: nothing in it needs to be escaped.
        var reply = await client.QueryAsync(
            $"select * from JournalEntry where DocNumber = '{document.Reference.Value}' startposition 1 maxresults {FoundMax}", ct);
        return (reply, reply.Fault is null ? Read(reply, document.HomeCurrency) : []);
    }

    /// <summary>The one entry of an answer to a create.</summary>
    /// <exception cref="ErpAwayException">It cannot be read.</exception>
    public ErpDocument Created(QuickBooksReply reply, Currency home) => reply.Body?.Find("JournalEntry") is { } entry
        ? QuickBooksEntryReader.Read(entry, realm, home, time.GetUtcNow())
        : throw QuickBooksEntryReader.Unreadable("The answer to a create holds no JournalEntry.");

    /// <summary>True when an entry has the document's reference and moves the same: per account, side and currency.</summary>
    public static bool IsSame(PostingDocument document, ErpDocument entry) =>
        entry.Reference == document.Reference.Value
        && Sums(document.Lines.Select(line => (line.Account, line.Side, line.Amount)))
            .SetEquals(Sums(entry.Lines.Select(line => (line.Account, line.Side, line.Amount))));

    IReadOnlyList<ErpDocument> Read(QuickBooksReply reply, Currency home) => reply.Body?.Find("QueryResponse") is { } response
        ? [.. response.Each("JournalEntry").Select(entry => QuickBooksEntryReader.Read(entry, realm, home, time.GetUtcNow()))]
        : throw QuickBooksEntryReader.Unreadable("The answer to a query holds no QueryResponse.");

    static HashSet<(string Account, Side Side, string Currency, long Sum)> Sums(
        IEnumerable<(string Account, Side Side, Money Amount)> lines) =>
    [
        .. from line in lines
           group line.Amount.MinorUnits by (line.Account, line.Side, line.Amount.Currency.Code) into same
           let sum = same.Sum()
           where sum != 0
           select (same.Key.Account, same.Key.Side, same.Key.Code, sum),
    ];
}
