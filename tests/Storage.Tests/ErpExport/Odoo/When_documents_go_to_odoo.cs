using System.Globalization;
using Ledger.Accounting;
using Ledger.ErpExport.Adapters;
using Ledger.ErpExport.Documents;
using Ledger.ErpSimulators;
using Ledger.TestKit;
using Xunit;

namespace Ledger.Storage.Tests.ErpExport.Odoo;

public sealed class When_documents_go_to_odoo : IAsyncLifetime
{
    OdooWorld _world = null!;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _world = await OdooWorld.StartAsync();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task The_body_of_a_create_is_as_written_down()
    {
        await using var adapter = _world.NewAdapter();

        Assert.IsType<SubmitResult.Drafted>(Assert.Single(await OdooWorld.SubmitAsync(adapter, Rich())));

        var golden = await File.ReadAllTextAsync(
            Path.Combine(Repository.Root, "tests/Storage.Tests/ErpExport/Odoo/Samples/account-move-create.json"), Ct);
        Assert.Equal(golden.TrimEnd(), Assert.Single(_world.Line.Requests, _world.IsCreate).Body);
    }

    [Fact]
    public async Task Party_analytic_account_and_texts_arrive()
    {
        await _world.PostAsync(Rich());

        var entry = Assert.Single(_world.Simulator.Office.Entries);
        var partner = entry.Lines[0].Partner;
        Assert.Equal("<p>0197f2a4000070008000000000000001/LDG000001-00001</p>", entry.Narration);
        Assert.NotEqual(0, partner);
        Assert.EndsWith(":100}", entry.Lines[0].AnalyticDistribution, StringComparison.Ordinal);
        Assert.Equal(("Line 1", 6.17m, 12.34m, "USD"), (
            entry.Lines[0].Label, entry.Lines[0].Debit, entry.Lines[0].AmountCurrency, entry.Lines[0].Currency));

        // A partner is also found by its id, where no reference is that text.
        var byId = Rich();
        await _world.PostAsync(byId with
        {
            Lines = [.. byId.Lines.Select(line => line with { Party = partner.ToString(CultureInfo.InvariantCulture) })],
        });
        Assert.All(_world.Simulator.Office.Entries[1].Lines, line => Assert.Equal(partner, line.Partner));
    }

    [Fact]
    public async Task An_accounts_default_taxes_add_no_lines()
    {
        await _world.PostAsync(_world.NewDocument());

        Assert.Equal(2, Assert.Single(_world.Simulator.Office.Entries).Lines.Count);
    }

    [Fact]
    public async Task All_that_is_missing_is_listed_at_once()
    {
        await using var adapter = _world.NewAdapter();
        var plain = _world.NewDocument();
        var line = plain.Lines[0] with
        {
            Account = "999",
            Party = "NOBODY",
            Dimensions = new Dictionary<string, string>(StringComparer.Ordinal) { ["Analytic"] = "NOWHERE" },
            Amount = new Money(1, Currency.Parse("KWD")),
            HomeAmount = plain.Lines[0].Amount,
        };

        var refusal = Assert.IsType<SubmitResult.Rejected>(Assert.Single(
            await OdooWorld.SubmitAsync(adapter, plain with { Journal = "XXX", Lines = [line, plain.Lines[1]] }))).Refusal;

        Assert.Equal(ErpReason.MasterDataMissing, refusal.Reason);
        Assert.All(
            new[] { "journal 'XXX'", "account '999'", "partner 'NOBODY'", "analytic account 'NOWHERE'", "active currency 'KWD'" },
            each => Assert.Contains(each, refusal.Detail, StringComparison.Ordinal));
        Assert.Empty(_world.Simulator.Office.Entries);
    }

    [Fact]
    public async Task A_company_that_is_not_there_or_keeps_other_books_is_refused()
    {
        await using var adapter = _world.NewAdapter();
        var nowhere = _world.NewDocument() with { Company = "Nobody Ltd." };
        var inDollars = _world.NewDocument() with { HomeCurrency = Currency.Parse("USD") };

        var results = await OdooWorld.SubmitAsync(adapter, nowhere, inDollars);

        Assert.Equal(
            [ErpReason.MasterDataMissing, ErpReason.CurrencyNotTaken],
            results.Select(result => Assert.IsType<SubmitResult.Rejected>(result).Refusal.Reason));
        Assert.IsType<FindResult.NotFound>(await adapter.FindAsync(nowhere, Ct));
    }

    [Fact]
    public async Task References_are_asked_for_in_one_call_whatever_the_number_of_documents()
    {
        await using var adapter = _world.NewAdapter();
        var documents = Enumerable.Range(0, adapter.Capabilities.MaxDocumentsPerCall).Select(_ => _world.NewDocument()).ToArray();

        var results = await OdooWorld.SubmitAsync(adapter, documents);

        Assert.All(results, result => Assert.IsType<SubmitResult.Drafted>(result));
        Assert.Single(_world.Line.Requests, request =>
            request.Address.AbsolutePath.EndsWith("account.move/search_read", StringComparison.Ordinal));
        Assert.Equal(documents.Length, _world.Line.Requests.Count(_world.IsCreate));
    }

