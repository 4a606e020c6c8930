using Ledger.ErpExport.Adapters;
using Ledger.ErpExport.Delivery;
using Ledger.ErpExport.Documents;
using Ledger.ErpExport.Operating;
using Ledger.ErpExport.Storage;
using Xunit;

namespace Ledger.Storage.Tests.ErpExport.Operating;

/// <summary>A rejected document keeps its reference; what the mapping says by now is its next payload (R-ERP-22, R-FF-08, design C3, C4).</summary>
public sealed class When_rejected_documents_are_sent_again
{
    /// <summary>Lacks fees, dinars and the memo accounts.</summary>
    const string Poor =
        """
        version: v1
        companies: [{company: "1", home: EUR}]
        journals: [{journal: LDG}]
        accounts:
          - {ledger: "1150", account: "1150-C", owned: true}
          - {ledger: "4000", account: "4000-R"}
        currencies: [{currency: JPY, rate: 0.006}]
        """;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task While_the_mapping_lacks_something_all_of_it_is_listed_and_nothing_moves()
    {
        await using var day = await ExportedDay.OpenAsync();
        var rejected = await RejectedAsync(day);

        var outcome = await day.Retry(Poor).RetryAsync(rejected, null, Ct);

        Assert.Equal((ErpCommandReason.StillUnmapped, "rejected"), (outcome.Refusal, outcome.State));
        foreach (var missing in new[] { "account 6100", "account 9000", "account 9001", "currency KWD" })
        {
            Assert.Contains(missing, outcome.Detail, StringComparison.Ordinal);
        }

        Assert.Equal(0, (await day.OneAsync(rejected.Standing.Reference)).Standing.Version);
    }

    [Fact]
    public async Task The_new_payload_keeps_the_reference_and_what_is_excluded_by_now_leaves_it()
    {
        await using var day = await ExportedDay.OpenAsync();
        var rejected = await RejectedAsync(day);
        var before = await day.Reads.PositionsAsync("books", rejected.Standing.Reference, Ct);

        var outcome = await day.Retry().RetryAsync(rejected, "mapped", Ct);

        Assert.Equal((null, "unknown"), (outcome.Refusal, outcome.State));
        var rebuilt = await day.OneAsync(rejected.Standing.Reference);
        Assert.Equal((2, "v2", rebuilt.Document.Hash()),
            (rebuilt.Standing.Generation, rebuilt.Document.MappingVersion, rebuilt.Standing.PayloadHash));
        Assert.NotNull(rebuilt.Standing.DueAt);
        Assert.Equal([2L, 3L, 7L], before);
        var after = await day.Reads.PositionsAsync("books", rejected.Standing.Reference, Ct);
        Assert.Equal([2L, 3L], after);
        Assert.Equal("7", await day.ScalarAsync<string>("select array_to_string(excluded, ' ') from erp_export.run"));
        await day.ProveAsync();
    }

    [Fact]
    public async Task When_the_mapping_takes_a_document_apart_the_others_take_the_next_numbers_of_its_run()
    {
        await using var day = await ExportedDay.OpenAsync();
        var rejected = await RejectedAsync(day);
        var last = (await day.AllAsync()).Max(kept => kept.Standing.Reference.Number);
        var apart = ExportedDay.Whole.Replace(
            "[{journal: LDG}]", "[{journal: FEES, class: fee-posted}, {journal: LDG}]", StringComparison.Ordinal);

        var outcome = await day.Retry(apart).RetryAsync(rejected, null, Ct);

        Assert.Equal([last + 1], outcome.Beside.Select(reference => DocumentReference.Parse(reference).Number));
        var beside = await day.OneAsync(DocumentReference.Parse(outcome.Beside[0]));
        Assert.Equal((DocumentState.Planned, rejected.Standing.RunNumber), (beside.Standing.State, beside.Standing.RunNumber));
        Assert.Equal(2, beside.Standing.Generation); // It is in no file of the run.
        Assert.Equal(["FEES", "LDG"],
            new[] { (await day.OneAsync(rejected.Standing.Reference)).Document.Journal, beside.Document.Journal }.Order());
        await day.ProveAsync();
    }

    [Fact]
    public async Task What_is_excluded_as_a_whole_by_now_is_superseded_by_nothing()
    {
        await using var day = await ExportedDay.OpenAsync(new MemoryErp(CurrencyMode.OnePerDocument));
        var memoOnly = ExportedDay.Whole
            .Replace("{ledger: \"9000\", exclude: true}", "{ledger: \"8000\", exclude: true}", StringComparison.Ordinal)
            .Replace("{ledger: \"9001\", exclude: true}", "{ledger: \"8001\", exclude: true}", StringComparison.Ordinal);
        var rejected = Assert.Single(await day.CutAsync(memoOnly), kept => kept.Standing.State == DocumentState.Rejected);

        var outcome = await day.Retry().RetryAsync(rejected, "memo accounts stay with us", Ct);

        Assert.Equal((null, "superseded"), (outcome.Refusal, outcome.State));
        Assert.Equal("7", await day.ScalarAsync<string>("select array_to_string(excluded, ' ') from erp_export.run"));
        await day.ProveAsync();
    }

