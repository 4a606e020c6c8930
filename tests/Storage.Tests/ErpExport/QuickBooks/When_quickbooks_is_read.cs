using Ledger.Accounting;
using Ledger.ErpExport.Adapters;
using Ledger.ErpSimulators.QuickBooks;
using Xunit;

namespace Ledger.Storage.Tests.ErpExport.QuickBooks;

/// <summary>Changes beyond what one answer holds (R-ERP-17, R-PL-06), and balances.</summary>
public sealed class When_quickbooks_is_read
{
    static readonly QuickBooksLine[] Lines = [new("90", IsDebit: true, 7m), new("79", IsDebit: false, 7m)];

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task More_changes_than_an_answer_holds_are_all_told_and_so_is_what_was_deleted()
    {
        await using var world = await QuickBooksWorld.StartAsync();
        await using var adapter = world.NewAdapter();
        var since = Now(world);
        var ids = Post(world, 2_400, each: 100);
        world.Simulator.Books.Delete(ids[5]);
        world.Advance(TimeSpan.FromSeconds(30));
        world.Simulator.Books.Delete(ids[2_300]);

        var pages = await ChangesAsync(adapter, since);

        var told = pages.SelectMany(page => page.Changed).ToLookup(each => each.ErpId, StringComparer.Ordinal);
        Assert.All(ids, id => Assert.True(told.Contains(id), $"Entry {id} is not told."));
        Assert.Equal(
            [ids[5], ids[2_300]],
            told.SelectMany(each => each).Where(each => each.State == ErpDocumentState.Deleted).Select(each => each.ErpId));
        Assert.All(pages.Skip(1), page => Assert.NotNull(page.Through));
        Assert.All(pages, page => Assert.Equal(page.Changed.OrderBy(each => each.ModifiedAt), page.Changed));
    }

    [Fact]
    public async Task More_than_a_page_of_one_second_is_told_to_its_end()
    {
        await using var world = await QuickBooksWorld.StartAsync();
        await using var adapter = world.NewAdapter();
        var since = Now(world);
        var ids = Post(world, 2_100, each: 2_100);

        var told = (await ChangesAsync(adapter, since)).SelectMany(page => page.Changed).Select(each => each.ErpId).ToHashSet();

        Assert.All(ids, id => Assert.True(told.Contains(id), $"Entry {id} is not told."));
    }

    [Fact]
    public async Task A_moment_before_change_data_capture_goes_back_is_asked_for_by_query()
    {
        await using var world = await QuickBooksWorld.StartAsync();
        await using var adapter = world.NewAdapter();
        var since = Now(world);
        var old = Post(world, 1, each: 1)[0];
        world.Advance(TimeSpan.FromDays(40));
        var gone = Post(world, 1, each: 1)[0];
        world.Simulator.Books.Delete(gone);

        var told = (await ChangesAsync(adapter, since)).SelectMany(page => page.Changed).ToDictionary(each => each.ErpId, each => each.State);

        Assert.Equal((ErpDocumentState.Posted, ErpDocumentState.Deleted), (told[old], told[gone]));
        Assert.DoesNotContain(
            world.Line.Requests,
            request => request.Address.Query.Contains($"changedSince={since:yyyy-MM-dd}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_quiet_time_moves_the_place_to_go_on_from()
    {
        await using var world = await QuickBooksWorld.StartAsync();
        await using var adapter = world.NewAdapter();
        var since = Now(world);
        world.Advance(TimeSpan.FromMinutes(10));

        var page = Assert.Single(await ChangesAsync(adapter, since));

        Assert.Empty(page.Changed);
        Assert.True(page.Through > since.AddMinutes(9), $"{page.Through} has not moved.");
    }

    [Fact]
    public async Task What_shows_itself_late_is_told_when_the_overlap_is_read_again()
    {
        await using var world = await QuickBooksWorld.StartAsync(new QuickBooksOptions { ReadLag = TimeSpan.FromMinutes(2) });
        await using var adapter = world.NewAdapter();
        var since = Now(world);
        var id = Post(world, 1, each: 1)[0];
        var first = await ChangesAsync(adapter, since);
        Assert.Empty(first.SelectMany(page => page.Changed));
        world.Advance(TimeSpan.FromMinutes(3));

        var second = await ChangesAsync(adapter, first[^1].Through - adapter.Capabilities.ChangesOverlap);

        Assert.Contains(second.SelectMany(page => page.Changed), each => each.ErpId == id);
    }

    [Fact]
    public async Task Balances_are_those_of_the_trial_balance_in_the_own_currency()
    {
        await using var world = await QuickBooksWorld.StartAsync();
        await using var adapter = world.NewAdapter();
        Post(world, 3, each: 3);
        world.Simulator.Books.Post(world.OpenDay.AddDays(1), null, Lines);

        var through = await adapter.ReadBalancesAsync("", ["90", "79", "9"], world.OpenDay, Ct);
        var all = await adapter.ReadBalancesAsync("", ["90"], null, Ct);

        Assert.NotNull(through);
        Assert.Equal([2_100, -2_100, 0], through.Select(each => each.Balance.MinorUnits));
        Assert.Equal(new Money(2_800, world.Home), Assert.Single(all!).Balance);
    }

    static DateTimeOffset Now(QuickBooksWorld world) => DateTimeOffset.FromUnixTimeSeconds(world.Clock.GetUtcNow().ToUnixTimeSeconds());

    /// <summary>Entries by hand, so many in each second.</summary>
    static List<string> Post(QuickBooksWorld world, int count, int each)
    {
        List<string> ids = [];
        while (ids.Count < count)
        {
            ids.Add(world.Simulator.Books.Post(world.OpenDay, null, Lines).Id);
            if (ids.Count % each == 0)
            {
                world.Advance(TimeSpan.FromSeconds(1));
            }
        }

        return ids;
    }

    static async Task<List<ErpChangePage>> ChangesAsync(IErpAdapter adapter, DateTimeOffset? since)
    {
        List<ErpChangePage> pages = [];
        await foreach (var page in adapter.ReadChangesAsync(since, Ct))
        {
            pages.Add(page);
        }

        return pages;
    }
}
