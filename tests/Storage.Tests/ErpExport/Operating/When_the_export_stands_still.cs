using Ledger.ErpExport.Delivery;
using Ledger.ErpExport.Queries;
using Xunit;

namespace Ledger.Storage.Tests.ErpExport.Operating;

/// <summary>A process that is gone does nothing that could be told: status tells it by what does not happen.</summary>
public sealed class When_the_export_stands_still
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_target_that_no_process_sends_for_needs_a_person_though_nothing_waits()
    {
        await using var day = await ExportedDay.OpenAsync();
        foreach (var kept in await day.CutAsync())
        {
            await day.PostAsync(kept);
        }

        Assert.Contains("no process sends for it", (await StatusAsync(day)).NeedsPerson);
        await using (await TargetLease.TryTakeAsync(
            day.Source, ExportedDay.Schema, "books", Guid.CreateVersion7(), TimeProvider.System, Ct))
        {
            Assert.Empty((await StatusAsync(day)).NeedsPerson);
        }

        await day.DamageAsync("update erp_export.target set lease_until = now() - interval '1 second'");
        Assert.Contains("no process sends for it", (await StatusAsync(day)).NeedsPerson);
    }

    [Fact]
    public async Task What_the_journal_has_posted_and_the_export_has_not_received_waits()
    {
        await using var day = await ExportedDay.OpenAsync();
        await day.CutAsync();
        Assert.Equal((0L, null), (await ShownAsync(day)));
        await day.DamageAsync("create schema journal");
        await day.DamageAsync("create table journal.mt_events (seq_id bigint primary key, type text not null)");
        await day.DamageAsync(
            """
            insert into journal.mt_events values
                (7, 'journal_entry_posted'), (8, 'payment_event_recorded'), (9, 'journal_entry_posted'), (10, 'journal_entry_posted')
            """);

        Assert.Equal((2L, 2L), await ShownAsync(day));
    }

    static async Task<(long Waiting, long? NotReceived)> ShownAsync(ExportedDay day) =>
        await StatusAsync(day) is var status ? (status.Waiting, status.NotReceived) : default;

    static async Task<TargetStatus> StatusAsync(ExportedDay day) => Assert.Single(
        await new StatusQuery(day.Source, ExportedDay.Schema).ReadAsync(new Dictionary<string, long> { ["books"] = 0 }, Ct));
}
