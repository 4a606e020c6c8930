using Ledger.ErpExport.Adapters;
using Ledger.ErpExport.Delivery;
using Ledger.ErpExport.Queries;
using Xunit;

namespace Ledger.Storage.Tests.ErpExport.Operating;

/// <summary>Posted documents stay watched (R-PL-01 to R-PL-05, R-PL-13), and what lies under references that are not posted is told.</summary>
public sealed class When_changes_of_the_ERP_are_read
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_duplicate_is_told_once_and_is_one_until_the_ERP_has_a_single_document()
    {
        await using var day = await ExportedDay.OpenAsync();
        var posted = await day.PostAsync((await day.CutAsync())[0]);
        day.Erp.Post(posted.Document);

        await day.ConfirmAsync();

        var mismatch = await day.OneAsync(posted.Standing.Reference);
        Assert.Equal(
            (DocumentState.Mismatch, ErpReason.Duplicate, "The ERP has 2 documents of it: GL001, GL002."),
            (mismatch.Standing.State, mismatch.Standing.Reason, mismatch.Standing.Detail));
        await day.ConfirmAsync(times: 3);
        Assert.Equal(mismatch.Standing, (await day.OneAsync(posted.Standing.Reference)).Standing);

        day.Erp.Change(copy => copy with { State = ErpDocumentState.Reversed });
        await day.ConfirmAsync();
        Assert.Equal(DocumentState.Confirmed, (await day.OneAsync(posted.Standing.Reference)).Standing.State);
        await day.ProveAsync();
    }

    [Fact]
    public async Task An_accepted_duplicate_is_not_told_again_but_a_third_one_is()
    {
        await using var day = await ExportedDay.OpenAsync();
        var posted = await day.PostAsync((await day.CutAsync())[0]);
        day.Erp.Post(posted.Document);
        await day.ConfirmAsync();
        await day.Desk.AcceptAsync(await day.OneAsync(posted.Standing.Reference), "taken back by hand", Ct);

        await day.ConfirmAsync(times: 2);
        Assert.Equal(DocumentState.Confirmed, (await day.OneAsync(posted.Standing.Reference)).Standing.State);

        day.Erp.Post(posted.Document);
        await day.ConfirmAsync();
        Assert.Equal(DocumentState.Mismatch, (await day.OneAsync(posted.Standing.Reference)).Standing.State);
    }

    [Fact]
    public async Task A_missing_document_is_there_again_only_when_it_is_found()
    {
        await using var day = await ExportedDay.OpenAsync();
        var posted = await day.PostAsync((await day.CutAsync())[0]);
        await day.MoveAsync(
            posted, DocumentState.Mismatch, step => step with { Why = new ErpRefusal(ErpReason.Missing, "Not to be found there.") });
        day.Erp.Finds = false;

        await day.ConfirmAsync();
        Assert.Equal(ErpReason.Missing, (await day.OneAsync(posted.Standing.Reference)).Standing.Reason);

        day.Erp.Finds = true;
        await day.ConfirmAsync();
        Assert.Equal(DocumentState.Confirmed, (await day.OneAsync(posted.Standing.Reference)).Standing.State);
    }

    [Theory]
    [InlineData(DocumentState.Held)]
    [InlineData(DocumentState.Rejected)]
    [InlineData(DocumentState.Superseded)]
    public async Task What_is_posted_under_a_reference_that_is_not_posted_here_is_told_once(DocumentState state)
    {
        await using var day = await ExportedDay.OpenAsync();
        var kept = await day.MoveAsync((await day.CutAsync())[0], state);
        var there = day.Erp.Post(kept.Document);

        await day.ConfirmAsync(times: 2);

        var finding = Assert.Single(await new FindingQuery(day.Source, ExportedDay.Schema).ListAsync("books", withClosed: false, 10, Ct));
        Assert.Equal(
            ("POSTED_UNASKED", there.ErpId, kept.Standing.Reference.Value), (finding.Reason, finding.ErpId, finding.Reference));
        Assert.Contains($"which is {state.Word()} here", finding.Detail, StringComparison.Ordinal);
        Assert.Equal(kept.Standing.Version, (await day.OneAsync(kept.Standing.Reference)).Standing.Version);
        var status = Assert.Single(await new StatusQuery(day.Source, ExportedDay.Schema)
            .ReadAsync(new Dictionary<string, long> { ["books"] = 0 }, Ct));
        Assert.Contains("1 entry in the ERP that no document stands for", status.NeedsPerson);
    }

    [Fact]
    public async Task A_mark_later_than_now_is_never_kept()
    {
        await using var day = await ExportedDay.OpenAsync();
        await day.PostAsync((await day.CutAsync())[0]);
        day.Erp.Through = TimeProvider.System.GetUtcNow().AddYears(1);

        await day.ConfirmAsync();

        Assert.True(await day.ScalarAsync<bool>("select watermark <= now() from erp_export.target"));
        await day.ConfirmAsync();
        Assert.True(day.Erp.Asked[^1] < TimeProvider.System.GetUtcNow());
    }

    [Fact]
    public async Task Where_a_mark_later_than_now_was_kept_all_is_read_again()
    {
        await using var day = await ExportedDay.OpenAsync();
        await day.PostAsync((await day.CutAsync())[0]);
        await day.DamageAsync("update erp_export.target set watermark = now() + interval '1 year'");

        await day.ConfirmAsync();

        Assert.Null(Assert.Single(day.Erp.Asked));
        Assert.Null(await day.ScalarAsync<object>("select watermark from erp_export.target") as DateTime?);
        Assert.Equal(DocumentState.Confirmed, Assert.Single(
            await day.Reads.InStatesAsync("books", [DocumentState.Confirmed], DateTimeOffset.MaxValue, 10, Ct)).Standing.State);
    }
}
