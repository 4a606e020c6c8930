using Ledger.Accounting;
using Ledger.ErpExport.Adapters;
using Ledger.ErpExport.Documents;
using Xunit;

namespace Ledger.Storage.Tests.ErpExport.Contract;

/// <summary>What an ERP tells afterwards: changes (R-PL-01 to R-PL-05) and balances.</summary>
public abstract partial class ErpAdapterContract
{
    [Fact]
    public async Task Changes_tell_a_posted_document_with_all_its_lines()
    {
        await using var adapter = ReadsChangesOrSkip();
        var since = await NowInsideAsync();
        var document = world.NewDocument();
        await PostAsync(document);

        var told = Told(await ChangesAsync(adapter, since), document);

        Assert.Equal(ErpDocumentState.Posted, told.State);
        AssertSameLines(document, told);
        Assert.Equal(await FindPostedAsync(document), told, SameDocument);
    }

    [Fact]
    public async Task Changes_are_told_the_same_when_they_are_asked_for_again()
    {
        await using var adapter = ReadsChangesOrSkip();
        var since = await NowInsideAsync();
        await PostAsync(world.NewDocument());
        await PostAsync(world.NewDocument());
        await using var another = world.NewAdapter();

        var first = await ChangesAsync(adapter, since);
        var second = await ChangesAsync(another, since);

        Assert.Equal(
            first.SelectMany(page => page.Changed).Select(Identity), second.SelectMany(page => page.Changed).Select(Identity));
        Assert.True(first.SelectMany(page => page.Changed).Count() >= 2, "Two were posted, fewer are told.");
    }

    [Fact]
    public async Task Reading_on_from_where_changes_ended_tells_what_came_after()
    {
        await using var adapter = ReadsChangesOrSkip();
        var first = world.NewDocument();
        await PostAsync(first);
        var through = (await ChangesAsync(adapter, await NowInsideAsync())).Max(page => page.Through);
        Assert.NotNull(through);
        var second = world.NewDocument();
        await PostAsync(second);

        var pages = await ChangesAsync(adapter, through - adapter.Capabilities.ChangesOverlap);

        AssertSameLines(second, Told(pages, second));
        Assert.True(pages.Max(page => page.Through) >= through, "The place to go on from has moved back.");
    }

    [Fact]
    public async Task Everything_that_is_still_told_can_be_read_from_the_beginning()
    {
        await using var adapter = ReadsChangesOrSkip();
        var document = world.NewDocument();
        await PostAsync(document);

        AssertSameLines(document, Told(await ChangesAsync(adapter, since: null), document));
    }

    [Fact]
    public async Task Documents_of_others_are_told_without_a_reference_of_ours()
    {
        Needs(ErpWorldTraits.Foreign, "nobody else posts there.");
        await using var adapter = ReadsChangesOrSkip();
        var since = await NowInsideAsync();

        await world.PostForeignAsync();

        var seven = new Money(700, world.Home);
        var foreign = (await ChangesAsync(adapter, since)).SelectMany(page => page.Changed)
            .Where(each => each.Lines.Contains(new ErpDocumentLine(world.DebitAccount, Side.Debit, seven))
                || each.Lines.Contains(new ErpDocumentLine(world.CreditAccount, Side.Debit, seven))).ToList();
        Assert.All(foreign, each => Assert.False(DocumentReference.IsReference(each.Reference), $"{each.Reference} is not ours."));
        Assert.NotEmpty(foreign);
    }

    [Fact]
    public async Task What_a_bookkeeper_edits_is_told_in_another_version()
    {
        Needs(ErpWorldTraits.Edits, "what is posted cannot be edited.");
        await using var adapter = ReadsChangesOrSkip();
        var document = world.NewDocument();
        await PostAsync(document);
        var before = await FindPostedAsync(document);

        await world.EditAsync(document.Reference);

        Assert.NotEqual(before.Version, Told(await ChangesAsync(adapter, before.ModifiedAt), document).Version);
    }

    [Fact]
    public async Task What_a_bookkeeper_deletes_is_told_as_deleted()
    {
        Needs(ErpWorldTraits.Deletes, "what is posted cannot be deleted.");
        await using var adapter = ReadsChangesOrSkip();
        var document = world.NewDocument();
        var posted = await PostAsync(document);
        var before = await FindPostedAsync(document);

        await world.DeleteAsync(document.Reference);

        var told = (await ChangesAsync(adapter, before.ModifiedAt))
            .SelectMany(page => page.Changed).Last(each => each.ErpId == posted.ErpId);
        Assert.Equal(ErpDocumentState.Deleted, told.State);
    }