    [Fact]
    public async Task Only_its_own_currency_is_built_anew_where_each_has_a_document()
    {
        await using var day = await ExportedDay.OpenAsync(new MemoryErp(CurrencyMode.OnePerDocument));
        await MixAsync(day);
        var noDinars = ExportedDay.Whole.Replace("{currency: KWD, rate: 3}, ", "", StringComparison.Ordinal);
        var documents = await day.CutAsync(noDinars);
        var mixed = documents.Where(kept => kept.Document.LastPosition == 8).ToList();

        // An entry in which one currency is not mapped is rejected with all its currencies; the euro part is then sent, the dinars stay.
        Assert.Equal(["EUR", "KWD"], mixed.SelectMany(kept => kept.Document.Currencies).Select(currency => currency.Code).Order());
        foreach (var kept in mixed)
        {
            var outcome = await day.Retry().RetryAsync(kept, null, Ct);
            Assert.Equal((null, "unknown"), (outcome.Refusal, outcome.State));
            Assert.Empty(outcome.Beside);
        }

        await day.ProveAsync();
    }

    [Fact]
    public async Task Amounts_at_our_rates_are_still_followed_back_to_what_was_booked()
    {
        await using var day = await ExportedDay.OpenAsync(new MemoryErp(CurrencyMode.HomeOnly));

        var documents = await day.CutAsync();

        Assert.All(documents.SelectMany(kept => kept.Document.Lines), line => Assert.Equal("EUR", line.Amount.Currency.Code));
        Assert.Equal(
            ["JPY 700", "JPY 700", "KWD 12345", "KWD 12345"],
            (await day.ScalarAsync<string[]>(
                "select array_agg(booked_currency || ' ' || booked_units order by 1) from erp_export.document_line where booked_units is not null")).Order());
        await day.ProveAsync();
    }

    [Fact]
    public async Task The_same_payload_is_sent_again_as_it_is()
    {
        await using var day = await ExportedDay.OpenAsync();
        var sending = await day.MoveAsync((await day.CutAsync())[0], DocumentState.Sending, step => step with { IsAttempt = true });
        var rejected = await day.MoveAsync(
            sending, DocumentState.Rejected, step => step with { Why = new ErpRefusal(ErpReason.MasterDataMissing, "No account.", "42") });
        day.Erp.UnknownAccounts.Add(rejected.Document.Lines[0].Account);

        Assert.Equal(ErpCommandReason.StillRefused, (await day.Retry().RetryAsync(rejected, null, Ct)).Refusal);
        day.Erp.UnknownAccounts.Clear();
        var outcome = await day.Retry().RetryAsync(rejected, null, Ct);

        Assert.Equal((null, "unknown"), (outcome.Refusal, outcome.State));
        var again = (await day.OneAsync(rejected.Standing.Reference)).Standing;
        Assert.Equal((1, rejected.Standing.PayloadHash), (again.Generation, again.PayloadHash));
        Assert.Equal(ErpCommandReason.StateForbids,
            (await day.Retry().RetryAsync(await day.OneAsync(rejected.Standing.Reference), null, Ct)).Refusal);
        await day.ProveAsync();
    }

    [Fact]
    public async Task Another_payload_does_not_take_the_place_of_what_the_ERP_has_under_the_reference()
    {
        await using var day = await ExportedDay.OpenAsync();
        var planned = (await day.CutAsync())[0];
        day.Erp.Post(planned.Document, ErpDocumentState.Draft);
        var sending = await day.MoveAsync(planned, DocumentState.Sending, step => step with { IsAttempt = true });
        var rejected = await day
            .MoveAsync(sending, DocumentState.Rejected, step => step with { Why = new ErpRefusal(ErpReason.RefusedByErp, "No.") });
        var other = ExportedDay.Whole.Replace("version: v2", "version: v3", StringComparison.Ordinal);

        var outcome = await day.Retry(other).RetryAsync(rejected, null, Ct);

        Assert.Equal(ErpCommandReason.AlreadyInErp, outcome.Refusal);
        day.Erp.Delete(planned.Standing.Reference);
        Assert.Null((await day.Retry(other).RetryAsync(rejected, null, Ct)).Refusal);
    }

    static async Task<KeptDocument> RejectedAsync(ExportedDay day) =>
        Assert.Single(await day.CutAsync(Poor), kept => kept.Standing.State == DocumentState.Rejected);

    /// <summary>One more entry, in two currencies.</summary>
    static async Task MixAsync(ExportedDay day) => await day.TakeOneAsync(
        "mixed", [.. ExportedDay.Entry("1150", "4000", 100, "EUR"), .. ExportedDay.Entry("1150", "4000", 2000, "KWD")]);
}
