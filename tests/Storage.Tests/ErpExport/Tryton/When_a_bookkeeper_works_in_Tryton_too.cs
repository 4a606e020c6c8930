using Ledger.Accounting;
using Ledger.ErpExport.Adapters;
using Ledger.ErpExport.Documents;
using Ledger.ErpExport.Tryton;
using Ledger.LocalStack.Servers.Tryton;
using Ledger.TestKit;
using Xunit;

namespace Ledger.Storage.Tests.ErpExport.Tryton;

/// <summary>What only Tryton has, on the real server: cancelling moves, copies, drafts that people touch, names in place of codes.</summary>
public sealed class When_a_bookkeeper_works_in_Tryton_too : IClassFixture<TrytonWorld>
{
    readonly TrytonWorld _world;

    public When_a_bookkeeper_works_in_Tryton_too(TrytonWorld world)
    {
        Assert.SkipUnless(TrytonServer.IsInstalled, TrytonServer.HowToInstall);
        _world = world;
    }

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_move_that_is_about_to_be_taken_back_is_still_the_only_one_and_posted()
    {
        var document = await PostedAsync();
        await using var adapter = _world.NewAdapter();

        var taker = await _world.CancelAsync(document.Reference, description: null);

        var found = Assert.IsType<FindResult.Posted>(await adapter.FindAsync(document, Ct)).Document;
        Assert.Equal(ErpDocumentState.Posted, found.State);
        await _world.Admin.CallAsync("model.account.move.post", $"[[{taker}], {{}}]");
        found = Assert.IsType<FindResult.Posted>(await adapter.FindAsync(document, Ct)).Document;
        Assert.Equal(ErpDocumentState.Reversed, found.State);
    }

    [Fact]
    public async Task The_move_that_takes_one_back_is_told_as_anothers_with_the_sides_turned_round()
    {
        var document = await PostedAsync();
        await using var adapter = _world.NewAdapter();
        var since = Assert.IsType<FindResult.Posted>(await adapter.FindAsync(document, Ct)).Document.ModifiedAt;
        var taker = await _world.CancelAsync(document.Reference, description: "Taken back");
        await _world.Admin.CallAsync("model.account.move.post", $"[[{taker}], {{}}]");

        var told = await ToldAsync(adapter.ReadChangesAsync(since, Ct));

        var foreign = Assert.Single(told, each => each.ErpId == $"{taker}");
        Assert.Null(foreign.Reference);
        Assert.Equal(
            document.Lines.Select(line => (line.Account, line.Side == Side.Debit ? Side.Credit : Side.Debit, line.Amount)).Order(),
            foreign.Lines.Select(line => (line.Account, line.Side, line.Amount)).Order());
        Assert.Equal(ErpDocumentState.Reversed, told.Last(each => each.Reference == document.Reference.Value).State);
    }

    [Fact]
    public async Task A_copy_of_a_move_is_a_second_one_of_its_reference()
    {
        var document = await PostedAsync();
        var inside = Assert.Single(await _world.InsideAsync(document.Reference));
        await _world.Admin.CallAsync("model.account.move.copy", $$"""[[{{inside.ErpId}}], {"number": "*"}, {}]""");
        await using var adapter = _world.NewAdapter();

        Assert.Equal(2, Assert.IsType<FindResult.Multiple>(await adapter.FindAsync(document, Ct)).Documents.Count);
        Assert.Equal(ErpReason.Duplicate, Assert.IsType<SubmitResult.Rejected>(await SubmitAsync(adapter, document)).Refusal.Reason);
    }

    [Fact]
    public async Task A_draft_that_somebody_edits_is_not_posted()
    {
        var document = _world.NewDocument();
        await using var adapter = _world.NewAdapter();
        var draft = Assert.IsType<SubmitResult.Drafted>(await SubmitAsync(adapter, document)).Draft;
        var day = TrytonClient.Date(document.Date.AddDays(1));
        await _world.Admin.CallAsync("model.account.move.write", $$"""[[{{draft.Text}}], {"date": {{day}} }, {}]""");

        // Only what another process has made, or what has lain there, is looked at again before it is posted.
        await using var later = _world.NewAdapter();
        var refusal = Assert.IsType<SubmitResult.Rejected>(await later.ResumeAsync(document, draft, Ct)).Refusal;

        Assert.Equal(ErpReason.Edited, refusal.Reason);
        Assert.Equal(ErpDocumentState.Draft, Assert.Single(await _world.InsideAsync(document.Reference)).State);
        Assert.Equal(
            ErpReason.ReferenceTaken, Assert.IsType<SubmitResult.Rejected>(await SubmitAsync(adapter, document)).Refusal.Reason);
    }

