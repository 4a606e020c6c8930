using Ledger.Accounting;
using Ledger.ErpExport.Adapters;
using Ledger.ErpExport.Documents;
using Xunit;

namespace Ledger.Storage.Tests.ErpExport.Contract;

/// <summary>What is posted: everything, once, exactly.</summary>
public abstract partial class ErpAdapterContract
{
    [Fact]
    public async Task A_document_is_posted_and_found_with_the_same_lines()
    {
        var document = world.NewDocument();
        await using var adapter = world.NewAdapter();
        Assert.IsType<FindResult.NotFound>(await adapter.FindAsync(document, Ct));

        var posted = Assert.IsType<SubmitResult.Posted>(await DeliverAsync(adapter, document));

        var found = Assert.IsType<FindResult.Posted>(await adapter.FindAsync(document, Ct)).Document;
        Assert.Equal((posted.ErpId, document.Reference.Value), (found.ErpId, found.Reference));
        Assert.Equal(ErpDocumentState.Posted, found.State);
        Assert.Contains(posted.Date, new DateOnly?[] { null, document.Date });
        AssertSameLines(document, found);
        await OnlyOneInsideAsync(document);
    }

    [Fact]
    public async Task Another_adapter_finds_what_one_has_posted()
    {
        var document = world.NewDocument();
        var posted = await PostAsync(document);

        var found = await FindPostedAsync(document);

        Assert.Equal(posted.ErpId, found.ErpId);
        AssertSameLines(document, found);
    }

    [Fact]
    public async Task A_document_that_is_handed_in_twice_is_posted_once()
    {
        var document = world.NewDocument();
        var first = await PostAsync(document);

        var second = await PostAsync(document);

        Assert.Equal(first.ErpId, second.ErpId);
        await OnlyOneInsideAsync(document);
    }

    [Fact]
    public async Task A_draft_is_not_told_as_posted()
    {
        var document = world.NewDocument();
        await using var adapter = world.NewAdapter();
        NeedsDrafts(adapter);

        var drafted = Assert.IsType<SubmitResult.Drafted>(await SubmitAsync(adapter, document));

        var found = Assert.IsType<FindResult.Draft>(await adapter.FindAsync(document, Ct)).Document;
        Assert.Equal((drafted.Draft.Text, ErpDocumentState.Draft), (found.ErpId, found.State));
        Assert.Equal(ErpDocumentState.Draft, Assert.Single(await world.InsideAsync(document.Reference)).State);
        Assert.IsType<SubmitResult.Posted>(await GoOnAsync(adapter, document, drafted));
    }

    [Fact]
    public async Task A_draft_that_is_handed_in_again_stays_the_same_draft()
    {
        var document = world.NewDocument();
        await using var adapter = world.NewAdapter();
        NeedsDrafts(adapter);
        var drafted = Assert.IsType<SubmitResult.Drafted>(await SubmitAsync(adapter, document));
        await using var another = world.NewAdapter();

        var again = Assert.IsType<SubmitResult.Drafted>(await SubmitAsync(another, document));

        Assert.Equal(drafted.Draft, again.Draft);
        Assert.IsType<SubmitResult.Posted>(await GoOnAsync(another, document, again));
        await OnlyOneInsideAsync(document);
    }

    [Fact]
    public async Task Going_on_twice_posts_once()
    {
        var document = world.NewDocument();
        await using var adapter = world.NewAdapter();
        NeedsDrafts(adapter);
        var draft = Assert.IsType<SubmitResult.Drafted>(await SubmitAsync(adapter, document)).Draft;
        var first = Assert.IsType<SubmitResult.Posted>(await adapter.ResumeAsync(document, draft, Ct));
        await using var another = world.NewAdapter();

        var second = Assert.IsType<SubmitResult.Posted>(await another.ResumeAsync(document, draft, Ct));

        Assert.Equal((first.ErpId, first.Number), (second.ErpId, second.Number));
        await OnlyOneInsideAsync(document);
    }

