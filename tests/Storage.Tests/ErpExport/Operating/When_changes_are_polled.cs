using System.Collections;
using System.Collections.Concurrent;
using Ledger.ErpExport.Adapters;
using Ledger.ErpExport.Delivery;
using Ledger.ErpExport.Queries;
using Ledger.ErpExport.Targets;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Ledger.Storage.Tests.ErpExport.Operating;

/// <summary>
/// Changes are asked for since a mark less an overlap (R-PL-01 to R-PL-03, R-PL-05), what is told again has no second effect (R-PL-04),
/// and the mark moves only when a page is kept (R-PL-13).
/// </summary>
public sealed class When_changes_are_polled
{
    static readonly DateTimeOffset First = new(2026, 11, 22, 10, 0, 0, TimeSpan.Zero);

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_page_that_could_not_be_kept_is_asked_for_again_from_the_last_one_that_was()
    {
        var asked = new ConcurrentQueue<DateTimeOffset?>();
        var erp = new MemoryErp();
        await using var day = await ExportedDay.OpenAsync(erp);
        var documents = await day.CutAsync();
        foreach (var kept in documents.Take(2))
        {
            await day.PostAsync(kept);
        }

        var there = await ThereAsync(erp, documents.Take(2).Select(kept => kept.Document).ToArray());
        erp.Changes = since =>
        {
            asked.Enqueue(since);
            var second = asked.Count == 1 ? new Unreadable() : (IReadOnlyList<ErpDocument>)[there[0], there[1]];
            return [new ErpChangePage([there[0]], First), new ErpChangePage(second, First.AddMinutes(30))];
        };
        await UntilAsync(day, () => asked.Count >= 3);

        Assert.Equal(
            [null, First - erp.Capabilities.ChangesOverlap, First.AddMinutes(30) - erp.Capabilities.ChangesOverlap], asked.Take(3));
        Assert.Equal(TimeSpan.FromMinutes(5), erp.Capabilities.ChangesOverlap);
        Assert.Equal(2L, await day.ScalarAsync<long>("select count(*) from erp_export.document where state = 'confirmed'"));
        foreach (var kept in documents.Take(2))
        {
            var seen = await new DocumentQuery(day.Source, ExportedDay.Schema).OneAsync("books", kept.Standing.Reference.Value, Ct);
            Assert.Single(seen!.History, move => move.To == "confirmed");
        }
    }

    static async Task<ErpDocument[]> ThereAsync(MemoryErp erp, Ledger.ErpExport.Documents.PostingDocument[] documents)
    {
        var found = new List<ErpDocument>();
        foreach (var document in documents)
        {
            found.Add(Assert.IsType<FindResult.Posted>(await erp.FindAsync(document, Ct)).Document);
        }

        return [.. found];
    }

    static async Task UntilAsync(ExportedDay day, Func<bool> done)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var runner = new TargetRunner(
            day.Target with { ConfirmEvery = TimeSpan.FromMilliseconds(100) }, AllErpAdapters.ByKind[ErpTarget.OutsideKind], () => day.Erp,
            ExportedDay.Mapping(), day.Source, ExportedDay.Schema, day.Writer, TimeProvider.System, NullLogger.Instance);
        var running = runner.RunAsync(stop.Token);
        for (var n = 0; !done(); n++)
        {
            Assert.True(n < 300, "It was not asked again within 30 s.");
            await Task.Delay(100, Ct);
        }

        await stop.CancelAsync();
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>A page that ends whoever takes it.</summary>
    sealed class Unreadable : IReadOnlyList<ErpDocument>
    {
        public int Count => 1;

        public ErpDocument this[int index] => throw new InvalidOperationException("The page cannot be kept.");

        public IEnumerator<ErpDocument> GetEnumerator() => throw new InvalidOperationException("The page cannot be kept.");

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
