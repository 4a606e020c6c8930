using Ledger.Accounting;
using Ledger.ErpExport.Adapters;

namespace Ledger.ErpExport.Files;

/// <summary>
/// What the folder holds now, run by run: for confirming, and for tying out. The file system's clock is the ERP's, but no moment is later
/// than now: a file may be dated anyhow, and whoever read on from a day to come would see nothing until then.
/// </summary>
sealed class RunChanges(RunFolder folder, PartReader reader, AcknowledgementFolder? acknowledgements, TimeProvider time)
{
    const int PageDocuments = 1000;

    /// <summary>Documents of the runs of which a file was written since, oldest run first.</summary>
    public IEnumerable<ErpChangePage> Since(DateTimeOffset? since)
    {
        var runs = Runs().Where(run => since is null || run.ChangedAt >= since)
            .OrderBy(run => run.ChangedAt).ThenBy(run => run.Name.Stem, StringComparer.Ordinal).ToList();
        DateTimeOffset? through = null;
        for (var n = 0; n < runs.Count; n++)
        {
            ErpDocument[]? page = null;
            foreach (var next in Documents(runs[n]).Select(pair => pair.Told).Chunk(PageDocuments))
            {
                if (page is not null)
                {
                    yield return new ErpChangePage(page, through);
                }

                page = next;
            }

            // A moment is told when its last run is.
            through = n + 1 < runs.Count && runs[n + 1].ChangedAt == runs[n].ChangedAt ? through : runs[n].ChangedAt;
            yield return new ErpChangePage(page ?? [], through);
        }
    }

    /// <summary>
    /// Sums over all runs, in the company's own currency: a folder holds no balance but that of its documents. Only what somebody has put
    /// into a file in another currency, without saying what it counts, is told in that one.
    /// </summary>
    public IReadOnlyList<ErpBalance> Balances(
        string company, IReadOnlyCollection<string> accounts, DateOnly? through, CancellationToken ct)
    {
        var wanted = accounts.ToHashSet(StringComparer.Ordinal);
        var sums = new SortedDictionary<(string Account, string Code), (Money Debit, Money Credit)>();
        foreach (var filed in Runs().SelectMany(Documents).Select(pair => pair.Filed).OfType<FiledDocument>())
        {
            ct.ThrowIfCancellationRequested();
            if ((filed.Company ?? company) != company || filed.Date > through)
            {
                continue;
            }

            foreach (var each in filed.Lines.Where(line => wanted.Contains(line.Line.Account)))
            {
                var (line, home) = (each.Line, each.Home);
                var (key, none) = ((line.Account, home.Currency.Code), Money.Zero(home.Currency));
                var (debit, credit) = sums.GetValueOrDefault(key, (none, none));
                sums[key] = line.Side == Side.Debit ? (debit + home, credit) : (debit, credit + home);
            }
        }

        return [.. sums.Select(pair => new ErpBalance(
            pair.Key.Account, pair.Value.Debit, pair.Value.Credit, pair.Value.Debit - pair.Value.Credit))];
    }

    /// <summary>What counts as posted of a run, and what was and is no longer there.</summary>
    IEnumerable<(FiledDocument? Filed, ErpDocument Told)> Documents(Run run)
    {
        var said = acknowledgements?.Read(run.Name, run.Manifest);
        foreach (var part in run.Manifest.Parts)
        {
            foreach (var (filed, told) in reader.Read(part, run.ChangedAt))
            {
                if (said is null || told.Reference is not { } reference || run.Manifest.PartOf(reference) is null)
                {
                    yield return (filed, told);
                }
                else if (said.Documents.TryGetValue(reference, out var acknowledged) && acknowledged.IsPosted)
                {
                    yield return (filed, told with { Number = acknowledged.Number });
                }
            }
        }
    }

    IEnumerable<Run> Runs()
    {
        foreach (var name in folder.Runs())
        {
            if (folder.ReadManifest(name) is { } manifest)
            {
                var stamps = manifest.Parts.Select(part => FileStamp.Of(folder.PathOf(part.Name)))
                    .Append(FileStamp.Of(folder.PathOf(name.Manifest)));
                // Of a file that is gone only the folder's own time tells when that may have been.
                var changedAt = stamps.Max(stamp => stamp?.ChangedAt ?? folder.ChangedAt);
                var saidAt = acknowledgements?.Read(name, manifest).At ?? changedAt;
                yield return new Run(name, manifest, Earlier(saidAt > changedAt ? saidAt : changedAt, time.GetUtcNow()));
            }
        }
    }

    static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;

    sealed record Run(RunName Name, RunManifest Manifest, DateTimeOffset ChangedAt);
}
