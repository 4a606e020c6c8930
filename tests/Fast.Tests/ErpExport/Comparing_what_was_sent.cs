using Ledger.Accounting;
using Ledger.ErpExport.Adapters;
using Ledger.ErpExport.Confirming;
using Ledger.ErpExport.Documents;
using Xunit;

namespace Ledger.Fast.Tests.ErpExport;

/// <summary>What the ERP holds against what was sent (design C8): all that it tells counts, and what it does not tell is no difference.</summary>
public sealed class Comparing_what_was_sent
{
    static readonly PostingDocument Sent = SentOf(EntrySample.Eur, null);

    [Fact]
    public void The_same_is_the_same()
    {
        Assert.Null(Comparison.Of(Sent, There()));
        Assert.Null(Comparison.Of(Sent, There() with { Details = [] }));
        Assert.Null(Comparison.Of(Sent, There() with { Company = null }));
        Assert.Null(Comparison.Of(Sent, There() with { Company = "Shop Ltd", CompanyId = "1" }));
    }

    [Fact]
    public void Another_company_is_told() =>
        Assert.Equal("Sent for company 1; GL1 is of company 2.", Edited(There() with { Company = "2" }));

    [Fact]
    public void A_posted_document_without_lines_is_not_the_same_unless_lines_are_not_told()
    {
        Assert.Contains("there 0.00 EUR", Edited(There() with { Lines = [], Details = [] }), StringComparison.Ordinal);
        Assert.Null(Comparison.Of(Sent, There() with { Lines = [], Details = [], TellsLines = false }));
    }

    [Fact]
    public void Another_count_of_lines_is_told_though_the_sums_are_the_same()
    {
        var there = There();

        Assert.Equal(
            "GL1 says something else: sent 2 lines, there 3.",
            Edited(there with
            {
                Lines = [there.Lines[0], Line("4000", Side.Credit, 30), Line("4000", Side.Credit, 70)],
                Details =
                [
                    there.Details[0], there.Details[1] with { Home = new Money(30, EntrySample.Eur) },
                    there.Details[1] with { Home = new Money(70, EntrySample.Eur) },
                ],
            }));
    }

    [Fact]
    public void Another_party_or_dimension_is_told()
    {
        var there = There();

        Assert.Contains(
            "1150 debit of C2", Edited(there with { Details = [there.Details[0] with { Party = "C2" }, there.Details[1]] }),
            StringComparison.Ordinal);
        Assert.Contains(
            "with center=X", Edited(there with { Details = [there.Details[0], there.Details[1] with { Dimensions = "center=X" }] }),
            StringComparison.Ordinal);
        Assert.Null(Comparison.Of(Sent, there with { Details = [new(null, null, null), new(null, null, null)] }));
    }

    [Fact]
    public void Another_amount_at_our_rate_is_told()
    {
        var sent = SentOf(Currency.Parse("USD"), 80);
        var there = There(Currency.Parse("USD"), 80);

        Assert.Null(Comparison.Of(sent, there));
        Assert.Contains(
            "1150 debit at our rate: sent 0.80 EUR, there 0.81 EUR",
            Edited(there with { Details = [there.Details[0] with { Home = new Money(81, EntrySample.Eur) }, there.Details[1]] }, sent),
            StringComparison.Ordinal);
    }

    static string Edited(ErpDocument there, PostingDocument? sent = null)
    {
        var differs = Comparison.Of(sent ?? Sent, there);
        Assert.Equal(ErpReason.Edited, differs?.Reason);
        return differs!.Detail;
    }

    static ErpDocumentLine Line(string account, Side side, long units, Currency? currency = null) =>
        new(account, side, new Money(units, currency ?? EntrySample.Eur));

    static ErpDocument There(Currency? currency = null, long home = 100) => new()
    {
        ErpId = "1",
        Number = "GL1",
        Reference = Sent.Reference.Value,
        State = ErpDocumentState.Posted,
        Company = "1",
        Date = Sent.Date,
        Lines = [Line("1150", Side.Debit, 100, currency), Line("4000", Side.Credit, 100, currency)],
        Details =
        [
            new("C1", "", new Money(home, EntrySample.Eur)), new("", "center=shop", new Money(home, EntrySample.Eur)),
        ],
        Version = "1",
        ModifiedAt = default,
    };

    static PostingDocument SentOf(Currency currency, long? home) => new()
    {
        Reference = DocumentReference.Of("LDG", 1, 1),
        RunId = Guid.Empty,
        Group = "1",
        Company = "1",
        Journal = "LDG",
        Date = new DateOnly(2026, 11, 20),
        Memo = "One",
        HomeCurrency = EntrySample.Eur,
        Lines = [LineOf(1, "1150", Side.Debit, currency, home, "C1", []), LineOf(2, "4000", Side.Credit, currency, home, null, ("center", "shop"))],
        MappingVersion = "1",
        EntryCount = 1,
        FirstPosition = 1,
        LastPosition = 1,
    };

    static DocumentLine LineOf(
        int number, string account, Side side, Currency currency, long? home, string? party, params (string Name, string Value)[] dimensions) => new(
        number, account, account, side, new Money(100, currency), home is { } units ? new Money(units, EntrySample.Eur) : null, null,
        dimensions.ToDictionary(each => each.Name, each => each.Value, StringComparer.Ordinal), party, "One");
}
