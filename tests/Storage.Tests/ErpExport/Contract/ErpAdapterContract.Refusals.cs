using Ledger.Accounting;
using Ledger.ErpExport.Adapters;
using Ledger.ErpExport.Documents;
using Xunit;

namespace Ledger.Storage.Tests.ErpExport.Contract;

/// <summary>What is not posted, and what is said about it.</summary>
public abstract partial class ErpAdapterContract
{
    [Fact]
    public async Task A_document_that_does_not_balance_is_refused()
    {
        var document = world.NewDocument(
            world.OpenDay, (Side.Debit, new Money(10_000, world.Home)), (Side.Credit, new Money(9_999, world.Home)));
        await using var adapter = world.NewAdapter();

        var refusals = adapter.Validate(document);
        if (refusals.Count == 0)
        {
            refusals = [Assert.IsType<SubmitResult.Rejected>(await DeliverAsync(adapter, document)).Refusal];
        }

        Assert.Contains(refusals, refusal => refusal.Reason == ErpReason.Unbalanced);
        Assert.DoesNotContain(await world.InsideAsync(document.Reference), inside => inside.State == ErpDocumentState.Posted);
    }

    [Fact]
    public async Task Accounts_that_do_not_exist_are_named()
    {
        await using var adapter = world.NewAdapter();
        NeedsMasterData(adapter);
        var document = WithUnknownAccount(world.NewDocument());

        var refusal = Assert.IsType<SubmitResult.Rejected>(await DeliverAsync(adapter, document)).Refusal;

        Assert.Equal(ErpReason.MasterDataMissing, refusal.Reason);
        Assert.Contains(NoAccount, refusal.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain(await world.InsideAsync(document.Reference), inside => inside.State == ErpDocumentState.Posted);
    }

    [Fact]
    public async Task One_bad_document_does_not_hinder_those_beside_it()
    {
        await using var adapter = world.NewAdapter();
        NeedsMasterData(adapter);
        Assert.SkipUnless(
            adapter.Capabilities is { MaxDocumentsPerCall: >= 3, Atomicity: Atomicity.PerDocument }, $"{world.Kind}: all fail together.");
        PostingDocument[] documents = [world.NewDocument(), WithUnknownAccount(world.NewDocument()), world.NewDocument()];

        var results = await adapter.SubmitAsync(Batch(documents), Ct);

        Assert.Equal(ErpReason.MasterDataMissing, Assert.IsType<SubmitResult.Rejected>(results[1]).Refusal.Reason);
        foreach (var n in new[] { 0, 2 })
        {
            Assert.IsType<SubmitResult.Posted>(await GoOnAsync(adapter, documents[n], results[n]));
            await OnlyOneInsideAsync(documents[n]);
        }
    }

    [Fact]
    public async Task A_closed_period_holds_a_document_until_it_is_opened()
    {
        Needs(ErpWorldTraits.Periods, "periods cannot be closed.");
        var amount = new Money(10_000, world.Home);
        var document = world.NewDocument(world.ClosingDay, (Side.Debit, amount), (Side.Credit, amount));
        await using var adapter = world.NewAdapter();
        await world.ClosePeriodAsync(closed: true);
        try
        {
            var closed = Assert.IsType<PeriodStatus.Closed>(await adapter.GetPeriodAsync(document.Company, document.Date, Ct));
            Assert.True(closed.NextOpen is null || closed.NextOpen > document.Date, "The next open day lies behind the closed one.");
            var held = Assert.IsType<SubmitResult.Held>(await DeliverAsync(adapter, document));
            Assert.Equal(ErpReason.PeriodClosed, held.Refusal.Reason);
            Assert.DoesNotContain(await world.InsideAsync(document.Reference), inside => inside.State == ErpDocumentState.Posted);
        }
        finally
        {
            await world.ClosePeriodAsync(closed: false);
        }

        await using var later = world.NewAdapter();
        Assert.IsType<PeriodStatus.Open>(await later.GetPeriodAsync(document.Company, document.Date, Ct));
        await PostAsync(document);
        await OnlyOneInsideAsync(document);
    }

    [Fact]
    public async Task A_reference_that_says_something_else_there_is_not_posted_a_second_time()
    {
        var document = world.NewDocument();
        await PostAsync(document);
        var amount = new Money(4_242, world.Home);
        var other = document with { Lines = world.NewDocument(world.OpenDay, (Side.Debit, amount), (Side.Credit, amount)).Lines };
        await using var adapter = world.NewAdapter();

        var result = await DeliverAsync(adapter, other);

        if (adapter.Capabilities.Idempotency is Idempotency.SearchFirst or Idempotency.UniqueReference)
        {
            Assert.Equal(ErpReason.ReferenceTaken, Assert.IsType<SubmitResult.Rejected>(result).Refusal.Reason);
        }

        await OnlyOneInsideAsync(document);
    }

    const string NoAccount = "NO-SUCH-77";

    static PostingDocument WithUnknownAccount(PostingDocument document) =>
        document with { Lines = [document.Lines[0] with { Account = NoAccount }, .. document.Lines.Skip(1)] };
}
