using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Ledger.Accounting;
using Ledger.ErpExport.Adapters;
using Xunit;

namespace Ledger.Storage.Tests.ErpExport.Files;

/// <summary>
/// R-FF-04, R-FF-07, R-FF-11: the same run is the same bytes, and its manifest says what is in it. Sets the time zone of the process,
/// so nothing runs beside it.
/// </summary>
[CollectionDefinition(nameof(When_a_run_is_written_twice), DisableParallelization = true)]
[Collection(nameof(When_a_run_is_written_twice))]
public sealed class When_a_run_is_written_twice
{
    [Theory]
    [InlineData("csv")]
    [InlineData("hledger")]
    [InlineData("beancount")]
    public async Task The_files_are_the_same_whatever_the_language_and_the_time_zone(string kind)
    {
        using var here = new RunFiles(kind, rowsPerPart: 40);
        using var there = new RunFiles(kind, rowsPerPart: 40);
        var random = new RandomDocuments(here, seed: 11);
        var documents = Enumerable.Range(1, 20).Select(n => random.Next(3, n)).ToList();
        await here.PostAsync(documents);
        var odd = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        (odd.NumberFormat.NumberDecimalSeparator, odd.NumberFormat.NegativeSign, odd.DateTimeFormat.DateSeparator) = ("٫", "−", "·");
        var (culture, zone) = (CultureInfo.CurrentCulture, Environment.GetEnvironmentVariable("TZ"));
        try
        {
            CultureInfo.CurrentCulture = odd;
            Environment.SetEnvironmentVariable("TZ", "Pacific/Kiritimati");
            TimeZoneInfo.ClearCachedData();
            await using var adapter = there.NewAdapter();
            Assert.All(
                await adapter.SubmitAsync(RunFiles.Batch(documents), RunFiles.Ct), result => Assert.IsType<SubmitResult.Posted>(result));
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
            Environment.SetEnvironmentVariable("TZ", zone);
            TimeZoneInfo.ClearCachedData();
        }

        Assert.Equal(here.Everything(), there.Everything());
        Assert.True(here.Everything().Count > 4, "There are several parts.");
    }

    [Fact]
    public async Task The_manifest_names_parts_rows_sums_and_hashes()
    {
        using var files = new RunFiles("csv", rowsPerPart: 4);
        var yen = new Money(5_000, Currency.Parse("JPY"));
        await files.PostAsync(
            files.Document(7, 1), files.Document(7, 2), files.Document(7, 4, (Side.Debit, yen), (Side.Credit, yen)) with { MappingVersion = "m2" });

        using var manifest = JsonDocument.Parse(files.Text("gl_0000000007.manifest.json"));
        var root = manifest.RootElement;
        Assert.Equal(
            ("csv/1", 7, "detail", 0, 5, 6, 3),
            (root.GetProperty("format").GetString(), root.GetProperty("runNumber").GetInt32(), root.GetProperty("mode").GetString(),
                root.GetProperty("cutFrom").GetInt32(), root.GetProperty("cutTo").GetInt32(), root.GetProperty("rows").GetInt32(),
                root.GetProperty("documents").GetInt32()));
        Assert.Equal("m1,m2", string.Join(',', root.GetProperty("mappingVersions").EnumerateArray()));
        var parts = root.GetProperty("parts").EnumerateArray().ToList();
        Assert.Equal(["gl_0000000007_001.csv", "gl_0000000007_002.csv"], parts.Select(part => part.GetProperty("name").GetString()));
        Assert.Equal("200.00", parts[0].GetProperty("debitByCurrency").GetProperty("EUR").GetString());
        Assert.Equal("5000", parts[1].GetProperty("creditByCurrency").GetProperty("JPY").GetString());
        Assert.Equal("LDG000007-00004", parts[1].GetProperty("references")[0].GetProperty("first").GetString());
        Assert.All(parts, part => Assert.Equal(
            Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(files.PathOf(part.GetProperty("name").GetString()!)))),
            part.GetProperty("sha256").GetString()));
        Assert.DoesNotContain(Environment.MachineName, files.Text("gl_0000000007.manifest.json"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_length_of_parts_does_not_make_it_another_run()
    {
        using var files = new RunFiles("csv");
        await files.PostAsync(files.Document(7, 1), files.Document(7, 2));
        File.Copy(files.PathOf("gl_0000000007_001.csv"), files.PathOf("kept"));
        using var shorter = new RunFiles("csv", rowsPerPart: 2);
        foreach (var file in Directory.EnumerateFiles(files.Folder, "gl_*"))
        {
            File.Copy(file, shorter.PathOf(Path.GetFileName(file)));
        }

        await shorter.PostAsync(files.Document(7, 1), files.Document(7, 2));

        Assert.Equal(files.Text("kept"), shorter.Text("gl_0000000007_001.csv"));
    }

    [Fact]
    public async Task A_document_that_was_mapped_anew_goes_by_itself()
    {
        using var files = new RunFiles("csv");
        await files.PostAsync(files.Document(7, 1));
        var late = files.Document(7, 2) with { MappingVersion = "m2" };
        await using var adapter = files.NewAdapter();
        var batch = RunFiles.Batch(late) with { Documents = [new Submission(late, 2)] };

        for (var time = 0; time < 2; time++)
        {
            Assert.Equal(
                "gl_0000000007-00002-2_001.csv",
                Assert.IsType<SubmitResult.Posted>((await adapter.SubmitAsync(batch, RunFiles.Ct))[0]).Number);
        }

        var found = Assert.IsType<FindResult.Posted>(await adapter.FindAsync(late, RunFiles.Ct)).Document;
        Assert.Equal("gl_0000000007-00002-2_001.csv#LDG000007-00002", found.ErpId);
        Assert.Equal(["LDG000007-00001", "LDG000007-00002"], (await files.ToldAsync()).Select(told => told.Reference).Order());
    }

    [Fact]
    public async Task A_document_that_stands_in_the_files_twice_is_told_twice()
    {
        using var files = new RunFiles("csv");
        await files.PostAsync(files.Document(7, 1));
        var text = files.Text("gl_0000000007_001.csv");
        await File.AppendAllTextAsync(files.PathOf("gl_0000000007_001.csv"), text[(text.IndexOf('\n') + 1)..], RunFiles.Ct);
        await using var adapter = files.NewAdapter();

        var both = Assert.IsType<FindResult.Multiple>(await adapter.FindAsync(files.Document(7, 1), RunFiles.Ct)).Documents;

        Assert.Equal(2, both.Select(each => each.ErpId).Distinct().Count());
        Assert.Equal(both.Select(each => each.ErpId), (await files.ToldAsync()).Select(each => each.ErpId));
    }

    [Fact]
    public async Task A_part_that_is_gone_takes_its_documents_with_it_and_shows()
    {
        using var files = new RunFiles("csv", rowsPerPart: 2);
        await files.PostAsync(files.Document(7, 1), files.Document(7, 2));
        File.Delete(files.PathOf("gl_0000000007_002.csv"));

        Assert.Equal(
            [("LDG000007-00001", ErpDocumentState.Posted), ("LDG000007-00002", ErpDocumentState.Deleted)],
            (await files.ToldAsync()).Select(told => (told.Reference, told.State)));
    }
}
