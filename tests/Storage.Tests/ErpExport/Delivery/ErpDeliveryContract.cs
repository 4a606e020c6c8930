using Ledger.ErpExport.Adapters;
using Ledger.ErpExport.Delivery;
using Ledger.Storage.Tests.ErpExport.Contract;
using Xunit;

namespace Ledger.Storage.Tests.ErpExport.Delivery;

/// <summary>
/// What holds for the delivery to every ERP (R-ERP-27, design C3, C8): whatever ends when, exactly one document per reference is posted
/// there, and it ends as confirmed. An ERP's class is one line.
/// </summary>
/// <param name="world">The ERP.</param>
public abstract class ErpDeliveryContract(IErpWorld world)
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>Every point that a process can end at: before and behind each commit.</summary>
    public static TheoryData<string> Points { get; } =
    [
        "before sending", "after sending", "before drafted", "after drafted", "before posting", "after posting", "before posted",
        "after posted", "before accepted", "after accepted", "before confirmed", "after confirmed",
    ];

    [Theory]
    [MemberData(nameof(Points))]
    public async Task A_process_that_ends_leaves_one_posted_document_for_each_reference(string point)
    {
        Assert.SkipUnless(await HasAsync(point), $"This ERP has no point '{point}': its documents are posted without it.");
        await using var stage = await DeliveryStage.OpenAsync(world);
        var documents = await stage.PlanAsync(world.NewDocument(), world.NewDocument(), world.NewDocument());
        await using (var first = stage.Start(endsAt: point, time: 2))
        {
            await first.EndAsync();
        }

        await using var second = stage.Start();
        await stage.UntilAsync(DocumentState.Confirmed);

        foreach (var document in documents)
        {
            Assert.Single(await world.InsideAsync(document.Reference));
        }
    }

    /// <summary>By what the ERP is, not by what happened: a point that is there and is not reached must fail.</summary>
    async Task<bool> HasAsync(string point)
    {
        await using var adapter = world.NewAdapter();
        return point.Split(' ')[1] switch
        {
            "drafted" or "posting" => adapter.Capabilities.TwoStepPosting,
            "accepted" => world.Traits.HasFlag(ErpWorldTraits.Accepts),
            _ => true,
        };
    }

    [Fact]
    public async Task Two_processes_beside_each_other_send_each_document_once()
    {
        await using var stage = await DeliveryStage.OpenAsync(world);
        var documents = await stage.PlanAsync([.. Enumerable.Range(0, 5).Select(_ => world.NewDocument())]);
        await using var first = stage.Start();
        await using var second = stage.Start();

        var all = await stage.UntilAsync(DocumentState.Confirmed);

        Assert.Equal(5, all.Count);
        Assert.All(all, standing => Assert.Equal(1, standing.Attempt));
        foreach (var document in documents)
        {
            Assert.Single(await world.InsideAsync(document.Reference));
        }
    }

    [Fact]
    public async Task A_line_that_fails_in_every_way_leaves_one_posted_document()
    {
        Assert.SkipWhen(world.Line is null, "It is not reached over a line.");
        foreach (var fault in Enum.GetValues<LineFault>().Except([LineFault.Silence]))
        {
            await using var stage = await DeliveryStage.OpenAsync(world);
            world.Line!.Heal();
            world.Line.Next(fault, world.IsCreate);
            var document = (await stage.PlanAsync(world.NewDocument()))[0];
            await using (var sender = stage.Start())
            {
                await stage.UntilAsync(DocumentState.Confirmed);
            }

            Assert.Equal(0, world.Line.Unmet);
            Assert.Single(await world.InsideAsync(document.Reference));
        }
    }

    [Fact]
    public async Task A_document_that_is_changed_in_the_ERP_becomes_a_mismatch_that_names_both_sides()
    {
        Assert.SkipUnless(world.Traits.HasFlag(ErpWorldTraits.Edits), "Posted documents cannot be edited there.");
        await using var stage = await DeliveryStage.OpenAsync(world);
        var document = (await stage.PlanAsync(world.NewDocument()))[0];
        await using var sender = stage.Start();
        await stage.UntilAsync(DocumentState.Confirmed);

        await world.EditAsync(document.Reference);

        var standing = Assert.Single(await stage.UntilAsync(DocumentState.Mismatch));
        Assert.Equal(ErpReason.Edited, standing.Reason);
        Assert.Contains("sent", standing.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_document_that_is_changed_while_its_answer_is_lost_is_a_mismatch_and_not_ours_no_longer()
    {
        Assert.SkipUnless(world.Traits.HasFlag(ErpWorldTraits.Edits), "Posted documents cannot be edited there.");
        await using var stage = await DeliveryStage.OpenAsync(world);
        var document = (await stage.PlanAsync(world.NewDocument()))[0];
        await using (var first = stage.Start("before posted"))
        {
            await first.EndAsync();
        }

        await world.EditAsync(document.Reference);
        await using var second = stage.Start();

        var standing = Assert.Single(await stage.UntilAsync(DocumentState.Mismatch));
        Assert.Equal(ErpReason.Edited, standing.Reason);
        Assert.NotNull(standing.ErpId);
        Assert.Single(await world.InsideAsync(document.Reference));
    }

    [Fact]
    public async Task A_document_that_is_deleted_in_the_ERP_becomes_a_mismatch()
    {
        Assert.SkipUnless(world.Traits.HasFlag(ErpWorldTraits.Deletes), "Posted documents cannot be deleted there.");
        await using var stage = await DeliveryStage.OpenAsync(world);
        var document = (await stage.PlanAsync(world.NewDocument()))[0];
        await using var sender = stage.Start();
        await stage.UntilAsync(DocumentState.Confirmed);

        await world.DeleteAsync(document.Reference);

        Assert.Equal(ErpReason.Deleted, Assert.Single(await stage.UntilAsync(DocumentState.Mismatch)).Reason);
    }

    [Fact]
    public async Task A_closed_period_holds_its_documents_and_no_call_is_made_for_them()
    {
        Assert.SkipUnless(world.Traits.HasFlag(ErpWorldTraits.Periods), "It has no periods that close.");
        await world.ClosePeriodAsync(closed: true);
        try
        {
            await using var stage = await DeliveryStage.OpenAsync(world);
            var document = (await stage.PlanAsync(world.NewDocument() with { Date = world.ClosingDay }))[0];
            await using var sender = stage.Start();

            var standing = Assert.Single(await stage.UntilAsync(DocumentState.Held));

            Assert.Equal(ErpReason.PeriodClosed, standing.Reason);
            Assert.Equal(0, standing.Attempt);
            Assert.Empty(await world.InsideAsync(document.Reference));
        }
        finally
        {
            await world.ClosePeriodAsync(closed: false);
        }
    }

    [Fact]
    public async Task What_others_post_on_our_account_is_found()
    {
        Assert.SkipUnless(world.Traits.HasFlag(ErpWorldTraits.Foreign), "Others do not post there.");
        await using var stage = await DeliveryStage.OpenAsync(world);
        await stage.PlanAsync(world.NewDocument());
        await using var sender = stage.Start();
        await stage.UntilAsync(DocumentState.Confirmed);

        await world.PostForeignAsync();

        await using var command = stage.Source.CreateCommand("select count(*) from erp_export.finding where reason = 'FOREIGN'");
        for (var n = 0; (long)(await command.ExecuteScalarAsync(Ct))! == 0; n++)
        {
            Assert.True(n < 600, "Not found within 30 s.");
            await DeliveryStage.MoveOnAsync(world);
        }
    }

    [Fact]
    public async Task A_second_document_of_one_reference_stays_a_mismatch_and_is_told_once()
    {
        await using var stage = await DeliveryStage.OpenAsync(world);
        var document = (await stage.PlanAsync(world.NewDocument()))[0];
        await using var sender = stage.Start();
        await stage.UntilAsync(DocumentState.Confirmed);

        await world.CopyAsync(document.Reference);

        var standing = Assert.Single(await stage.UntilAsync(DocumentState.Mismatch));
        Assert.Equal(ErpReason.Duplicate, standing.Reason);
        await UntilReadAgainAsync(stage, times: 4);
        Assert.Equal(standing, Assert.Single(await stage.StandingsAsync()));
    }

    async Task UntilReadAgainAsync(DeliveryStage stage, int times)
    {
        await using var command = stage.Source.CreateCommand("select read_at from erp_export.target where read_at is not null");
        var before = (DateTime)(await command.ExecuteScalarAsync(Ct))!;
        for (var n = 0; times > 0; n++)
        {
            Assert.True(n < 600, "Not read again within 30 s.");
            await DeliveryStage.MoveOnAsync(world);
            var now = (DateTime)(await command.ExecuteScalarAsync(Ct))!;
            times -= now > before ? 1 : 0;
            before = now;
        }
    }
}