    [Fact]
    public async Task Amounts_just_below_ten_billion_arrive_to_the_cent()
    {
        var most = new Money(999_999_999_999, world.Home);
        var document = world.NewDocument(
            world.OpenDay, (Side.Debit, most), (Side.Credit, most - new Money(1, world.Home)), (Side.Credit, new Money(1, world.Home)));

        await PostAsync(document);

        await OnlyOneInsideAsync(document);
        AssertSameLines(document, await FindPostedAsync(document));
    }

    [Fact]
    public async Task Another_currency_arrives_exactly()
    {
        Assert.SkipUnless(world.Foreign.HasValue, $"{world.Kind}: it takes no currency beside its own.");
        var amount = new Money(12_345, world.Foreign.Value);
        var document = world.NewDocument(world.OpenDay, (Side.Debit, amount), (Side.Credit, amount));

        await PostAsync(document);

        await OnlyOneInsideAsync(document);
        AssertSameLines(document, await FindPostedAsync(document));
    }

    [Fact]
    public async Task Two_currencies_stand_in_one_document_where_the_ERP_takes_that()
    {
        await using var adapter = world.NewAdapter();
        Assert.SkipUnless(
            world.Foreign.HasValue && adapter.Capabilities.Currency == CurrencyMode.PerLine, $"{world.Kind}: one currency a document.");
        var (foreign, home) = (new Money(777, world.Foreign.Value), new Money(500, world.Home));
        var document = world.NewDocument(
            world.OpenDay, (Side.Debit, foreign), (Side.Credit, foreign), (Side.Debit, home), (Side.Credit, home));

        await PostAsync(document);

        await OnlyOneInsideAsync(document);
        AssertSameLines(document, await FindPostedAsync(document));
    }

    [Fact]
    public async Task Texts_with_quotes_markup_and_emoji_are_no_hindrance()
    {
        var text = "O'Neil \"& Sons\" <b>50 %_*</b> \\ ; größer 🧾 ".PadRight(250, '.');
        var plain = world.NewDocument();
        var document = plain with { Memo = text, Lines = [.. plain.Lines.Select(line => line with { Memo = text })] };
        await using var adapter = world.NewAdapter();
        Assert.Empty(adapter.Validate(document));

        Assert.IsType<SubmitResult.Posted>(await DeliverAsync(adapter, document));

        await OnlyOneInsideAsync(document);
        AssertSameLines(document, await FindPostedAsync(document));
    }

    [Fact]
    public async Task A_document_with_many_lines_arrives_whole()
    {
        await using var adapter = world.NewAdapter();
        var pairs = Math.Min(adapter.Capabilities.MaxLinesPerDocument, 100) / 2;
        var document = world.NewDocument(world.OpenDay, [
            .. Enumerable.Range(1, pairs).SelectMany(n => new[]
            {
                (Side.Debit, new Money(n, world.Home)), (Side.Credit, new Money(n, world.Home)),
            }),
        ]);

        Assert.IsType<SubmitResult.Posted>(await DeliverAsync(adapter, document));

        await OnlyOneInsideAsync(document);
        AssertSameLines(document, await FindPostedAsync(document));
    }

    [Fact]
    public async Task Several_documents_of_one_call_are_each_posted_once_however_often_it_is_made()
    {
        await using var adapter = world.NewAdapter();
        Assert.SkipUnless(adapter.Capabilities.MaxDocumentsPerCall >= 3, $"{world.Kind}: one document a call.");
        PostingDocument[] documents = [world.NewDocument(), world.NewDocument(), world.NewDocument()];

        for (var time = 0; time < 2; time++)
        {
            var results = await adapter.SubmitAsync(Batch(documents), Ct);
            Assert.Equal(documents.Length, results.Count);
            foreach (var (document, result) in documents.Zip(results))
            {
                Assert.IsType<SubmitResult.Posted>(await GoOnAsync(adapter, document, result));
            }
        }

        foreach (var document in documents)
        {
            await OnlyOneInsideAsync(document);
        }
    }
}
