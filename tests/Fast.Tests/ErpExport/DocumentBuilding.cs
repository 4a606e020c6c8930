using Ledger.Accounting;
using Ledger.ErpExport.Adapters;
using Ledger.ErpExport.Documents;
using Ledger.ErpExport.Mapping;
using Ledger.ErpExport.Runs;
using Ledger.ErpExport.Targets;
using Ledger.MessageBus.Messages;
using Xunit;

namespace Ledger.Fast.Tests.ErpExport;

/// <summary>Documents are made of entries by position, mapping and target, and by nothing else (design C1, C4, C5).</summary>
public sealed class DocumentBuilding
{
    /// <summary>Seeds of random runs, each in every mode of currencies.</summary>
    public static TheoryData<int, CurrencyMode, ExportMode> Runs { get; } = new(
        from seed in Enumerable.Range(1, 20)
        from currency in (CurrencyMode[])[CurrencyMode.PerLine, CurrencyMode.OnePerDocument]
        from mode in Enum.GetValues<ExportMode>()
        select (seed, currency, mode));

    [Theory]
    [MemberData(nameof(Runs))]
    public void Every_entry_is_in_its_documents_once_and_all_totals_are_those_of_the_journal(int seed, CurrencyMode currency, ExportMode mode)
    {
        var entries = EntrySample.Random(seed, 300);

        var built = Build(entries, EntrySample.Can(currency, maxLines: 12), mode);

        Assert.Empty(built.Excluded);
        Assert.All(built.Documents, one => Assert.Null(one.Refusal));
        Assert.Equal(Totals(entries.SelectMany(e => e.Lines)), Totals(built.Documents.SelectMany(d => Ledger(d.Document))));
        Assert.Equal(
            entries.SelectMany(e => e.Lines.Select(line => (e.Position, line.Account, line.Side, line.Amount.Currency)).Distinct())
                .OrderBy(each => each.ToString(), StringComparer.Ordinal),
            built.Documents.SelectMany(Linked).OrderBy(each => each.ToString(), StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Runs))]
    public void Every_document_balances_by_itself_and_keeps_to_its_limits(int seed, CurrencyMode currency, ExportMode mode)
    {
        var built = Build(EntrySample.Random(seed, 300), EntrySample.Can(currency, maxLines: 12), mode);

        Assert.All(built.Documents, one =>
        {
            Assert.All(Totals(Ledger(one.Document)).GroupBy(total => total.Key.Currency), group =>
                Assert.Equal(0, group.Sum(total => total.Key.Side == Side.Debit ? total.Value : -total.Value)));
            Assert.True(
                one.Document.Lines.Any(line => line.InHomeCurrency.Currency != EntrySample.Eur)
                || one.Document.Lines.Sum(line => line.Side == Side.Debit ? Home(line) : -Home(line)) == 0,
                "It does not balance in the home currency.");
            Assert.InRange(one.Document.Lines.Count, 2, 12);
            Assert.True(currency == CurrencyMode.PerLine || one.Document.Currencies.Count() == 1, "A document has several currencies.");
            Assert.True(DocumentReference.IsReference(one.Document.Reference.Value) && one.Document.Reference.Value.Length <= 16);
        });
        Assert.Equal(built.Documents.Count, built.Documents.Select(one => one.Document.Reference).Distinct().Count());
    }

    [Fact]
    public void The_same_entries_give_the_same_bytes()
    {
        var entries = EntrySample.Random(7, 500);

        var first = Build(entries).Documents.Select(one => one.Document.ToUtf8());

        Assert.Equal(first, Build(entries).Documents.Select(one => one.Document.ToUtf8()));
        Assert.All(Build(entries).Documents, one => Assert.Equal(one.Document.Hash(), PostingDocument.Parse(one.Document.ToUtf8()).Hash()));
    }

    [Fact]
    public void A_summary_keeps_debits_and_credits_gross()
    {
        var document = Assert.Single(Build(
        [
            EntrySample.Entry(1, "1150", "4000", 10_000, EntrySample.Eur), EntrySample.Entry(2, "4000", "1150", 2_500, EntrySample.Eur),
        ]).Documents).Document;

        Assert.Equal(
            ["X1150 Debit 100.00 EUR", "X4000 Credit 100.00 EUR", "X4000 Debit 25.00 EUR", "X1150 Credit 25.00 EUR"],
            document.Lines.Select(line => $"{line.Account} {line.Side} {line.Amount}"));
        Assert.Equal(("LDG00000F-00001", "C1", "LDG", 2, 1, 2), (
            document.Reference.Value, document.Company, document.Journal, document.EntryCount, (int)document.FirstPosition,
            (int)document.LastPosition));
    }

    [Fact]
    public void All_that_is_missing_is_told_at_once_and_stops_nothing_else()
    {
        var mapping = MappingYaml.Parse(
            """
            version: "8"
            companies: [{provider: stripe, company: C1, home: EUR}]
            journals: [{class: capture-succeeded, journal: LDG}]
            accounts: [{ledger: "1150", account: "1"}, {ledger: "4000", account: "2"}]
            dimensions: [{name: Channel, field: class, values: {capture-succeeded: A}}]
            """,
            "sample.yaml");
        var built = Build(
            [
                EntrySample.Entry(1, "1150", "4000", 100, EntrySample.Eur),
                EntrySample.Entry(2, "1155", "6100", 100, EntrySample.Usd) with { Provider = "adyen", Class = "refund-posted" },
            ],
            mapping: mapping);

        var refused = Assert.Single(built.Documents, one => one.Refusal is not null);
        Assert.Equal(ErpReason.MappingMissing, refused.Refusal!.Reason);
        Assert.Equal(
            "The mapping 8 lacks: account 1155; account 6100; company for adyen/acct_1; dimension Channel for class refund-posted; "
            + "journal for class refund-posted.",
            refused.Refusal.Detail);
        Assert.Equal([2L], refused.Positions);
        Assert.Equal([1L], Assert.Single(built.Documents, one => one.Refusal is null).Positions);
    }

