using Ledger.Accounting;
using Ledger.ErpExport.Adapters;
using Ledger.ErpExport.Documents;
using Ledger.LocalStack.Servers.Tryton;
using Ledger.TestKit;
using Xunit;

namespace Ledger.Storage.Tests.ErpExport.Tryton;

/// <summary>Refusals of the real server, by name (R-ERP-22): what is missing, closed, or not allowed.</summary>
public sealed class When_Tryton_does_not_take_a_document : IClassFixture<TrytonWorld>
{
    readonly TrytonWorld _world;

    public When_Tryton_does_not_take_a_document(TrytonWorld world)
    {
        Assert.SkipUnless(TrytonServer.IsInstalled, TrytonServer.HowToInstall);
        _world = world;
    }

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task All_that_is_missing_is_named_at_once()
    {
        var lines = _world.NewDocument().Lines;
        var pounds = new Money(100, Currency.Parse("GBP"));
        var document = _world.NewDocument() with
        {
            Journal = "NONE",
            Lines =
            [
                lines[0] with { Account = "NO-A" }, lines[1] with { Account = "NO-B", Party = "Nobody" },
                lines[0] with { Amount = pounds, HomeAmount = new Money(120, _world.Home), Account = "Main Cash" },
                lines[1] with { Amount = pounds, HomeAmount = new Money(120, _world.Home) },
            ],
        };

        var refusal = await RejectedAsync(document);

        Assert.Equal(ErpReason.MasterDataMissing, refusal.Reason);
        Assert.Equal(
            "Tryton has no journal NONE, no account NO-A, no account NO-B, no account Main Cash, no currency GBP, no party Nobody.",
            refusal.Detail);
    }

    [Fact]
    public async Task A_company_that_does_not_exist_is_named()
    {
        var refusal = await RejectedAsync(_world.NewDocument() with { Company = "Another" });

        Assert.Equal((ErpReason.MasterDataMissing, "Tryton has no company 'Another'."), (refusal.Reason, refusal.Detail));
    }

    [Fact]
    public async Task A_company_may_be_named_by_its_id()
    {
        await using var adapter = _world.NewAdapter();

        Assert.IsType<SubmitResult.Drafted>(await SubmitAsync(adapter, _world.NewDocument() with { Company = "1" }));
    }

    [Fact]
    public async Task An_account_of_customers_is_posted_to_with_a_party_and_refused_without()
    {
        var plain = _world.NewDocument();
        var document = plain with { Lines = [plain.Lines[0] with { Account = TrytonTemplate.ReceivableAccount }, plain.Lines[1]] };
        var refusal = await RejectedAsync(document);
        var named = document with { Lines = [document.Lines[0] with { Party = TrytonTemplate.Customer }, document.Lines[1]] };
        var customer = Assert.Single(await _world.Admin.ReadAsync(
            "party.party", $$"""[["name", "=", "{{TrytonTemplate.Customer}}"]]""", "code")).GetProperty("code").GetString();
        await using var adapter = _world.NewAdapter();

        Assert.Equal(ErpReason.MasterDataMissing, refusal.Reason);
        Assert.Contains("\"Party\"", refusal.Detail, StringComparison.Ordinal);
        var draft = Assert.IsType<SubmitResult.Drafted>(await SubmitAsync(adapter, named)).Draft;
        Assert.IsType<SubmitResult.Posted>(await adapter.ResumeAsync(named, draft, Ct));
        var byCode = _world.NewDocument() with { Lines = [document.Lines[0] with { Party = customer }, document.Lines[1]] };
        Assert.IsType<SubmitResult.Drafted>(await SubmitAsync(adapter, byCode));
    }

    [Fact]
    public async Task An_account_that_was_closed_is_refused_with_the_reason()
    {
        var account = Assert.Single(await _world.Admin.SearchAsync("account.account", """[["name", "=", "Main Expense"]]"""));
        await _world.Admin.CallAsync("model.account.account.write", $$"""[[{{account}}], {"closed": true}, {}]""");
        var plain = _world.NewDocument();

        var refusal = await RejectedAsync(
            plain with { Lines = [plain.Lines[0] with { Account = "Main Expense" }, plain.Lines[1]] });

        Assert.Equal("Tryton has no account Main Expense (it is closed).", refusal.Detail);
    }