    [Fact]
    public async Task A_draft_that_somebody_deletes_is_told_as_deleted_and_can_be_handed_in_again()
    {
        var document = _world.NewDocument();
        await using var adapter = _world.NewAdapter();
        var draft = Assert.IsType<SubmitResult.Drafted>(await SubmitAsync(adapter, document)).Draft;
        await _world.Admin.CallAsync("model.account.move.delete", $"[[{draft.Text}], {{}}]");

        var refusal = Assert.IsType<SubmitResult.Rejected>(await adapter.ResumeAsync(document, draft, Ct)).Refusal;

        Assert.Equal(ErpReason.Deleted, refusal.Reason);
        Assert.IsType<FindResult.NotFound>(await adapter.FindAsync(document, Ct));
        Assert.IsType<SubmitResult.Drafted>(await SubmitAsync(adapter, document));
    }

    [Fact]
    public async Task Yen_arrive_as_whole_yen_at_our_rate()
    {
        var amount = new Money(12_346, Currency.Parse("JPY"));
        var document = _world.NewDocument(_world.OpenDay, (Side.Debit, amount), (Side.Credit, amount));
        await using var adapter = _world.NewAdapter();

        await PostAsync(adapter, document);

        var line = Assert.Single(
            await _world.Admin.ReadAsync(
                "account.move.line", $$"""[["move.description", "like", "{{document.Reference}} %"], ["debit", ">", 0]]""",
                "debit", "amount_second_currency", "second_currency.code"));
        Assert.Equal("61.73", line.GetProperty("debit").GetProperty("decimal").GetString());
        Assert.Equal("12346", line.GetProperty("amount_second_currency").GetProperty("decimal").GetString());
        Assert.Equal("JPY", line.GetProperty("second_currency.").GetProperty("code").GetString());
        Assert.All(Assert.Single(await _world.InsideAsync(document.Reference)).Lines, each => Assert.Equal(amount, each.Amount));
    }

    [Fact]
    public async Task Bookkeepers_read_reference_and_memo_in_the_move_and_each_lines_memo_in_the_line()
    {
        var document = await PostedAsync();

        var move = Assert.Single(await _world.Admin.ReadAsync(
            "account.move", $$"""[["description", "like", "{{document.Reference}} %"]]""",
            "description", "journal.code", "lines.description", "number", "post_number"));

        Assert.Equal($"{document.Reference} {document.Memo}", move.GetProperty("description").GetString());
        Assert.Equal(document.Journal, move.GetProperty("journal.").GetProperty("code").GetString());
        Assert.StartsWith("GL", move.GetProperty("post_number").GetString(), StringComparison.Ordinal);
        Assert.NotEqual("*", move.GetProperty("number").GetString());
        Assert.Equal(
            document.Lines.Select(line => line.Memo).Order(StringComparer.Ordinal),
            move.GetProperty("lines.").EnumerateArray().Select(line => line.GetProperty("description").GetString()!).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Changes_of_many_pages_are_told_each_once_oldest_first()
    {
        for (var n = 0; n < 4; n++)
        {
            await PostedAsync();
        }

        var context = _world.NewContext();
        await using var adapter = _world.NewAdapter();
        using var rpc = new TrytonRpc(
            context.Http(new Uri(context.Target.Settings["url"]), adapter.Capabilities, "pages"),
            LocalTryton.Database, TrytonTemplate.User, TrytonTemplate.Password, TimeSpan.FromSeconds(1));
        var small = new TrytonChanges(rpc, new TrytonMoves(rpc), page: 2, indexPage: 3);

        List<ErpChangePage> pages = [];
        await foreach (var page in small.ReadAsync(since: null, Ct))
        {
            pages.Add(page);
        }

        Assert.True(pages.Count > 1 && pages.All(page => page.Changed.Count <= 3), "They were not told in pages.");
        var whole = await ToldAsync(adapter.ReadChangesAsync(since: null, Ct));
        Assert.Equal(
            whole.Select(each => each.ErpId).Order(StringComparer.Ordinal),
            pages.SelectMany(page => page.Changed).Select(each => each.ErpId).Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(pages.Select(page => page.Through).Order(), pages.Select(page => page.Through));
    }

    async Task<PostingDocument> PostedAsync()
    {
        var document = _world.NewDocument();
        await using var adapter = _world.NewAdapter();
        await PostAsync(adapter, document);
        return document;
    }

    static async Task PostAsync(IErpAdapter adapter, PostingDocument document)
    {
        var draft = Assert.IsType<SubmitResult.Drafted>(await SubmitAsync(adapter, document)).Draft;
        Assert.IsType<SubmitResult.Posted>(await adapter.ResumeAsync(document, draft, Ct));
    }

    static async Task<SubmitResult> SubmitAsync(IErpAdapter adapter, PostingDocument document) => Assert.Single(await adapter.SubmitAsync(
        new SubmitBatch(document.RunId, 1, "summary", 0, document.LastPosition, [new Submission(document, 1)]), Ct));

    static async Task<IReadOnlyList<ErpDocument>> ToldAsync(IAsyncEnumerable<ErpChangePage> pages)
    {
        List<ErpDocument> told = [];
        await foreach (var page in pages)
        {
            told.AddRange(page.Changed);
        }

        return told;
    }
}
