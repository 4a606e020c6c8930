using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Ledger.Accounting;
using Ledger.ErpExport.Adapters;

namespace Ledger.ErpExport.QuickBooks;

/// <summary>
/// Reads what was changed: by change data capture, or by pages of a query where that may have left something out. Only change data
/// capture tells what was deleted.
/// </summary>
sealed class QuickBooksChanges(QuickBooksClient client, QuickBooksCompany company, string realm, TimeProvider time)
{
    /// <summary>Change data capture goes back 30 days; a day less, for our clock is not theirs.</summary>
    static readonly TimeSpan CaptureLookBack = TimeSpan.FromDays(29);

    /// <summary>Pages of changes, oldest first.</summary>
    /// <exception cref="ErpAwayException">It cannot be asked.</exception>
    public async IAsyncEnumerable<ErpChangePage> ReadAsync(DateTimeOffset? since, [EnumeratorCancellation] CancellationToken ct)
    {
        var home = await company.HomeAsync(ct);
        var horizon = time.GetUtcNow() - CaptureLookBack;
        if (since is { } from && from >= horizon)
        {
            var captured = await CaptureAsync(from, home, ct);
            if (captured.Changed.Count < QuickBooksLimit.Objects)
            {
                yield return captured;
                yield break;
            }
        }

        var deleted = await DeletedAsync(since > horizon ? since.Value : horizon, home, ct);
        if (deleted.Count > 0)
        {
            yield return new ErpChangePage(deleted, null);
        }

        await foreach (var page in PagesAsync(since, home, ct))
        {
            yield return page;
        }
    }

    async Task<ErpChangePage> CaptureAsync(DateTimeOffset since, Currency home, CancellationToken ct)
    {
        var answer = (await client.AskAsync($"cdc?entities=JournalEntry&changedSince={Text(since)}", ct)).Require();
        if (answer.Find("CDCResponse") is null)
        {
            throw QuickBooksEntryReader.Unreadable("The answer holds no CDCResponse.");
        }

        return Page(
            answer.Each("CDCResponse").SelectMany(each => each.Each("QueryResponse")).SelectMany(each => each.Each("JournalEntry")),
            answer, home);
    }

    /// <summary>
    /// What was deleted. An answer that is full may lack some: then it is asked from the last moment that was told, and at most from half
    /// of the time that is left (nobody says which objects are left out), until an answer is not full.
    /// </summary>
    async Task<IReadOnlyList<ErpDocument>> DeletedAsync(DateTimeOffset since, Currency home, CancellationToken ct)
    {
        var deleted = new Dictionary<string, ErpDocument>(StringComparer.Ordinal);
        for (var from = since; ;)
        {
            var page = await CaptureAsync(from, home, ct);
            foreach (var gone in page.Changed.Where(each => each.State == ErpDocumentState.Deleted))
            {
                deleted[gone.ErpId] = gone;
            }

            var half = ((page.Through ?? time.GetUtcNow()) - from) / 2;
            if (page.Changed.Count < QuickBooksLimit.Objects || half < TimeSpan.FromSeconds(1))
            {
                return Ordered(deleted.Values);
            }

            var told = page.Changed.Where(each => each.State != ErpDocumentState.Deleted)
                .Select(each => each.ModifiedAt).DefaultIfEmpty().Max();
            from = told > from && told < from + half ? told : from + half;
        }
    }

    /// <summary>
    /// Each page begins at the last moment of the one before, not at a position: what is changed between two pages moves to the end, and
    /// by position its neighbour would be left out.
    /// </summary>
    async IAsyncEnumerable<ErpChangePage> PagesAsync(DateTimeOffset? since, Currency home, [EnumeratorCancellation] CancellationToken ct)
    {
        for (var (from, position) = (since, 1); ;)
        {
            var where = from is { } start ? $" where MetaData.LastUpdatedTime >= '{Text(start)}'" : "";
            var answer = (await client.QueryAsync(
                $"select * from JournalEntry{where} orderby MetaData.LastUpdatedTime "
                + $"startposition {position} maxresults {QuickBooksLimit.Objects}",
                ct)).Require();
            var response = answer.Find("QueryResponse")
                ?? throw QuickBooksEntryReader.Unreadable("The answer to a query holds no QueryResponse.");
            var page = Page(response.Each("JournalEntry"), answer, home);
            if (page.Changed.Count < QuickBooksLimit.Objects)
            {
                yield return page;
                yield break;
            }

            var last = page.Changed[^1].ModifiedAt;
            yield return page with { Through = last };
            (from, position) = last == from ? (from, position + QuickBooksLimit.Objects) : (last, 1);
        }
    }

    ErpChangePage Page(IEnumerable<JsonElement> entries, JsonElement answer, Currency home)
    {
        var answered = answer.Moment("time");
        return new(
            Ordered(entries.Select(entry => QuickBooksEntryReader.Read(entry, realm, home, answered ?? time.GetUtcNow()))), answered);
    }

    static IReadOnlyList<ErpDocument> Ordered(IEnumerable<ErpDocument> documents) =>
    [
        .. documents.OrderBy(each => each.ModifiedAt)
            .ThenBy(each => each.ErpId.Length).ThenBy(each => each.ErpId, StringComparer.Ordinal),
    ];

    static string Text(DateTimeOffset moment) =>
        moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
