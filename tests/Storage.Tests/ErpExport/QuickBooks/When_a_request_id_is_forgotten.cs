using Ledger.ErpExport.Delivery;
using Ledger.Storage.Tests.ErpExport.Delivery;
using Xunit;

namespace Ledger.Storage.Tests.ErpExport.QuickBooks;

/// <summary>How long a replay key is kept is not said: after a day the document is looked up before it is sent again (R-ID-17).</summary>
public sealed class When_a_request_id_is_forgotten
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_document_that_was_sent_days_ago_is_looked_up_and_not_posted_twice()
    {
        await using var world = await QuickBooksWorld.StartAsync();
        await using var stage = await DeliveryStage.OpenAsync(world);
        var document = (await stage.PlanAsync(world.NewDocument()))[0];
        await using (var first = stage.Start("before posted"))
        {
            await first.EndAsync();
        }

        Assert.Single(await world.InsideAsync(document.Reference));
        await using var past = stage.Source.CreateCommand(
            "update erp_export.document set first_sent_at = first_sent_at - interval '3 days', changed_at = changed_at - interval '3 days'");
        Assert.Equal(1, await past.ExecuteNonQueryAsync(Ct));
        world.Simulator.ForgetAnswers();
        await using var second = stage.Start();

        await stage.UntilAsync(DocumentState.Confirmed);
        Assert.Single(await world.InsideAsync(document.Reference));
    }
}
