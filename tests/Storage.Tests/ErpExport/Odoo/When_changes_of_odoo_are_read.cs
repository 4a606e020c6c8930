using System.Globalization;
using Ledger.ErpExport.Adapters;
using Xunit;

namespace Ledger.Storage.Tests.ErpExport.Odoo;

public sealed class When_changes_of_odoo_are_read : IAsyncLifetime
{
    OdooWorld _world = null!;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _world = await OdooWorld.StartAsync();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task A_row_that_becomes_visible_late_is_told_thanks_to_the_overlap()
    {
        await using var adapter = _world.NewAdapter();
        var late = PostByHand(commits: false);
        _world.Advance(TimeSpan.FromMinutes(2));
        var early = PostByHand();
        var first = await ReadAsync(adapter, null);
        Assert.Equal([early], Ids(first));
        var through = first.Max(page => page.Through);

        _world.Simulator.Office.Commit();

        Assert.DoesNotContain(late, Ids(await ReadAsync(adapter, through)));
        Assert.Equal([late, early], Ids(await ReadAsync(adapter, through - adapter.Capabilities.ChangesOverlap)));
    }

    [Fact]
    public async Task Many_rows_of_one_second_are_told_once_each_over_several_pages()
    {
        var ids = Enumerable.Range(0, 450).Select(_ => PostByHand()).ToList();
        await using var adapter = _world.NewAdapter();

        var pages = await ReadAsync(adapter, null);

        Assert.Equal(ids, Ids(pages));
        Assert.True(pages.Count >= 3, $"{pages.Count} pages.");
        Assert.Equal(pages.Select(page => page.Through).Order(), pages.Select(page => page.Through));
    }

    [Fact]
    public async Task A_row_that_is_changed_between_two_pages_hides_none_behind_it()
    {
        var ids = Enumerable.Range(0, 450).Select(_ => PostByHand()).ToList();
        await using var adapter = _world.NewAdapter();
        HashSet<string> told = [];

        await foreach (var page in adapter.ReadChangesAsync(null, Ct))
        {
            if (told.Count == 0)
            {
                _world.Advance(TimeSpan.FromSeconds(5));
                _world.Simulator.Office.Edit(long.Parse(ids[0], CultureInfo.InvariantCulture), 1.00m);
            }

            told.UnionWith(page.Changed.Select(each => each.ErpId));
        }

        Assert.Empty(ids.Except(told));
    }

    [Fact]
    public async Task A_reversal_tells_the_entry_that_it_reverses_though_that_was_not_written()
    {
        var document = _world.NewDocument();
        var posted = await _world.PostAsync(document);
        _world.Advance(TimeSpan.FromHours(1));
        var since = _world.Now;
        var reversal = _world.Simulator.Office.Reverse(Id(posted), _world.OpenDay);
        await using var adapter = _world.NewAdapter();

        var told = (await ReadAsync(adapter, since)).SelectMany(page => page.Changed).ToList();

        var original = Assert.Single(told, each => each.ErpId == posted.ErpId);
        Assert.Equal((ErpDocumentState.Reversed, document.Reference.Value), (original.State, original.Reference));
        Assert.Equal(ErpDocumentState.Posted, Assert.Single(told, each => Id(each) == reversal).State);
    }

    [Fact]
    public async Task A_reversal_that_is_not_posted_reverses_nothing()
    {
        var posted = await _world.PostAsync(_world.NewDocument());
        var reversal = _world.Simulator.Office.Reverse(Id(posted), _world.OpenDay);
        _world.Simulator.Office.ResetToDraft(reversal);
        await using var adapter = _world.NewAdapter();

        var told = (await ReadAsync(adapter, null)).SelectMany(page => page.Changed).ToList();

        Assert.Equal(ErpDocumentState.Posted, Assert.Single(told, each => each.ErpId == posted.ErpId).State);
    }

    [Fact]
    public async Task Two_changes_within_one_second_are_two_versions()
    {
        var document = _world.NewDocument();
        var posted = await _world.PostAsync(document);
        await using var adapter = _world.NewAdapter();
        var before = Assert.IsType<FindResult.Posted>(await adapter.FindAsync(document, Ct)).Document;

        _world.Simulator.Office.Edit(Id(posted), 1.00m);
        var after = Assert.IsType<FindResult.Posted>(await adapter.FindAsync(document, Ct)).Document;

        Assert.NotEqual(before.Version, after.Version);
        Assert.Equal(10_100, after.Lines[0].Amount.MinorUnits);
    }

    [Fact]
    public async Task A_reset_entry_is_told_as_a_draft_and_a_deleted_one_no_more()
    {
        var document = _world.NewDocument();
        var posted = await _world.PostAsync(document);
        await using var adapter = _world.NewAdapter();

        _world.Simulator.Office.ResetToDraft(Id(posted));
        Assert.Equal(ErpDocumentState.Draft, Assert.Single((await ReadAsync(adapter, null)).SelectMany(page => page.Changed)).State);

        _world.Simulator.Office.Delete(Id(posted));
        Assert.Empty(await ReadAsync(adapter, null));
        Assert.IsType<FindResult.NotFound>(await adapter.FindAsync(document, Ct));
    }

    [Fact]
    public async Task The_company_is_told_by_the_code_it_was_asked_for()
    {
        await _world.PostAsync(_world.NewDocument());
        await using var adapter = _world.NewAdapter();
        Assert.Equal("Ledger Shop GmbH", Assert.Single((await ReadAsync(adapter, null)).SelectMany(page => page.Changed)).Company);

        await adapter.GetPeriodAsync(_world.Company.ToString(CultureInfo.InvariantCulture), _world.OpenDay, Ct);

        Assert.Equal(
            _world.Company.ToString(CultureInfo.InvariantCulture),
            Assert.Single((await ReadAsync(adapter, null)).SelectMany(page => page.Changed)).Company);
    }

    string PostByHand(bool commits = true) => _world.Simulator.Office.Post(
        _world.JournalId, _world.OpenDay, null, _world.DebitId, _world.CreditId, 7.00m, commits).ToString(CultureInfo.InvariantCulture);

    static long Id(SubmitResult.Posted posted) => long.Parse(posted.ErpId, CultureInfo.InvariantCulture);

    static long Id(ErpDocument document) => long.Parse(document.ErpId, CultureInfo.InvariantCulture);

    static IEnumerable<string> Ids(IEnumerable<ErpChangePage> pages) => pages.SelectMany(page => page.Changed).Select(each => each.ErpId);

    static async Task<List<ErpChangePage>> ReadAsync(IErpAdapter adapter, DateTimeOffset? since)
    {
        List<ErpChangePage> pages = [];
        await foreach (var page in adapter.ReadChangesAsync(since, Ct))
        {
            pages.Add(page);
        }

        return pages;
    }
}
