using Ledger.Accounting;
using Ledger.ErpExport.Adapters;
using Ledger.ErpExport.Documents;
using Ledger.ErpSimulators;
using Ledger.ErpSimulators.QuickBooks;
using Ledger.Storage.Tests.ErpExport.Contract;
using Xunit;

namespace Ledger.Storage.Tests.ErpExport.QuickBooks;

/// <summary>What the contract suite does not ask of every ERP.</summary>
public sealed class When_quickbooks_is_sent_documents
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Another_generation_of_what_is_posted_posts_nothing_more()
    {
        await using var world = await QuickBooksWorld.StartAsync();
        await using var adapter = world.NewAdapter();
        var document = world.NewDocument();
        var first = Assert.IsType<SubmitResult.Posted>(await SubmitAsync(adapter, document));

        var second = Assert.IsType<SubmitResult.Posted>(await SubmitAsync(adapter, document, generation: 2));

        Assert.Equal(first.ErpId, second.ErpId);
        Assert.Single(await world.InsideAsync(document.Reference));
    }

    [Fact]
    public async Task Another_generation_that_says_something_else_than_what_is_posted_is_refused()
    {
        await using var world = await QuickBooksWorld.StartAsync();
        await using var adapter = world.NewAdapter();
        var document = world.NewDocument();
        await SubmitAsync(adapter, document);

        var refused = Assert.IsType<SubmitResult.Rejected>(await SubmitAsync(adapter, With(world, document, 4_200), generation: 2));

        Assert.Equal(ErpReason.ReferenceTaken, refused.Refusal.Reason);
        Assert.Single(await world.InsideAsync(document.Reference));
    }

    [Fact]
    public async Task A_first_answer_that_says_something_else_is_not_taken_for_ours()
    {
        await using var world = await QuickBooksWorld.StartAsync();
        await using var adapter = world.NewAdapter();
        var document = world.NewDocument();
        await SubmitAsync(adapter, document);

        var refused = Assert.IsType<SubmitResult.Rejected>(await SubmitAsync(adapter, With(world, document, 4_200)));

        Assert.Equal(ErpReason.ReferenceTaken, refused.Refusal.Reason);
    }

    [Fact]
    public async Task Two_entries_of_one_reference_are_told_as_such()
    {
        await using var world = await QuickBooksWorld.StartAsync();
        await using var adapter = world.NewAdapter();
        var document = world.NewDocument();
        await SubmitAsync(adapter, document);
        world.Simulator.Books.Post(
            world.OpenDay, document.Reference.Value, new("90", IsDebit: true, 1m), new QuickBooksLine("79", IsDebit: false, 1m));

        Assert.Equal(2, Assert.IsType<FindResult.Multiple>(await adapter.FindAsync(document, Ct)).Documents.Count);
        Assert.Equal(
            ErpReason.Duplicate,
            Assert.IsType<SubmitResult.Rejected>(await SubmitAsync(adapter, document, generation: 2)).Refusal.Reason);
    }

    [Theory]
    [InlineData(ClosedBooksFault.Code5010, "5010")]
    [InlineData(ClosedBooksFault.Code6200, "6200")]
    [InlineData(ClosedBooksFault.Code6210, "6210")]
    public async Task Closed_books_hold_a_document_in_every_form_they_are_told(ClosedBooksFault form, string code)
    {
        await using var world = await QuickBooksWorld.StartAsync(new QuickBooksOptions { ClosedBooks = form });
        await using var adapter = world.NewAdapter();
        await world.ClosePeriodAsync(closed: true);

        var held = Assert.IsType<SubmitResult.Held>(await SubmitAsync(adapter, OnClosingDay(world)));

        Assert.Equal((ErpReason.PeriodClosed, code), (held.Refusal.Reason, held.Refusal.ErpCode));
        var closed = Assert.IsType<PeriodStatus.Closed>(await adapter.GetPeriodAsync("", world.ClosingDay, Ct));
        Assert.Equal(world.ClosingDay.AddDays(1), closed.NextOpen);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Books_that_were_opened_take_the_document_though_its_key_was_refused_before(bool replays)
    {
        await using var world = await QuickBooksWorld.StartAsync(new QuickBooksOptions { ReplaysRefusals = replays });
        await using var adapter = world.NewAdapter();
        var document = OnClosingDay(world);
        await world.ClosePeriodAsync(closed: true);
        Assert.IsType<SubmitResult.Held>(await SubmitAsync(adapter, document));
        await world.ClosePeriodAsync(closed: false);

        // The answer is lost on the way; the next time the document must be found, not sent again.
        world.Line.Next(LineFault.CommitThenDrop, world.IsCreate);
        world.Line.Next(LineFault.CommitThenDrop, world.IsCreate);
        Assert.IsType<SubmitResult.Unknown>(await SubmitAsync(adapter, document));
        world.Line.Heal();
        await SubmitAsync(adapter, document);
        Assert.IsType<SubmitResult.Posted>(await SubmitAsync(adapter, document));

        Assert.Single(await world.InsideAsync(document.Reference));
    }

    [Fact]
    public async Task Closed_books_of_a_company_that_does_not_tell_hold_the_document_all_the_same()
    {
        await using var world = await QuickBooksWorld.StartAsync(new QuickBooksOptions { TellsClosingDate = false });
        await using var adapter = world.NewAdapter();
        var document = OnClosingDay(world);
        await world.ClosePeriodAsync(closed: true);

        Assert.IsType<PeriodStatus.Open>(await adapter.GetPeriodAsync("", world.ClosingDay, Ct));
        Assert.Equal(ErpReason.PeriodClosed, Assert.IsType<SubmitResult.Held>(await SubmitAsync(adapter, document)).Refusal.Reason);

        await world.ClosePeriodAsync(closed: false);
        Assert.IsType<SubmitResult.Posted>(await SubmitAsync(adapter, document));
        Assert.Single(await world.InsideAsync(document.Reference));
    }

    [Fact]
    public async Task A_number_that_the_company_refuses_is_looked_up()
    {
        await using var world = await QuickBooksWorld.StartAsync(new QuickBooksOptions { RefusesDuplicateNumbers = true });
        await using var adapter = world.NewAdapter();
        var document = world.NewDocument();
        var other = world.NewDocument();
        world.Simulator.Books.Post(
            world.OpenDay, document.Reference.Value, new("90", IsDebit: true, 100m), new QuickBooksLine("79", IsDebit: false, 100m));
        world.Simulator.Books.Post(
            world.OpenDay, other.Reference.Value, new("90", IsDebit: true, 5m), new QuickBooksLine("79", IsDebit: false, 5m));

        Assert.IsType<SubmitResult.Posted>(await SubmitAsync(adapter, document));
        Assert.Equal(ErpReason.ReferenceTaken, Assert.IsType<SubmitResult.Rejected>(await SubmitAsync(adapter, other)).Refusal.Reason);
    }

    [Fact]
    public async Task A_control_account_takes_the_party_and_dimensions_of_its_line()
    {
        await using var world = await QuickBooksWorld.StartAsync();
        await using var adapter = world.NewAdapter();
        var document = world.NewDocument();
        var receivable = document.Lines[0] with { Account = "84" };
        var withParty = receivable with
        {
            Party = "Customer:1",
            Dimensions = new Dictionary<string, string>(StringComparer.Ordinal) { ["Class"] = "5", ["Department"] = "2" },
        };

        var refused = await SubmitAsync(adapter, document with { Lines = [receivable, document.Lines[1]] });
        var posted = await SubmitAsync(adapter, document with { Lines = [withParty, document.Lines[1]] }, generation: 2);

        Assert.Equal(ErpReason.MasterDataMissing, Assert.IsType<SubmitResult.Rejected>(refused).Refusal.Reason);
        Assert.IsType<SubmitResult.Posted>(posted);
        var line = Assert.Single(world.Simulator.Books.ByNumber(document.Reference.Value)).Lines[0];
        Assert.Equal(("5", "2", "Customer", "1"), (line.ClassId, line.DepartmentId, line.EntityType, line.EntityId));
    }

    [Fact]
    public async Task Our_rate_is_sent_with_a_foreign_currency_and_the_memo_with_the_note()
    {
        await using var world = await QuickBooksWorld.StartAsync();
        await using var adapter = world.NewAdapter();
        var amount = new Money(1_234, Currency.Parse("JPY"));
        var document = world.NewDocument(world.OpenDay, (Side.Debit, amount), (Side.Credit, amount));

        Assert.IsType<SubmitResult.Posted>(await SubmitAsync(adapter, document));

        var entry = Assert.Single(world.Simulator.Books.ByNumber(document.Reference.Value));
        Assert.Equal(("JPY", 1.0825m, 1_234m), (entry.Currency, entry.Rate, entry.Lines[0].Amount));
        Assert.Equal($"{document.ExternalId} Card sales of the day", entry.PrivateNote);
    }

    [Fact]
    public async Task Ten_documents_under_throttling_are_posted_or_throttled_and_in_the_end_each_is_there_once()
    {
        await using var world = await QuickBooksWorld.StartAsync(new QuickBooksOptions { CallsPerMinute = 5 });
        await using var adapter = world.NewAdapter();
        PostingDocument[] documents = [.. Enumerable.Range(0, 10).Select(_ => world.NewDocument())];

        var rounds = 0;
        for (var waiting = documents; waiting.Length > 0; rounds++)
        {
            Assert.True(rounds < 20, "It does not come to an end.");
            var submitting = adapter.SubmitAsync(Batch(1, waiting), Ct);
            while (await Task.WhenAny(submitting, Task.Delay(TimeSpan.FromMilliseconds(20), Ct)) != submitting)
            {
                world.Advance(TimeSpan.FromSeconds(10));
            }

            var results = await submitting;
            Assert.All(results, result => Assert.True(result is SubmitResult.Posted or SubmitResult.Throttled, $"{result}"));
            waiting = [.. waiting.Zip(results).Where(pair => pair.Second is SubmitResult.Throttled).Select(pair => pair.First)];
            world.Advance(TimeSpan.FromSeconds(60));
        }

        Assert.True(world.Simulator.ThrottledCalls > 0, "Nothing was throttled.");
        foreach (var document in documents)
        {
            Assert.Single(await world.InsideAsync(document.Reference));
        }
    }

    [Fact]
    public async Task Twenty_calls_at_once_are_paced_so_that_none_is_throttled()
    {
        await using var world = await QuickBooksWorld.StartAsync();
        await using var adapter = world.NewAdapter();

        await adapter.FindAsync(world.NewDocument(), Ct);

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => adapter.FindAsync(world.NewDocument(), Ct)));

        Assert.Equal(0, world.Simulator.ThrottledCalls);
    }

    [Theory]
    [InlineData(SimulatedFault.CommitThenDrop)]
    [InlineData(SimulatedFault.DropBeforeCommit)]
    [InlineData(SimulatedFault.Unavailable)]
    public async Task Whatever_the_simulator_breaks_a_document_is_there_once(SimulatedFault fault)
    {
        await using var world = await QuickBooksWorld.StartAsync();
        await using var adapter = world.NewAdapter();
        var document = world.NewDocument();
        world.Simulator.Arm(fault);

        Assert.IsType<SubmitResult.Unknown>(await SubmitAsync(adapter, document));
        Assert.IsType<SubmitResult.Posted>(await SubmitAsync(adapter, document));

        Assert.Single(await world.InsideAsync(document.Reference));
    }

    static PostingDocument OnClosingDay(QuickBooksWorld world)
    {
        var amount = new Money(10_000, world.Home);
        return world.NewDocument(world.ClosingDay, (Side.Debit, amount), (Side.Credit, amount));
    }

    static PostingDocument With(QuickBooksWorld world, PostingDocument document, long minorUnits)
    {
        var amount = new Money(minorUnits, world.Home);
        return document with { Lines = [.. document.Lines.Select(line => line with { Amount = amount })] };
    }

    static async Task<SubmitResult> SubmitAsync(IErpAdapter adapter, PostingDocument document, int generation = 1) =>
        Assert.Single(await adapter.SubmitAsync(Batch(generation, document), Ct));

    static SubmitBatch Batch(int generation, params PostingDocument[] documents) => new(
        documents[0].RunId, 15, "summary", 0, documents.Length, [.. documents.Select(each => new Submission(each, generation))]);
}
