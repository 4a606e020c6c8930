using Ledger.ErpExport.Adapters;
using Xunit;

namespace Ledger.Storage.Tests.ErpExport.Files;

/// <summary>The moment of a file is what anybody sets it to: it must not hide what happens until then.</summary>
public sealed class When_a_file_is_dated_in_the_future
{
    static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Changes_behind_it_are_told_and_no_mark_is_later_than_now()
    {
        using var files = new RunFiles("csv");
        await files.PostAsync(files.Document(1, 1));
        await files.PostAsync(files.Document(2, 1));
        await using var adapter = files.NewAdapter(TimeProvider.System);
        var all = Directory.EnumerateFiles(files.Folder, "gl_*.csv").Order(StringComparer.Ordinal).ToList();
        File.SetLastWriteTimeUtc(all[0], Now.AddYears(1).UtcDateTime);

        var (_, through) = await ReadAsync(adapter, null);

        Assert.InRange(through!.Value, Now.AddMinutes(-1), Now);
        var since = through - adapter.Capabilities.ChangesOverlap;
        await File.WriteAllTextAsync(all[1], (await File.ReadAllTextAsync(all[1], Ct)).Replace("100.00", "100.01", StringComparison.Ordinal), Ct);
        await files.PostAsync(files.Document(3, 1));
        File.Delete(all[0]);
        var (told, _) = await ReadAsync(adapter, since);
        Assert.Equal(
            ["LDG000001-00001 Deleted", "LDG000002-00001 Posted 100.01", "LDG000003-00001 Posted 100.00"],
            told.Select(each => $"{each.Reference} {each.State} {(each.Lines is [var line, ..] ? line.Amount.ToMajorUnits() : "")}".TrimEnd())
                .Order(StringComparer.Ordinal));
    }

    static async Task<(IReadOnlyList<ErpDocument> Told, DateTimeOffset? Through)> ReadAsync(IErpAdapter adapter, DateTimeOffset? since)
    {
        var told = new List<ErpDocument>();
        DateTimeOffset? through = null;
        await foreach (var page in adapter.ReadChangesAsync(since, Ct))
        {
            told.AddRange(page.Changed);
            through = page.Through > through || through is null ? page.Through : through;
        }

        return (told, through);
    }
}