    [Fact]
    public async Task A_day_without_a_period_is_closed_and_one_in_a_closed_period_names_the_next_open_day()
    {
        await using var adapter = _world.NewAdapter();
        var never = Assert.IsType<PeriodStatus.Closed>(await adapter.GetPeriodAsync(TrytonTemplate.Company, new(2030, 5, 5), Ct));
        await _world.ClosePeriodAsync(closed: true);
        var closed = Assert.IsType<PeriodStatus.Closed>(await adapter.GetPeriodAsync(TrytonTemplate.Company, _world.ClosingDay, Ct));
        await _world.ClosePeriodAsync(closed: false);

        Assert.Null(never.NextOpen);
        Assert.Contains("2030-05-05", never.Detail, StringComparison.Ordinal);
        Assert.Equal(new DateOnly(2026, 3, 1), closed.NextOpen);
        Assert.Contains("2026-02 is closed", closed.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_journal_that_stayed_closed_in_an_open_period_holds_a_document()
    {
        var amount = new Money(100, _world.Home);
        var day = new DateOnly(2026, 4, 10);
        var document = _world.NewDocument(day, (Side.Debit, amount), (Side.Credit, amount));
        await using var adapter = _world.NewAdapter();
        var draft = Assert.IsType<SubmitResult.Drafted>(await SubmitAsync(adapter, document)).Draft;
        await adapter.ResumeAsync(document, draft, Ct);
        var journals = await _world.Admin.SearchAsync(
            "account.journal.period", $$"""[["period.start_date", "=", {{TrytonClient.Date(new(2026, 4, 1))}}]]""");
        await _world.Admin.CallAsync("model.account.journal.period.close", $"[[{string.Join(", ", journals)}], {{}}]");

        var held = Assert.IsType<SubmitResult.Held>(await SubmitAsync(
            adapter, _world.NewDocument(day, (Side.Debit, amount), (Side.Credit, amount)))).Refusal;

        Assert.Equal((ErpReason.PeriodClosed, "UserError"), (held.Reason, held.ErpCode));
        Assert.Contains("closed journal-period", held.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_journal_without_a_sequence_of_its_own_is_posted_to_all_the_same()
    {
        await _world.Admin.CreateAsync("account.journal", """{"name": "Plain", "code": "PLAIN", "type": "general"}""");
        var document = _world.NewDocument() with { Journal = "PLAIN" };
        await using var adapter = _world.NewAdapter();
        var draft = Assert.IsType<SubmitResult.Drafted>(await SubmitAsync(adapter, document)).Draft;

        Assert.StartsWith(
            "GL", Assert.IsType<SubmitResult.Posted>(await adapter.ResumeAsync(document, draft, Ct)).Number, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_password_holds_a_document_and_is_said_to_whoever_asks()
    {
        await using var adapter = _world.NewAdapter("wrong");
        var document = _world.NewDocument();

        var held = Assert.IsType<SubmitResult.Held>(await SubmitAsync(adapter, document)).Refusal;
        var away = await Assert.ThrowsAsync<ErpAwayException>(() => adapter.FindAsync(document, Ct));

        Assert.Equal((ErpReason.AccessRefused, ErpReason.AccessRefused), (held.Reason, away.Reason));
        Assert.DoesNotContain("wrong", held.Detail, StringComparison.Ordinal);
    }

    async Task<ErpRefusal> RejectedAsync(PostingDocument document)
    {
        await using var adapter = _world.NewAdapter();
        var refusal = Assert.IsType<SubmitResult.Rejected>(await SubmitAsync(adapter, document)).Refusal;
        Assert.Empty(await _world.InsideAsync(document.Reference));
        return refusal;
    }

    static async Task<SubmitResult> SubmitAsync(IErpAdapter adapter, PostingDocument document) => Assert.Single(await adapter.SubmitAsync(
        new SubmitBatch(document.RunId, 1, "summary", 0, document.LastPosition, [new Submission(document, 1)]), Ct));
}
