using Ledger.ErpExport.Adapters;
using Ledger.ErpExport.Documents;
using Xunit;

namespace Ledger.Storage.Tests.ErpExport.Contract;

/// <summary>
/// What holds for every adapter, whichever ERP is behind it (R-ERP-22, R-ERP-27, R-ERP-28). An ERP's class is one line: it derives from this and is given its
/// world by a class fixture, so that the world is started once; every case takes references of its own.
/// </summary>
/// <param name="world">The ERP.</param>
public abstract partial class ErpAdapterContract(IErpWorld world)
{
    /// <summary>How long a case waits, in real time, for what must come.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Its_capabilities_make_sense()
    {
        await using var adapter = world.NewAdapter();
        var can = adapter.Capabilities;

        Assert.InRange(can.MaxDocumentsPerCall, 1, can.Idempotency == Idempotency.FileRun ? int.MaxValue : 100_000);
        Assert.InRange(can.MaxLinesPerDocument, 2, int.MaxValue);
        Assert.InRange(can.ReferenceMaxLength, 16, int.MaxValue);
        Assert.True(can.CallTimeout > TimeSpan.Zero, "A call must have time.");
        Assert.True(can.SettleDelay >= TimeSpan.Zero && can.ChangesOverlap >= TimeSpan.Zero, "Time does not run back.");
        Assert.InRange(can.Limits.MaxConcurrency, 1, 1_000);
        Assert.True(can.Limits.DefaultRetryAfter > TimeSpan.Zero, "Asking again at once is no pause.");
        Assert.All(can.Limits.Windows, window => Assert.True(window.Calls > 0 && window.Per > TimeSpan.Zero));
    }

    [Fact]
    public async Task It_finds_nothing_to_refuse_in_a_plain_document()
    {
        await using var adapter = world.NewAdapter();

        Assert.Empty(adapter.Validate(world.NewDocument()));
    }

    /// <summary>Hands one document in.</summary>
    static async Task<SubmitResult> SubmitAsync(IErpAdapter adapter, PostingDocument document) =>
        Assert.Single(await adapter.SubmitAsync(Batch(document), Ct));

    /// <summary>Hands one document in and goes on with it until there is nothing to go on with, as the delivery does.</summary>
    async Task<SubmitResult> DeliverAsync(IErpAdapter adapter, PostingDocument document) =>
        await GoOnAsync(adapter, document, await SubmitAsync(adapter, document));

    async Task<SubmitResult> GoOnAsync(IErpAdapter adapter, PostingDocument document, SubmitResult result)
    {
        for (var step = 0; step < 20; step++)
        {
            switch (result)
            {
                case SubmitResult.Drafted drafted:
                    result = await adapter.ResumeAsync(document, drafted.Draft, Ct);
                    break;
                case SubmitResult.Accepted accepted:
                    world.Advance(accepted.AskAgain);
                    result = await adapter.ResumeAsync(document, accepted.Job, Ct);
                    break;
                default:
                    return result;
            }
        }

        throw new InvalidOperationException($"{document.Reference} is still on its way after 20 steps: {result}.");
    }

    /// <summary>Delivers a document by an adapter of its own and sees that it is posted.</summary>
    async Task<SubmitResult.Posted> PostAsync(PostingDocument document)
    {
        await using var adapter = world.NewAdapter();
        return Assert.IsType<SubmitResult.Posted>(await DeliverAsync(adapter, document));
    }

    /// <summary>What an adapter of its own finds, which must be a posted document.</summary>
    async Task<ErpDocument> FindPostedAsync(PostingDocument document)
    {
        await using var adapter = world.NewAdapter();
        return Assert.IsType<FindResult.Posted>(await adapter.FindAsync(document, Ct)).Document;
    }

    /// <summary>The only document inside the ERP under a reference; it is posted, and its lines are ours.</summary>
    async Task<ErpDocument> OnlyOneInsideAsync(PostingDocument document)
    {
        var inside = Assert.Single(await world.InsideAsync(document.Reference));
        Assert.Equal(ErpDocumentState.Posted, inside.State);
        AssertSameLines(document, inside);
        return inside;
    }

    static void AssertSameLines(PostingDocument sent, ErpDocument found)
    {
        Assert.Equal(sent.Date, found.Date);
        Assert.Equal(
            Ordered(sent.Lines.Select(line => new ErpDocumentLine(line.Account, line.Side, line.Amount))), Ordered(found.Lines));
    }

    static IEnumerable<string> Ordered(IEnumerable<ErpDocumentLine> lines) =>
        lines.Select(line => $"{line.Account} {line.Side} {line.Amount}").Order(StringComparer.Ordinal);

    static SubmitBatch Batch(params PostingDocument[] documents) => new(
        documents[0].RunId, 1, "summary", documents[0].FirstPosition - 1, documents[^1].LastPosition,
        [.. documents.Select(document => new Submission(document, 1))]);

    /// <summary>Waits for what must come; where an ERP's clock stands still, it is moved on meanwhile.</summary>
    async Task<T> ComesAsync<T>(Task<T> task)
    {
        var until = Environment.TickCount64 + (long)Patience.TotalMilliseconds;
        while (await Task.WhenAny(task, Task.Delay(TimeSpan.FromMilliseconds(100), Ct)) != task)
        {
            Assert.True(Environment.TickCount64 < until, "What must come did not come.");
            world.Advance(TimeSpan.FromMilliseconds(100));
        }

        return await task;
    }

    /// <summary>Skips a case that an ERP cannot be put through.</summary>
    void Needs(ErpWorldTraits trait, string reason) => Assert.SkipUnless(world.Traits.HasFlag(trait), $"{world.Kind}: {reason}");

    /// <summary>The line to the ERP, without a fault of a case before; skips the case for what is not reached over one.</summary>
    FaultyErpLine LineOrSkip()
    {
        Needs(ErpWorldTraits.Http, "there is no line that could break.");
        var line = world.Line ?? throw new InvalidOperationException($"{world.Kind} is reached over HTTP, but has no line.");
        line.Heal();
        return line;
    }

    /// <summary>Skips a case about drafts for an ERP that posts in one step.</summary>
    void NeedsDrafts(IErpAdapter adapter) =>
        Assert.SkipUnless(adapter.Capabilities.TwoStepPosting, $"{world.Kind}: it posts in one step.");

    /// <summary>Skips a case that needs what only an ERP knows.</summary>
    void NeedsMasterData(IErpAdapter adapter) => Assert.SkipWhen(
        adapter.Capabilities.Idempotency == Idempotency.FileRun, $"{world.Kind}: a file knows no accounts.");
}