    [Fact]
    public async Task Two_entries_of_a_reference_are_a_duplicate_and_none_is_added()
    {
        var document = _world.NewDocument();
        await _world.PostAsync(document);
        _world.Simulator.Office.Post(
            _world.JournalId, document.Date, document.Reference.Value, _world.DebitId, _world.CreditId, 100.00m);
        await using var adapter = _world.NewAdapter();

        var refusal = Assert.IsType<SubmitResult.Rejected>(Assert.Single(await OdooWorld.SubmitAsync(adapter, document))).Refusal;

        Assert.Equal(ErpReason.Duplicate, refusal.Reason);
        Assert.Equal(2, Assert.IsType<FindResult.Multiple>(await adapter.FindAsync(document, Ct)).Documents.Count);
        Assert.Equal(2, _world.Simulator.Office.Entries.Count);
    }

    [Fact]
    public async Task A_draft_that_somebody_changed_deleted_or_cancelled_is_not_posted()
    {
        await using var adapter = _world.NewAdapter();
        PostingDocument[] documents = [_world.NewDocument(), _world.NewDocument()];
        var drafts = (await OdooWorld.SubmitAsync(adapter, documents)).Select(result => ((SubmitResult.Drafted)result).Draft).ToArray();
        _world.Simulator.Office.Delete(long.Parse(drafts[0].Text, CultureInfo.InvariantCulture));
        _world.Simulator.Office.Cancel(long.Parse(drafts[1].Text, CultureInfo.InvariantCulture));
        var other = _world.NewDocument();
        var taken = Assert.IsType<SubmitResult.Drafted>(Assert.Single(await OdooWorld.SubmitAsync(adapter, other))).Draft;
        var twice = new Money(20_000, _world.Home);

        Assert.Equal(ErpReason.Deleted, Assert.IsType<SubmitResult.Unknown>(await adapter.ResumeAsync(documents[0], drafts[0], Ct)).Reason);
        Assert.Equal(
            ErpReason.Deleted, Assert.IsType<SubmitResult.Rejected>(await adapter.ResumeAsync(documents[1], drafts[1], Ct)).Refusal.Reason);
        Assert.Equal(ErpReason.ReferenceTaken, Assert.IsType<SubmitResult.Rejected>(await adapter.ResumeAsync(
            other with { Lines = [.. other.Lines.Select(line => line with { Amount = twice })] }, taken, Ct)).Refusal.Reason);
        Assert.DoesNotContain(_world.Simulator.Office.Entries, entry => entry.State == "posted");
    }

    [Fact]
    public async Task A_key_that_has_ended_holds_everything_until_it_is_replaced()
    {
        await using var adapter = _world.NewAdapter();
        var document = _world.NewDocument();
        _world.Advance(TimeSpan.FromDays(61));

        var results = await OdooWorld.SubmitAsync(adapter, document, _world.NewDocument());
        Assert.All(results, result => Assert.Equal(ErpReason.AccessRefused, Assert.IsType<SubmitResult.Held>(result).Refusal.Reason));
        Assert.Equal(
            ErpReason.AccessRefused, (await Assert.ThrowsAsync<ErpAwayException>(() => adapter.FindAsync(document, Ct))).Reason);

        _world.ApiKey = _world.Simulator.IssueKey(TimeSpan.FromDays(60));
        await _world.PostAsync(document);
    }

    [Theory]
    [InlineData(SimulatedFault.CommitThenDrop, 1)]
    [InlineData(SimulatedFault.DropBeforeCommit, 0)]
    [InlineData(SimulatedFault.Unavailable, 0)]
    public async Task A_connection_that_truly_breaks_leaves_what_the_ERP_has_taken(SimulatedFault fault, int taken)
    {
        await using var adapter = _world.NewAdapter();
        var document = _world.NewDocument();
        _world.Simulator.Arm(fault);

        Assert.IsType<SubmitResult.Unknown>(Assert.Single(await OdooWorld.SubmitAsync(adapter, document)));

        Assert.Equal(taken, _world.Simulator.Office.Entries.Count);
        await _world.PostAsync(document);
        Assert.Single(_world.Simulator.Office.Entries);
    }

    [Fact]
    public async Task What_Odoo_would_not_keep_exactly_or_does_not_have_is_refused_before_any_call()
    {
        await using var adapter = _world.NewAdapter();
        var tooLong = new Money(1_234_567_890_123_456, _world.Home);
        var plain = _world.NewDocument(_world.OpenDay, (Side.Debit, tooLong), (Side.Credit, tooLong));
        var document = plain with
        {
            Journal = "",
            Lines = [.. plain.Lines.Select(line => line with
            {
                Dimensions = new Dictionary<string, string>(StringComparer.Ordinal) { ["Region"] = "CH" },
            })],
        };

        var refusals = adapter.Validate(document);

        Assert.All(refusals, refusal => Assert.Equal(ErpReason.FieldInvalid, refusal.Reason));
        Assert.Equal(5, refusals.Count);
        var longest = new Money(999_999_999_999_999, _world.Home);
        Assert.Empty(adapter.Validate(plain with { Lines = [.. plain.Lines.Select(line => line with { Amount = longest })] }));
        Assert.Empty(_world.Line.Requests);
    }

    PostingDocument Rich()
    {
        var amount = new Money(1234, Currency.Parse("USD"));
        var plain = _world.NewDocument(_world.OpenDay, (Side.Debit, amount), (Side.Credit, amount));
        return plain with
        {
            Lines = [.. plain.Lines.Select(line => line with
            {
                Party = "PSP-1",
                Dimensions = new Dictionary<string, string>(StringComparer.Ordinal) { ["Analytic"] = line.Number == 1 ? "WEB" : "Web shop" },
            })],
        };
    }
}
