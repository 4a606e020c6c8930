using Ledger.ErpExport.Adapters;
using Xunit;

namespace Ledger.Storage.Tests.ErpExport.Contract;

/// <summary>What becomes of documents when the line breaks, at the worst moment.</summary>
public abstract partial class ErpAdapterContract
{
    [Theory]
    [InlineData(LineFault.CommitThenDrop)]
    [InlineData(LineFault.TruncatedAnswer)]
    [InlineData(LineFault.HtmlAnswer)]
    public async Task A_document_that_was_taken_though_the_answer_was_lost_is_unknown_then_found_then_posted_once(LineFault fault)
    {
        var line = LineOrSkip();
        var document = world.NewDocument();
        await using var adapter = world.NewAdapter();
        line.Next(fault, world.IsCreate);

        var unknown = Assert.IsType<SubmitResult.Unknown>(await ComesAsync(SubmitAsync(adapter, document)));

        Assert.Contains(unknown.Reason, new[] { ErpReason.ConnectionLost, ErpReason.AnswerUnreadable });
        Assert.IsNotType<FindResult.NotFound>(await adapter.FindAsync(document, Ct));
        await PostAsync(document);
        await OnlyOneInsideAsync(document);
    }

    [Theory]
    [InlineData(LineFault.DropBeforeCommit, ErpReason.ConnectionLost)]
    [InlineData(LineFault.Unavailable, ErpReason.ErpFault)]
    public async Task A_document_that_never_arrived_is_unknown_then_not_found_then_posted_once(LineFault fault, ErpReason reason)
    {
        var line = LineOrSkip();
        var document = world.NewDocument();
        await using var adapter = world.NewAdapter();
        line.Next(fault, world.IsCreate);

        var unknown = Assert.IsType<SubmitResult.Unknown>(await ComesAsync(SubmitAsync(adapter, document)));

        Assert.Equal(reason, unknown.Reason);
        Assert.IsType<FindResult.NotFound>(await adapter.FindAsync(document, Ct));
        Assert.Empty(await world.InsideAsync(document.Reference));
        await PostAsync(document);
        await OnlyOneInsideAsync(document);
    }

    [Theory]
    [InlineData(LineFault.CommitThenDrop)]
    [InlineData(LineFault.TruncatedAnswer)]
    [InlineData(LineFault.HtmlAnswer)]
    public async Task A_draft_that_was_posted_though_the_answer_was_lost_is_unknown_then_posted_once(LineFault fault)
    {
        var line = LineOrSkip();
        var document = world.NewDocument();
        await using var adapter = world.NewAdapter();
        NeedsDrafts(adapter);
        var draft = Assert.IsType<SubmitResult.Drafted>(await SubmitAsync(adapter, document)).Draft;
        line.Next(fault, world.IsPost);

        Assert.IsType<SubmitResult.Unknown>(await ComesAsync(adapter.ResumeAsync(document, draft, Ct)));

        Assert.IsType<FindResult.Posted>(await adapter.FindAsync(document, Ct));
        Assert.IsType<SubmitResult.Posted>(await adapter.ResumeAsync(document, draft, Ct));
        await OnlyOneInsideAsync(document);
    }

    [Theory]
    [InlineData(LineFault.DropBeforeCommit)]
    [InlineData(LineFault.Unavailable)]
    public async Task A_draft_whose_posting_never_arrived_is_unknown_then_still_a_draft_then_posted_once(LineFault fault)
    {
        var line = LineOrSkip();
        var document = world.NewDocument();
        await using var adapter = world.NewAdapter();
        NeedsDrafts(adapter);
        var draft = Assert.IsType<SubmitResult.Drafted>(await SubmitAsync(adapter, document)).Draft;
        line.Next(fault, world.IsPost);

        Assert.IsType<SubmitResult.Unknown>(await ComesAsync(adapter.ResumeAsync(document, draft, Ct)));

        Assert.IsType<FindResult.Draft>(await adapter.FindAsync(document, Ct));
        Assert.IsType<SubmitResult.Posted>(await adapter.ResumeAsync(document, draft, Ct));
        await OnlyOneInsideAsync(document);
    }

