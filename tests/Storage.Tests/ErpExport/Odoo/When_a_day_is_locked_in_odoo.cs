using Ledger.Accounting;
using Ledger.ErpExport.Adapters;
using Ledger.ErpExport.Documents;
using Ledger.Storage.Tests.ErpExport.Contract;
using Xunit;

namespace Ledger.Storage.Tests.ErpExport.Odoo;

/// <summary>
/// Odoo does not refuse a locked day: <c>action_post</c> moves the entry to the first open period and says nothing. We never let it.
/// </summary>
public sealed class When_a_day_is_locked_in_odoo
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nothing_is_created()
    {
        await using var world = await OdooWorld.StartAsync();
        await using var adapter = world.NewAdapter();
        await world.ClosePeriodAsync(closed: true);

        var held = Assert.IsType<SubmitResult.Held>(Assert.Single(await OdooWorld.SubmitAsync(adapter, OnClosingDay(world))));

        Assert.Equal(ErpReason.PeriodClosed, held.Refusal.Reason);
        Assert.Contains("Global Lock Date 2025-12-31", held.Refusal.Detail, StringComparison.Ordinal);
        Assert.Empty(world.Simulator.Office.Entries);
    }

    [Fact]
    public async Task A_draft_stays_a_draft_of_its_own_day()
    {
        await using var world = await OdooWorld.StartAsync();
        await using var adapter = world.NewAdapter();
        var document = OnClosingDay(world);
        var draft = Assert.IsType<SubmitResult.Drafted>(Assert.Single(await OdooWorld.SubmitAsync(adapter, document))).Draft;
        await world.ClosePeriodAsync(closed: true);

        var held = Assert.IsType<SubmitResult.Held>(await adapter.ResumeAsync(document, draft, Ct));

        Assert.Equal(ErpReason.PeriodClosed, held.Refusal.Reason);
        var entry = Assert.Single(world.Simulator.Office.Entries);
        Assert.Equal(("draft", world.ClosingDay), (entry.State, entry.Date));
    }

    [Fact]
    public async Task A_lock_that_is_set_in_the_very_moment_moves_the_date_and_that_is_told()
    {
        await using var world = await OdooWorld.StartAsync();
        await using var adapter = world.NewAdapter();
        var document = OnClosingDay(world);
        var draft = Assert.IsType<SubmitResult.Drafted>(Assert.Single(await OdooWorld.SubmitAsync(adapter, document))).Draft;
        LockWhenPosted(world);

        var posted = Assert.IsType<SubmitResult.Posted>(await adapter.ResumeAsync(document, draft, Ct));

        Assert.NotNull(posted.Date);
        Assert.NotEqual(document.Date, posted.Date);
        Assert.True(posted.Date > new DateOnly(2025, 12, 31), $"{posted.Date} is locked.");
        Assert.Equal(posted.Date, Assert.IsType<FindResult.Posted>(await adapter.FindAsync(document, Ct)).Document.Date);
        Assert.Contains(
            await ToldAsync(adapter), told => told.Reference == document.Reference.Value && told.Date == posted.Date);
    }

    [Fact]
    public async Task An_Odoo_that_refuses_instead_of_moving_holds_the_document()
    {
        await using var world = await OdooWorld.StartAsync(shiftsLockedDates: false);
        await using var adapter = world.NewAdapter();
        var document = OnClosingDay(world);
        var draft = Assert.IsType<SubmitResult.Drafted>(Assert.Single(await OdooWorld.SubmitAsync(adapter, document))).Draft;
        LockWhenPosted(world);

        var held = Assert.IsType<SubmitResult.Held>(await adapter.ResumeAsync(document, draft, Ct));

        Assert.Equal(
            new ErpRefusal(
                ErpReason.PeriodClosed, "You cannot add/modify entries prior to and inclusive of: Global Lock Date (12/31/2025).",
                "odoo.exceptions.UserError"),
            held.Refusal);
    }

    [Theory]
    [InlineData("hard_lock_date", "LDG", true)]
    [InlineData("sale_lock_date", "LDG", false)]
    [InlineData("sale_lock_date", "INV", true)]
    [InlineData("purchase_lock_date", "INV", false)]
    [InlineData("tax_lock_date", "LDG", false)] // Our lines carry no taxes.
    public async Task Locks_hold_for_the_journals_they_are_for(string field, string journal, bool holds)
    {
        await using var world = await OdooWorld.StartAsync();
        await using var adapter = world.NewAdapter();
        world.Simulator.Office.SetLock(world.Company, field, new DateOnly(2025, 12, 31));

        var result = Assert.Single(await OdooWorld.SubmitAsync(adapter, OnClosingDay(world) with { Journal = journal }));

        Assert.Equal(holds, result is SubmitResult.Held { Refusal.Reason: ErpReason.PeriodClosed });
        Assert.Equal(!holds, result is SubmitResult.Drafted);
    }

    [Fact]
    public async Task The_next_open_day_is_the_one_behind_the_latest_lock()
    {
        await using var world = await OdooWorld.StartAsync();
        await using var adapter = world.NewAdapter();
        world.Simulator.Office.SetLock(world.Company, "fiscalyear_lock_date", new DateOnly(2026, 1, 31));
        world.Simulator.Office.SetLock(world.Company, "hard_lock_date", new DateOnly(2025, 12, 31));

        var closed = Assert.IsType<PeriodStatus.Closed>(await adapter.GetPeriodAsync("Ledger Shop GmbH", world.ClosingDay, Ct));

        Assert.Equal(new DateOnly(2026, 2, 1), closed.NextOpen);
        Assert.IsType<PeriodStatus.Open>(await adapter.GetPeriodAsync("Ledger Shop GmbH", new DateOnly(2026, 2, 1), Ct));
        Assert.IsType<PeriodStatus.Open>(await adapter.GetPeriodAsync("Another Shop Inc.", world.ClosingDay, Ct));
    }

    [Fact]
    public async Task What_was_posted_before_is_still_found_as_posted()
    {
        await using var world = await OdooWorld.StartAsync();
        await using var adapter = world.NewAdapter();
        var document = OnClosingDay(world);
        var posted = await world.PostAsync(document);
        await world.ClosePeriodAsync(closed: true);

        var again = Assert.IsType<SubmitResult.Posted>(Assert.Single(await OdooWorld.SubmitAsync(adapter, document)));

        Assert.Equal((posted.ErpId, document.Date), (again.ErpId, again.Date));
    }

    static PostingDocument OnClosingDay(OdooWorld world)
    {
        var amount = new Money(10_000, world.Home);
        return world.NewDocument(world.ClosingDay, (Side.Debit, amount), (Side.Credit, amount));
    }

    // Behind our look at the locks, before the call arrives.
    static void LockWhenPosted(OdooWorld world) => world.Line.Next(LineFault.Unavailable, request =>
    {
        if (world.IsPost(request))
        {
            world.Simulator.Office.SetLock(world.Company, "fiscalyear_lock_date", new DateOnly(2025, 12, 31));
        }

        return false;
    });

    static async Task<List<ErpDocument>> ToldAsync(IErpAdapter adapter)
    {
        List<ErpDocument> told = [];
        await foreach (var page in adapter.ReadChangesAsync(null, Ct))
        {
            told.AddRange(page.Changed);
        }

        return told;
    }
}
