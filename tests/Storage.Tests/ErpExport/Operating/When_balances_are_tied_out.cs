using Ledger.Accounting;
using Ledger.ErpExport.Adapters;
using Ledger.ErpExport.Delivery;
using Ledger.ErpExport.Queries;
using Ledger.ErpExport.Storage;
using Ledger.ErpExport.TieOuts;
using Ledger.Storage.Tests.ErpExport.Files;
using Ledger.Storage.Tests.EventStore;
using Xunit;

namespace Ledger.Storage.Tests.ErpExport.Operating;

/// <summary>Mapped accounts in the ERP against the ledger at the same cut (design C8): what differs is explained, or told.</summary>
public sealed class When_balances_are_tied_out
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Posted_documents_tie_in_each_currency()
    {
        await using var day = await ExportedDay.OpenAsync();
        await PostAllAsync(day);

        var report = await day.TieOut().CompareAsync(null, Ct);

        Assert.True(report.Ties);
        Assert.Equal(7, report.CutTo);
        Assert.All(report.Rows, row => Assert.Equal(TieOutVerdict.Ties, row.Verdict));
        Assert.Equal(
            ["1150-C EUR -35", "1150-C JPY 700", "1150-C KWD 12345"],
            report.Rows.Where(row => row.Owned).Select(row => $"{row.Account} {row.Currency} {row.Erp}").Order());
        var status = Assert.Single(await new StatusQuery(day.Source, ExportedDay.Schema)
            .ReadAsync(new Dictionary<string, long> { ["books"] = 0 }, Ct));
        Assert.Equal((true, report.CutTo), (status.TieOut!.Ties, status.TieOut.CutTo));
    }

    [Fact]
    public async Task Documents_that_are_not_posted_and_found_entries_of_others_explain_a_difference()
    {
        await using var day = await ExportedDay.OpenAsync();
        var documents = await day.CutAsync();
        await day.PostAsync(documents[0]);
        await FindForeignAsync(day, 250);

        var report = await day.TieOut().CompareAsync(null, Ct);

        Assert.True(report.Ties);
        var euro = Assert.Single(report.Rows, row => row is { Account: "1150-C", Currency: "EUR" });
        Assert.Equal((TieOutVerdict.Explained, 0L, 250L), (euro.Verdict, euro.Rest!.Value, euro.Foreign));
        Assert.NotEqual(0, euro.NotPosted);
    }

    [Fact]
    public async Task What_nothing_explains_is_told_on_accounts_that_only_we_may_move()
    {
        await using var day = await ExportedDay.OpenAsync();
        await PostAllAsync(day);
        day.Erp.PostForeign("1150-C", "4000-R", new Money(9, Currency.Parse("EUR")));

        var report = await day.TieOut().CompareAsync(null, Ct);

        Assert.False(report.Ties);
        var unexplained = Assert.Single(report.Rows, row => row.Verdict == TieOutVerdict.Unexplained);
        Assert.Equal(("1150-C", "EUR", 9L), (unexplained.Account, unexplained.Currency, unexplained.Rest!.Value));
        var shared = Assert.Single(report.Rows, row => row.Verdict == TieOutVerdict.Shared);
        Assert.Equal(("4000-R", "EUR", -9L), (shared.Account, shared.Currency, shared.Rest!.Value));
        var status = Assert.Single(await new StatusQuery(day.Source, ExportedDay.Schema)
            .ReadAsync(new Dictionary<string, long> { ["books"] = 0 }, Ct));
        Assert.Contains(status.NeedsPerson, need => need.Contains("balances differ (2 unexplained)", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Accounts_that_a_pattern_makes_ours_are_watched_like_those_that_are_named()
    {
        const string pattern =
            """
            version: v2
            companies: [{company: "1", home: EUR}]
            journals: [{journal: LDG}]
            accounts:
              - {ledger: "*", account: "{code}-X", owned: true}
              - {ledger: "4000", account: "4000-R"}
              - {ledger: "9000", exclude: true}
              - {ledger: "9001", exclude: true}
            currencies: [{currency: "*"}]
            """;
        await using var day = await ExportedDay.OpenAsync();
        foreach (var kept in await day.CutAsync(pattern))
        {
            await day.PostAsync(kept);
        }

        day.Erp.PostForeign("1150-X", "4000-R", new Money(9, Currency.Parse("EUR")));

        var before = await day.TieOut(pattern).CompareAsync(null, Ct);
        await day.ReadChangesAsync(pattern);
        var after = await day.TieOut(pattern).CompareAsync(null, Ct);

        Assert.Equal(("1150-X", "EUR", 9L), Assert.Single(
            before.Rows.Where(row => row.Verdict == TieOutVerdict.Unexplained).Select(row => (row.Account, row.Currency, row.Rest!.Value))));
        var finding = Assert.Single(await new FindingQuery(day.Source, ExportedDay.Schema).ListAsync("books", false, 10, Ct));
        Assert.Contains("moves 1150-X debit", finding.Detail, StringComparison.Ordinal);
        Assert.Equal(TieOutVerdict.Explained, Assert.Single(after.Rows, row => row is { Account: "1150-X", Currency: "EUR" }).Verdict);
    }

    [Fact]
    public async Task What_is_on_its_way_may_be_the_difference()
    {
        await using var day = await ExportedDay.OpenAsync();
        var documents = await day.CutAsync();
        day.Erp.Post(documents[0].Document);
        await day.MoveAsync(documents[0], DocumentState.Sending, step => step with { IsAttempt = true });

        var report = await day.TieOut().CompareAsync(null, Ct);

        Assert.Equal(TieOutResult.CannotBeTold, report.Result);
        Assert.Contains(report.Rows, row => row.Verdict == TieOutVerdict.OnTheWay);
        Assert.True((await new TieOutStore(day.Source, ExportedDay.Schema).LastAsync("books", Ct))!.IsOnTheWay);
    }

    [Fact]
    public async Task A_difference_on_an_account_that_others_may_move_is_explained_by_what_is_known_alone()
    {
        await using var day = await ExportedDay.OpenAsync();
        var documents = await day.CutAsync();
        foreach (var kept in documents.Skip(1))
        {
            await day.PostAsync(kept);
        }

        await day.PostAsync(documents[0], more: 100);

        var before = await day.TieOut(NothingOwned).CompareAsync(null, Ct);
        await day.ConfirmAsync();
        var after = await day.TieOut(NothingOwned).CompareAsync(null, Ct);

        Assert.Equal(TieOutResult.Differs, before.Result);
        Assert.Contains(before.Rows, row => row is { Owned: false, Verdict: TieOutVerdict.Shared });
        Assert.Equal(TieOutResult.Ties, after.Result);
        var explained = after.Rows.Where(row => row.Verdict == TieOutVerdict.Explained).ToList();
        Assert.NotEmpty(explained);
        Assert.All(explained, row => Assert.Equal(row.Difference, row.Mismatched));

        day.Erp.Change(there => there with { Date = new DateOnly(2026, 11, 21) });
        day.Erp.PostForeign("4000-R", "6100-F", new Money(9, Currency.Parse("EUR")));
        Assert.Equal(TieOutResult.Differs, (await day.TieOut(NothingOwned).CompareAsync(null, Ct)).Result);
    }

    [Fact]
    public async Task A_document_that_is_gone_explains_its_amounts_also_where_books_are_in_the_home_currency()
    {
        await using var day = await ExportedDay.OpenAsync(new MemoryErp(home: "EUR"));
        await PostAllAsync(day);
        var dinars = (await day.AllAsync()).Single(kept => kept.Document.Currencies.Any(currency => currency.Code == "KWD"));
        day.Erp.Delete(dinars.Standing.Reference);
        Assert.Equal(TieOutResult.Differs, (await day.TieOut().CompareAsync(null, Ct)).Result);
        await day.MoveAsync(
            dinars, DocumentState.Mismatch, step => step with { Why = new ErpRefusal(ErpReason.Deleted, "GL001 was deleted.") });

        var report = await day.TieOut().CompareAsync(null, Ct);

        Assert.Equal(TieOutResult.Ties, report.Result);
        // 12.345 dinars at 3, and the euro of the same day.
        Assert.Equal(-3704 - 1015, Assert.Single(report.Rows, row => row.Account == "1150-C").Mismatched);
    }

    [Fact]
    public async Task A_folder_of_files_is_ours_alone_so_that_a_changed_file_is_unexplained_though_no_account_is_owned()
    {
        await using var day = await ExportedDay.OpenAsync();
        var documents = await day.CutAsync();
        using var files = new RunFiles("csv");
        await files.PostAsync([.. documents.Select(kept => kept.Document)]);
        foreach (var kept in documents)
        {
            await day.PostAsync(kept);
        }

        await using var adapter = files.NewAdapter(TimeProvider.System);
        var tieOut = new TieOut(
            day.Target, adapter, ExportedDay.Mapping(NothingOwned), day.Source, ExportedDay.Schema, TimeProvider.System);
        Assert.Equal(TieOutResult.Ties, (await tieOut.CompareAsync(null, Ct)).Result);

        var file = Directory.EnumerateFiles(files.Folder, "gl_*.csv").First();
        File.Delete(file);

        var report = await tieOut.CompareAsync(null, Ct);
        Assert.Equal(TieOutResult.Differs, report.Result);
        Assert.Contains(report.Rows, row => row is { Owned: true, Verdict: TieOutVerdict.Unexplained });
    }

    [Fact]
    public async Task What_the_mapping_lacks_is_not_there_and_leaves_nothing_untold()
    {
        await using var day = await ExportedDay.OpenAsync();
        foreach (var kept in (await day.CutAsync(ExportedDay.Whole.Replace("  - {ledger: \"6100\", account: \"6100-F\"}\n", "", StringComparison.Ordinal)))
            .Where(kept => kept.Standing.State == DocumentState.Planned))
        {
            await day.PostAsync(kept);
        }

        var report = await day.TieOut().CompareAsync(null, Ct);

        Assert.Equal(TieOutResult.Ties, report.Result);
        Assert.Contains(report.Rows, row => row is { Account: "", Verdict: TieOutVerdict.Explained });
    }

    [Fact]
    public async Task A_finding_that_was_undone_explains_nothing()
    {
        await using var day = await ExportedDay.OpenAsync();
        await PostAllAsync(day);
        var foreign = await FindForeignAsync(day, 250);
        await new Ledger.ErpExport.Operating.TargetDesk(day.Writer, "ada", TimeProvider.System)
            .CloseAsync("books", foreign.ErpId, "gone", undone: true, Ct);

        Assert.False((await day.TieOut().CompareAsync(null, Ct)).Ties);
    }

    [Fact]
    public async Task Only_posting_dates_up_to_the_day_count()
    {
        await using var day = await ExportedDay.OpenAsync();
        await PostAllAsync(day);

        var report = await day.TieOut().CompareAsync(new DateOnly(2026, 11, 19), Ct);

        Assert.Equal(["JPY"], report.Rows.Select(row => row.Currency).Distinct());
        Assert.All(report.Rows, row => Assert.Equal(TieOutVerdict.Ties, row.Verdict));
    }

    [Fact]
    public async Task An_ERP_that_tells_no_balances_is_said_to_be_one()
    {
        await using var day = await ExportedDay.OpenAsync();
        await PostAllAsync(day);
        day.Erp.TellsBalances = false;

        var report = await day.TieOut().CompareAsync(null, Ct);

        Assert.False(report.Asked);
        Assert.Equal((TieOutResult.CannotBeTold, false), (report.Result, report.Ties));
        Assert.All(report.Rows, row => Assert.Equal(TieOutVerdict.NotTold, row.Verdict));
    }

    [Fact]
    public async Task The_worker_compares_once_a_day()
    {
        await using var day = await ExportedDay.OpenAsync();
        var tieOut = day.TieOut();
        await tieOut.CompareDueAsync(Ct);
        Assert.Equal(0L, await day.ScalarAsync<long>("select count(*) from erp_export.tie_out"));
        await PostAllAsync(day);

        await day.TieOut().CompareDueAsync(Ct);
        await day.TieOut().CompareDueAsync(Ct);

        Assert.Equal(1L, await day.ScalarAsync<long>("select count(*) from erp_export.tie_out"));
        var inTwoDays = new FakeTime(TimeProvider.System.GetUtcNow().AddDays(2));
        await day.TieOut(time: inTwoDays).CompareDueAsync(Ct);
        Assert.Equal(2L, await day.ScalarAsync<long>("select count(*) from erp_export.tie_out"));
    }

    static string NothingOwned { get; } = ExportedDay.Whole.Replace(", owned: true", "", StringComparison.Ordinal);

    internal static async Task PostAllAsync(ExportedDay day, long more = 0)
    {
        foreach (var kept in await day.CutAsync())
        {
            await day.PostAsync(kept, more);
        }
    }

    static async Task<ErpDocument> FindForeignAsync(ExportedDay day, long cents)
    {
        var foreign = day.Erp.PostForeign("1150-C", "4000-R", new Money(cents, Currency.Parse("EUR")));
        await day.Writer.CommitAsync(
            new ErpMessage.Found(Guid.CreateVersion7(), "books", foreign.ErpId, foreign.Version, "somebody moved 1150-C")
            {
                Company = foreign.Company,
                Date = foreign.Date,
                Lines = foreign.Lines,
            },
            Ct);
        return foreign;
    }
}