    [Fact]
    public async Task What_a_bookkeeper_reverses_is_told_as_reversed()
    {
        Needs(ErpWorldTraits.Reverses, "a reversal does not show.");
        await using var adapter = ReadsChangesOrSkip();
        var document = world.NewDocument();
        await PostAsync(document);
        var before = await FindPostedAsync(document);

        await world.ReverseAsync(document.Reference);

        var told = Told(await ChangesAsync(adapter, before.ModifiedAt), document);
        Assert.Equal((before.ErpId, ErpDocumentState.Reversed), (told.ErpId, told.State));
    }

    [Fact]
    public async Task Balances_move_by_what_was_posted()
    {
        Needs(ErpWorldTraits.Balances, "it tells no balances.");
        await using var adapter = world.NewAdapter();
        var plain = world.NewDocument();
        var lines = (world.Foreign is { } foreign && adapter.Capabilities.Currency == CurrencyMode.PerLine
            ? new[] { new Money(10_000, world.Home), new Money(12_345, foreign) }
            : [new Money(10_000, world.Home)]).SelectMany(amount => new[] { (Side.Debit, amount), (Side.Credit, amount) });
        var document = world.NewDocument(world.OpenDay, [.. lines]);
        var (before, earlier) = (await BalancesAsync(adapter, plain, null), await BalancesAsync(adapter, plain, DayBefore));

        await PostAsync(document);

        var (after, still) = (await BalancesAsync(adapter, plain, null), await BalancesAsync(adapter, plain, DayBefore));
        var moved = document.Lines.Where(line => line.Side == Side.Debit)
            .Aggregate(Money.Zero(world.Home), (sum, line) => sum + line.InHomeCurrency);
        // An account that nothing was posted on yet may not be told at all.
        var none = Money.Zero(world.Home);
        Assert.Equal(before.GetValueOrDefault(world.DebitAccount, none) + moved, after[world.DebitAccount]);
        Assert.Equal(before.GetValueOrDefault(world.CreditAccount, none) - moved, after[world.CreditAccount]);
        Assert.Equal(earlier, still);
    }

    [Fact]
    public async Task Drafts_do_not_count_in_balances()
    {
        Needs(ErpWorldTraits.Balances, "it tells no balances.");
        await using var adapter = world.NewAdapter();
        NeedsDrafts(adapter);
        var document = world.NewDocument();
        var before = await BalancesAsync(adapter, document, null);

        var drafted = await SubmitAsync(adapter, document);

        Assert.Equal(before, await BalancesAsync(adapter, document, null));
        Assert.IsType<SubmitResult.Posted>(await GoOnAsync(adapter, document, drafted));
    }

    DateOnly DayBefore => world.OpenDay.AddDays(-1);

    static IEqualityComparer<ErpDocument> SameDocument { get; } = EqualityComparer<ErpDocument>.Create(
        (left, right) => left is not null && right is not null && Identity(left) == Identity(right), document => document.ErpId.Length);

    static string Identity(ErpDocument document) =>
        $"{document.ErpId} {document.Number} {document.Reference} {document.State} {document.Date} {document.Version}: " +
        string.Join(", ", Ordered(document.Lines));

    static ErpDocument Told(IReadOnlyList<ErpChangePage> pages, PostingDocument document) =>
        pages.SelectMany(page => page.Changed).Last(each => each.Reference == document.Reference.Value);

    static async Task<IReadOnlyList<ErpChangePage>> ChangesAsync(IErpAdapter adapter, DateTimeOffset? since)
    {
        List<ErpChangePage> pages = [];
        await foreach (var page in adapter.ReadChangesAsync(since, Ct))
        {
            pages.Add(page);
        }

        return pages;
    }

    /// <summary>A moment of the ERP's own clock: when a document of this moment was changed.</summary>
    async Task<DateTimeOffset> NowInsideAsync()
    {
        var document = world.NewDocument();
        await PostAsync(document);
        return (await FindPostedAsync(document)).ModifiedAt;
    }

    async Task<Dictionary<string, Money>> BalancesAsync(IErpAdapter adapter, PostingDocument document, DateOnly? through)
    {
        var balances = await adapter.ReadBalancesAsync(document.Company, [world.DebitAccount, world.CreditAccount], through, Ct);
        Assert.NotNull(balances);
        Assert.All(balances, each => Assert.True(
            each.Debit is null || each.Credit is null || each.Debit.Value - each.Credit.Value == each.Balance, $"{each} does not add up."));
        return balances.ToDictionary(each => each.Account, each => each.Balance, StringComparer.Ordinal);
    }

    IErpAdapter ReadsChangesOrSkip()
    {
        var adapter = world.NewAdapter();
        Assert.SkipWhen(adapter.Capabilities.ChangesLookBack == TimeSpan.Zero, $"{world.Kind}: it tells no changes.");
        return adapter;
    }
}