    [Fact]
    public async Task Silence_is_unknown_once_the_time_of_a_call_is_over()
    {
        var line = LineOrSkip();
        var document = world.NewDocument();
        await using var adapter = world.NewAdapter();
        var before = line.Requests.Count(world.IsCreate);
        line.Next(LineFault.Silence, world.IsCreate);

        var submitting = SubmitAsync(adapter, document);
        while (line.Requests.Count(world.IsCreate) == before)
        {
            Assert.False(submitting.IsCompleted, "It was answered before it asked.");
            await Task.Delay(TimeSpan.FromMilliseconds(20), Ct);
        }

        await Task.Delay(TimeSpan.FromMilliseconds(500), Ct); // The ERP takes it in meanwhile.
        world.Advance(adapter.Capabilities.CallTimeout);
        var unknown = Assert.IsType<SubmitResult.Unknown>(await ComesAsync(submitting));

        Assert.Equal(ErpReason.TimedOut, unknown.Reason);
        await PostAsync(document);
        await OnlyOneInsideAsync(document);
    }

    [Theory]
    [InlineData(LineFault.HtmlAnswer)]
    [InlineData(LineFault.TruncatedAnswer)]
    public async Task A_question_that_is_answered_with_rubbish_is_no_answer_that_there_is_nothing(LineFault fault)
    {
        var line = LineOrSkip();
        var document = world.NewDocument();
        await PostAsync(document);
        await using var adapter = world.NewAdapter();
        await adapter.FindAsync(document, Ct);
        line.Next(fault, IsQuestion);

        var away = await Assert.ThrowsAsync<ErpAwayException>(() => ComesAsync(adapter.FindAsync(document, Ct)));

        Assert.Equal(ErpReason.AnswerUnreadable, away.Reason);
        Assert.IsType<FindResult.Posted>(await adapter.FindAsync(document, Ct));
    }

    [Fact]
    public async Task A_question_outlives_a_fault_that_passes()
    {
        var line = LineOrSkip();
        var document = world.NewDocument();
        await PostAsync(document);
        await using var adapter = world.NewAdapter();
        line.Next(LineFault.Unavailable, IsQuestion);
        line.Next(LineFault.DropBeforeCommit, IsQuestion);

        Assert.IsType<FindResult.Posted>(await ComesAsync(adapter.FindAsync(document, Ct)));
    }

    [Fact]
    public async Task Too_many_calls_are_a_pause_and_no_failure()
    {
        var line = LineOrSkip();
        var document = world.NewDocument();
        await using var adapter = world.NewAdapter();
        line.Next(LineFault.Throttled, world.IsCreate);

        var throttled = Assert.IsType<SubmitResult.Throttled>(await SubmitAsync(adapter, document));

        Assert.Equal(TimeSpan.FromSeconds(7), throttled.RetryAfter);
        var held = adapter.FindAsync(document, Ct);
        await Task.Delay(TimeSpan.FromMilliseconds(300), Ct);
        Assert.False(held.IsCompleted, "The next call did not wait for the pause to end.");
        world.Advance(TimeSpan.FromSeconds(7));
        Assert.IsType<FindResult.NotFound>(await ComesAsync(held));
        await PostAsync(document);
        await OnlyOneInsideAsync(document);
    }

    [Fact]
    public async Task A_session_that_has_ended_is_renewed_and_the_document_posted_once()
    {
        Needs(ErpWorldTraits.Sessions, "it has no sessions.");
        var document = world.NewDocument();
        await using var adapter = world.NewAdapter();
        await adapter.FindAsync(document, Ct);
        await world.EndSessionAsync();

        var result = await SubmitAsync(adapter, document);
        await world.EndSessionAsync();

        Assert.IsType<SubmitResult.Posted>(await GoOnAsync(adapter, document, result));
        await OnlyOneInsideAsync(document);
    }

    bool IsQuestion(ErpRequest request) => !world.IsCreate(request) && !world.IsPost(request);
}