    [Fact]
    public void Memo_accounts_are_left_out_and_said_to_be()
    {
        var built = Build(
        [
            EntrySample.Entry(1, "9000", "9001", 100, EntrySample.Eur),
            EntrySample.Entry(2, [.. EntrySample.Entry(2, "9000", "9001", 5, EntrySample.Eur).Lines, .. EntrySample.Entry(2, "1150", "4000", 7, EntrySample.Eur).Lines]),
            EntrySample.Entry(3, "9000", "4000", 9, EntrySample.Eur),
        ]);

        Assert.Equal([1L], built.Excluded);
        var (whole, torn) = (built.Documents.Single(one => one.Refusal is null), built.Documents.Single(one => one.Refusal is not null));
        Assert.Equal([2L], whole.Positions);
        Assert.Equal(2, whole.Document.Lines.Count);
        Assert.Contains("does not balance", torn.Refusal!.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Amounts_at_our_rate_get_a_rounding_line_up_to_the_cap_and_no_further()
    {
        JournalLine Line(string account, Side side, long cents) => new(account, side, new Money(cents, EntrySample.Usd));
        var entry = EntrySample.Entry(
            1, Line("1150", Side.Debit, 1_001), Line("6100", Side.Debit, 1_001), Line("7100", Side.Debit, 1_001), Line("4000", Side.Credit, 3_003));

        var document = Assert.Single(Build([entry]).Documents).Document;

        // 10.01 USD at 0.9173 are 9.182173 EUR: 9.18 three times, beside 27.546519 for the sum, 27.55.
        Assert.Equal(["9.18", "9.18", "9.18", "27.55"], document.Lines.Take(4).Select(line => line.HomeAmount!.Value.ToMajorUnits()));
        var rounding = document.Lines[4];
        Assert.Equal(("ROUND", Side.Debit, "0.01 EUR", ""), (rounding.Account, rounding.Side, $"{rounding.Amount}", rounding.LedgerAccount));
        var capped = MappingYaml.Parse(
            """
            version: "9"
            companies: [{company: C1, home: EUR}]
            journals: [{journal: LDG}]
            accounts: [{ledger: "*", account: "X{code}"}]
            currencies: [{currency: USD, rate: 0.9173}]
            rounding: {account: ROUND, cap: 0}
            """,
            "sample.yaml");
        Assert.Equal(ErpReason.RoundingAboveCap, Assert.Single(Build([entry], mapping: capped).Documents).Refusal!.Reason);
    }

    [Theory]
    [InlineData("2026-01-31", "LDG")]
    [InlineData("2026-02-01", "FEE")]
    public void Of_dated_rows_the_last_that_has_begun_on_the_booking_date_counts(string date, string journal)
    {
        var entry = EntrySample.Entry(1, "6100", "1150", 30, EntrySample.Eur) with
        {
            Class = "fee-posted",
            BookingDate = DateOnly.Parse(date, System.Globalization.CultureInfo.InvariantCulture),
        };

        var document = Assert.Single(Build([entry]).Documents).Document;

        Assert.Equal(journal, document.Journal);
        Assert.Equal("S", document.Lines[0].Dimensions["Channel"]);
        Assert.Empty(document.Lines[1].Dimensions);
    }

    [Fact]
    public void What_is_built_anew_goes_on_with_the_numbers_of_its_run()
    {
        var built = new DocumentBuilder(EntrySample.Target(ExportMode.Detail), EntrySample.Mapping, EntrySample.Can())
            .Build(EntrySample.Run(ExportMode.Detail), EntrySample.Random(3, 3), firstNumber: 42);

        Assert.Equal(["LDG00000F-00042", "LDG00000F-00043", "LDG00000F-00044"], built.Documents.Select(one => one.Document.Reference.Value));
    }

    static BuiltRun Build(
        IReadOnlyList<JournalEntryMessage> entries, ErpCapabilities? can = null, ExportMode mode = ExportMode.Summary, ErpMapping? mapping = null) =>
        new DocumentBuilder(EntrySample.Target(mode), mapping ?? EntrySample.Mapping, can ?? EntrySample.Can())
            .Build(EntrySample.Run(mode), entries);

    static IEnumerable<DocumentLine> Ledger(PostingDocument document) => document.Lines.Where(line => line.LedgerAccount.Length > 0);

    static long Home(DocumentLine line) => line.InHomeCurrency.MinorUnits;

    static SortedDictionary<(string Account, Side Side, string Currency), long> Totals(IEnumerable<JournalLine> lines) =>
        new(lines.GroupBy(line => (line.Account, line.Side, line.Amount.Currency.Code))
            .ToDictionary(group => group.Key, group => group.Sum(line => line.Amount.MinorUnits)));

    static SortedDictionary<(string Account, Side Side, string Currency), long> Totals(IEnumerable<DocumentLine> lines) =>
        Totals(lines.Select(line => new JournalLine(line.LedgerAccount, line.Side, line.Amount)));

    static IEnumerable<(long Position, string Account, Side Side, Currency Currency)> Linked(BuiltDocument one) => one.Links.SelectMany(link =>
        link.Positions.Select(position => (position, one.Document.Lines[link.Line - 1])).Select(pair => (
            pair.position, pair.Item2.LedgerAccount, pair.Item2.Side, pair.Item2.Amount.Currency)));
}
