using Ledger.Accounting;
using Ledger.ErpExport.Adapters;
using Ledger.ErpExport.Documents;
using Ledger.Storage.Tests.ErpExport.Contract;
using Ledger.TestKit;
using Xunit;

namespace Ledger.Storage.Tests.ErpExport.Tryton;

/// <summary>One call makes or posts all documents or none (R-FF-09: part of a load is told as such): who is refused keeps nobody else from the books.</summary>
public sealed class When_several_documents_go_to_Tryton_by_one_call : IClassFixture<TrytonWorld>
{
    readonly TrytonWorld _world;

    public When_several_documents_go_to_Tryton_by_one_call(TrytonWorld world)
    {
        Assert.SkipUnless(TrytonServer.IsInstalled, TrytonServer.HowToInstall);
        _world = world;
    }

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task All_are_made_by_one_call_and_posted_by_one_and_each_has_its_own_number()
    {
        PostingDocument[] documents = [_world.NewDocument(), _world.NewDocument(), _world.NewDocument()];
        await using var adapter = _world.NewAdapter();
        var before = _world.Line.Requests.Count;

        var posted = await PostAsync(adapter, Begun(documents, await SubmitAsync(adapter, documents)));

        var calls = _world.Line.Requests.Skip(before).ToList();
        Assert.Single(calls, _world.IsCreate);
        Assert.Single(calls, _world.IsPost);
        Assert.Equal(3, posted.Cast<SubmitResult.Posted>().Select(each => each.Number).Distinct().Count());
        foreach (var (document, result) in documents.Zip(posted.Cast<SubmitResult.Posted>()))
        {
            var inside = Assert.Single(await _world.InsideAsync(document.Reference));
            Assert.Equal((inside.ErpId, inside.Number), (result.ErpId, result.Number));
        }
    }

    [Fact]
    public async Task One_that_is_refused_is_refused_by_itself_and_the_others_are_made_once()
    {
        var refused = _world.NewDocument();
        refused = refused with { Lines = [refused.Lines[0] with { Account = TrytonTemplate.ReceivableAccount }, refused.Lines[1]] };
        PostingDocument[] documents = [_world.NewDocument(), refused, _world.NewDocument()];
        await using var adapter = _world.NewAdapter();

        var results = await SubmitAsync(adapter, documents);

        Assert.Equal(ErpReason.MasterDataMissing, Assert.IsType<SubmitResult.Rejected>(results[1]).Refusal.Reason);
        Assert.Empty(await _world.InsideAsync(refused.Reference));
        foreach (var at in (int[])[0, 2])
        {
            var draft = Assert.IsType<SubmitResult.Drafted>(results[at]).Draft.Text;
            Assert.Equal(draft, Assert.Single(await _world.InsideAsync(documents[at].Reference)).ErpId);
        }
    }

    [Fact]
    public async Task A_draft_that_is_gone_keeps_no_other_from_being_posted()
    {
        PostingDocument[] documents = [_world.NewDocument(), _world.NewDocument(), _world.NewDocument()];
        await using var adapter = _world.NewAdapter();
        var begun = Begun(documents, await SubmitAsync(adapter, documents));
        await _world.Admin.CallAsync("model.account.move.delete", $"[[{begun[1].Handle.Text}], {{}}]");

        var results = await PostAsync(adapter, begun);

        Assert.IsType<SubmitResult.Posted>(results[0]);
        Assert.Equal(ErpReason.Deleted, Assert.IsType<SubmitResult.Rejected>(results[1]).Refusal.Reason);
        Assert.IsType<SubmitResult.Posted>(results[2]);
    }

    [Fact]
    public async Task A_line_that_breaks_behind_the_commit_leaves_all_unknown_and_all_are_found()
    {
        PostingDocument[] documents = [_world.NewDocument(), _world.NewDocument()];
        await using var adapter = _world.NewAdapter();
        _world.Line.Next(LineFault.CommitThenDrop, _world.IsCreate);
        Assert.All(await SubmitAsync(adapter, documents), result => Assert.IsType<SubmitResult.Unknown>(result));
        var drafts = await Task.WhenAll(documents.Select(document => adapter.FindAsync(document, Ct)));
        var begun = documents.Zip(drafts, (document, found) => new Begun(
            document, new SubmissionHandle(Assert.IsType<FindResult.Draft>(found).Document.ErpId))).ToList();

        _world.Line.Next(LineFault.CommitThenDrop, _world.IsPost);
        Assert.All(await PostAsync(adapter, begun), result => Assert.IsType<SubmitResult.Unknown>(result));

        Assert.All(await PostAsync(adapter, begun), result => Assert.IsType<SubmitResult.Posted>(result));
        foreach (var document in documents)
        {
            Assert.Single(await _world.InsideAsync(document.Reference));
        }
    }

    [Fact]
    public async Task Many_lines_go_by_several_calls()
    {
        var amount = new Money(100, _world.Home);
        var lines = Enumerable.Repeat((Side.Debit, amount), 100).Concat(Enumerable.Repeat((Side.Credit, amount), 100)).ToArray();
        PostingDocument[] documents = [.. Enumerable.Range(0, 3).Select(_ => _world.NewDocument(_world.OpenDay, lines))];
        await using var adapter = _world.NewAdapter();
        var before = _world.Line.Requests.Count;

        var results = await SubmitAsync(adapter, documents);

        Assert.All(results, result => Assert.IsType<SubmitResult.Drafted>(result));
        Assert.Equal(2, _world.Line.Requests.Skip(before).Count(_world.IsCreate));
    }

    static List<Begun> Begun(IEnumerable<PostingDocument> documents, IEnumerable<SubmitResult> results) =>
        [.. documents.Zip(results, (document, result) => new Begun(document, Assert.IsType<SubmitResult.Drafted>(result).Draft))];

    static async Task<IReadOnlyList<SubmitResult>> SubmitAsync(IErpAdapter adapter, IReadOnlyList<PostingDocument> documents) =>
        await adapter.SubmitAsync(
            new SubmitBatch(documents[0].RunId, 1, "detail", 0, 9, [.. documents.Select(document => new Submission(document, 1))]), Ct);

    static Task<IReadOnlyList<SubmitResult>> PostAsync(IErpAdapter adapter, IReadOnlyList<Begun> begun) => adapter.ResumeAllAsync(begun, Ct);
}
