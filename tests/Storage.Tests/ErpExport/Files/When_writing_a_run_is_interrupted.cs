using Ledger.ErpExport.Adapters;
using Xunit;

namespace Ledger.Storage.Tests.ErpExport.Files;

/// <summary>R-FF-11: whatever a crash leaves, the run comes out as if there had been none; what is complete is never written over.</summary>
public sealed class When_writing_a_run_is_interrupted
{
    public static TheoryData<string> Kinds => ["csv", "hledger", "beancount"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Parts_without_a_manifest_are_no_run_and_are_written_anew(string kind)
    {
        using var files = new RunFiles(kind, rowsPerPart: 2);
        await files.PostAsync(files.Document(7, 1), files.Document(7, 2));
        var whole = files.Everything();
        File.Delete(files.PathOf("gl_0000000007.manifest.json"));
        await using var adapter = files.NewAdapter();
        Assert.IsType<FindResult.NotFound>(await adapter.FindAsync(files.Document(7, 1), RunFiles.Ct));
        Assert.Empty(await files.ToldAsync());

        await files.PostAsync(files.Document(7, 1), files.Document(7, 2));

        Assert.Equal(whole, files.Everything());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_part_that_was_cut_short_before_the_manifest_is_whole_again(string kind)
    {
        using var files = new RunFiles(kind);
        await files.PostAsync(files.Document(7, 1), files.Document(7, 2));
        var whole = files.Everything();
        File.Delete(files.PathOf("gl_0000000007.manifest.json"));
        var part = whole.Keys.First(name => name.StartsWith("gl_0000000007_001", StringComparison.Ordinal));
        await File.WriteAllTextAsync(files.PathOf(part), files.Text(part)[..100], RunFiles.Ct);

        await files.PostAsync(files.Document(7, 1), files.Document(7, 2));

        Assert.Equal(whole, files.Everything());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Hidden_files_and_parts_of_an_attempt_before_do_not_stay(string kind)
    {
        using var files = new RunFiles(kind);
        await files.PostAsync(files.Document(7, 1));
        var whole = files.Everything();
        File.Delete(files.PathOf("gl_0000000007.manifest.json"));
        foreach (var name in whole.Keys.Where(name => name.Contains("_001", StringComparison.Ordinal)))
        {
            await File.WriteAllTextAsync(files.PathOf($".{name}.tmp"), "half of", RunFiles.Ct);
            await File.WriteAllTextAsync(files.PathOf(name.Replace("_001", "_002", StringComparison.Ordinal)), "old", RunFiles.Ct);
        }

        await files.PostAsync(files.Document(7, 1));

        Assert.Equal(whole, files.Everything());
    }

    [Theory]
    [InlineData("hledger", "all.journal")]
    [InlineData("beancount", "all.beancount")]
    public async Task The_file_of_all_runs_gains_what_it_missed_with_the_next_run(string kind, string all)
    {
        using var files = new RunFiles(kind);
        await files.PostAsync(files.Document(7, 1));
        var before = files.Text(all);
        await files.PostAsync(files.Document(8, 1));
        await File.WriteAllTextAsync(files.PathOf(all), before, RunFiles.Ct);

        await files.PostAsync(files.Document(9, 1));

        var runs = files.Text(all).Split('\n').Where(line => line.StartsWith("include", StringComparison.Ordinal)).ToList();
        Assert.Collection(
            runs, line => Assert.Contains("gl_0000000007_001", line, StringComparison.Ordinal),
            line => Assert.Contains("gl_0000000008_001", line, StringComparison.Ordinal),
            line => Assert.Contains("gl_0000000009_001", line, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_complete_run_is_not_touched_again(string kind)
    {
        using var files = new RunFiles(kind);
        await files.PostAsync(files.Document(7, 1));
        var times = Directory.EnumerateFiles(files.Folder).Order(StringComparer.Ordinal).Select(File.GetLastWriteTimeUtc).ToList();
        await Task.Delay(TimeSpan.FromMilliseconds(30), RunFiles.Ct);

        await files.PostAsync(files.Document(7, 1));

        Assert.Equal(times, Directory.EnumerateFiles(files.Folder).Order(StringComparer.Ordinal).Select(File.GetLastWriteTimeUtc));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_run_that_says_something_else_is_refused_as_a_whole_and_stays(string kind)
    {
        using var files = new RunFiles(kind);
        await files.PostAsync(files.Document(7, 1), files.Document(7, 2));
        var whole = files.Everything();

        var results = await files.SubmitAsync(files.Document(7, 1), files.Document(7, 2) with { Memo = "Something else" });

        Assert.All(results, result =>
            Assert.Equal(ErpReason.ReferenceTaken, Assert.IsType<SubmitResult.Rejected>(result).Refusal.Reason));
        Assert.Equal(whole, files.Everything());
    }

    [Fact]
    public async Task A_part_that_was_changed_afterwards_is_ours_changed_and_is_not_written_anew()
    {
        using var files = new RunFiles("csv");
        await files.PostAsync(files.Document(7, 1));
        var changed = files.Text("gl_0000000007_001.csv").Replace("100.00", "900.00", StringComparison.Ordinal);
        await File.WriteAllTextAsync(files.PathOf("gl_0000000007_001.csv"), changed, RunFiles.Ct);

        Assert.IsType<SubmitResult.Posted>((await files.SubmitAsync(files.Document(7, 1)))[0]);

        Assert.Equal(changed, files.Text("gl_0000000007_001.csv"));
        Assert.Equal(90_000, Assert.Single(await files.ToldAsync()).Lines[0].Amount.MinorUnits);
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_leaves_the_documents_unknown()
    {
        using var files = new RunFiles("csv");
        Directory.CreateDirectory(files.PathOf(".gl_0000000007_001.csv.tmp"));

        var result = (await files.SubmitAsync(files.Document(7, 1)))[0];

        Assert.True(result is SubmitResult.Unknown { Reason: ErpReason.ErpFault } or SubmitResult.Held, $"{result}");
        Assert.Empty(await files.ToldAsync());
    }

    [Fact]
    public async Task A_manifest_that_is_none_is_unknown_and_never_written_over()
    {
        using var files = new RunFiles("csv");
        await File.WriteAllTextAsync(files.PathOf("gl_0000000007.manifest.json"), "{", RunFiles.Ct);
        await using var adapter = files.NewAdapter();

        Assert.Equal(
            ErpReason.AnswerUnreadable, Assert.IsType<SubmitResult.Unknown>((await files.SubmitAsync(files.Document(7, 1)))[0]).Reason);
        var away = await Assert.ThrowsAsync<ErpAwayException>(() => adapter.FindAsync(files.Document(7, 1), RunFiles.Ct));
        Assert.Equal(ErpReason.AnswerUnreadable, away.Reason);
        Assert.Equal("{", files.Text("gl_0000000007.manifest.json"));
    }
}
