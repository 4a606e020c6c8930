using Ledger.Accounting;
using Ledger.JournalPosting;
using Ledger.JournalPosting.Matrix;
using Ledger.PaymentEvents;
using Xunit;
using static Ledger.Fast.Tests.JournalPosting.PaymentSample;

namespace Ledger.Fast.Tests.JournalPosting;

public sealed class Matrix_file
{
    static readonly string Yaml = File.ReadAllText(Path.Combine(
        TestKit.Repository.Root, "src", "JournalPosting", "matrix.yaml"));

    [Fact]
    public void Every_kind_of_every_class_has_exactly_one_row()
    {
        var rows = Book.Rules.Matrix.Rows;
        Assert.Equal(
            EventClass.All.SelectMany(c => EventVariant.KindsOf(c), (c, kind) => $"{c} {kind}").Order(StringComparer.Ordinal),
            rows.Select(row => $"{row.Class} {row.Variant}").Order(StringComparer.Ordinal));
        Assert.Equal(
            EventClass.All.Except([EventClass.ReturnGraded, EventClass.Reversal], StringComparer.Ordinal).Order(StringComparer.Ordinal),
            rows.Where(row => row.Variant is null).Select(row => row.Class).Order(StringComparer.Ordinal));
        Assert.Equal("2026.3", Book.Rules.Matrix.Version);
    }

    [Theory]
    [InlineData("class: capture-failed", "class: capture-vanished", "is not an event class")]
    [InlineData("class: capture-failed", "class: capture-vanished", "Class capture-failed has no row")]
    [InlineData("""debit: "6100",""", """debit: "6199",""", "account 6199 is not in the chart")]
    [InlineData("""debit: "2300", amount: tax""", """debit: "2300", amount: fee""", "do not balance")]
    [InlineData("amount: net}", "amount: all}", "must be one of gross, fee, net")]
    [InlineData("""credit: "1150", amount: net""", """credit: "1155", amount: net""", "debited and credited by one entry")]
    [InlineData("unwind: M-19", "unwind: M-99", "unwind row M-99 does not exist")]
    [InlineData("M-11]", "M-98]", "counter row M-98 does not exist")]
    [InlineData("owner: Payments operations", "owners: Payments operations", "has a field 'owners' that is not known")]
    [InlineData("owner: Payments operations", "owners: Payments operations", "has no 'owner'")]
    [InlineData("waits: [NEW]", "waits: [OLD]", "OLD is not a standing of")]
    [InlineData("waits: [NEW]", "waits: [OLD]", "does not say what happens at standing NEW")]
    [InlineData("[IN_TRANSIT, PAID]", "[IN_TRANSIT, PAID, NEW]", "Standing NEW has two answers")]
    [InlineData("LATE_CAPTURE", "TOO_LATE", "'TOO_LATE' in 'contradicts' is not the name of a reason")]
    [InlineData("effect: notes", "effect: posts", "there are neither lines nor a counter-entry")]
    [InlineData("[reasonCode, settlement", "[mood, settlement", "'mood' is not a reference that events carry")]
    [InlineData("holdHours: 72", "holdHours: soon", "holdHours must be a whole number of hours")]
    [InlineData("id: M-05", "id: M-04", "Row M-04 stands twice")]
    [InlineData("variant: resale", "variant: resold", "'resold' is not a variant of return-graded")]
    [InlineData("variant: resale", "variant: resold", "Class return-graded has no row for its variant resale")]
    [InlineData("    variant: write-off\n", "", "an event of class return-graded always has a variant")]
    [InlineData("confidence: final", "confidence: certain", "must be one of provisional, final; it is 'certain'")]
    public void What_is_wrong_is_named_with_its_line(string old, string changed, string problem)
    {
        Assert.Contains(old, Yaml, StringComparison.Ordinal);
        var yaml = Yaml.Replace(old, changed, StringComparison.Ordinal);
        var refused = Assert.Throws<MatrixRefusedException>(() => Parse(yaml));
        Assert.Contains(refused.Problems, found => found.Contains(problem, StringComparison.Ordinal));
        Assert.All(refused.Problems, found => Assert.Matches(@"^own\.yaml:\d+: ", found));
    }

    [Fact]
    public void All_problems_are_told_at_once()
    {
        var broken = Yaml.Replace("unwind: M-05", "unwind: M-97", StringComparison.Ordinal)
            .Replace("""debit: "6110", credit""", """debit: "6119", credit""", StringComparison.Ordinal);
        var refused = Assert.Throws<MatrixRefusedException>(() => Parse(broken));
        Assert.Equal(2, refused.Problems.Count);
    }

    [Fact]
    public void Text_that_is_not_yaml_is_refused_with_its_line() =>
        Assert.Throws<MatrixRefusedException>(() => Parse("version: [1"));

    [Fact]
    public void Cash_on_capture_puts_cash_in_the_place_of_clearing()
    {
        var rules = Rules("cash-on-capture");
        Assert.Equal("2026.3+cash-on-capture", rules.Matrix.Version);
        Book.Check("""
            capture-succeeded    ch_1 10.00 EUR          | posted M-04: DR 1000 10.00 EUR, CR 1100 10.00 EUR
            fee-posted           fe_1  1.00 EUR          | posted M-09: DR 6100 1.00 EUR, CR 1000 1.00 EUR
            settlement-confirmed po_1 10.00 EUR net=9.00 | posted M-10: DR 1155 9.00 EUR, CR 1000 9.00 EUR
            payout-initiated     po_1  9.00 EUR          | posted M-17: DR 1050 9.00 EUR, CR 1155 9.00 EUR
            payout-paid          po_1  9.00 EUR          | posted M-18: DR 1000 9.00 EUR, CR 1050 9.00 EUR
            ---
            1000 DR 9.00 EUR
            1100 CR 10.00 EUR
            6100 DR 1.00 EUR
            """, rules);
    }

    [Fact]
    public void Memo_authorizations_show_exposure_until_it_ends() => Book.Check("""
        auth-created      pi_1 10.00 EUR    | posted M-02: DR 9000 10.00 EUR, CR 9001 10.00 EUR
        auth-created      pi_1 12.00 EUR #2 | posted M-02: CR 9000 10.00 EUR, DR 9001 10.00 EUR; DR 9000 12.00 EUR,
                                            | CR 9001 12.00 EUR
        capture-succeeded ch_1  9.00 EUR    | posted M-04: DR 1150 9.00 EUR, CR 1100 9.00 EUR; CR 9000 12.00 EUR,
                                            | DR 9001 12.00 EUR
        ---
        1100 CR 9.00 EUR
        1150 DR 9.00 EUR
        """, Rules("memo-authorizations"));

    [Fact]
    public void A_voided_authorization_takes_its_memo_back() => Book.Check("""
        auth-created pi_1 10.00 EUR | posted M-02: DR 9000 10.00 EUR, CR 9001 10.00 EUR
        auth-voided  pi_1 10.00 EUR | posted M-03: CR 9000 10.00 EUR, DR 9001 10.00 EUR
        ---
        """, Rules("memo-authorizations"));

    [Fact]
    public void A_profile_that_does_not_exist_is_refused() =>
        Assert.Throws<MatrixRefusedException>(() => PostingMatrix.Load(null, Book.Chart, ["cash-always"]));

    [Fact]
    public void An_account_of_one_currency_takes_no_other()
    {
        var chart = new ChartOfAccounts("own", Book.Chart.Accounts.Select(account =>
            account.Code == "1150" ? account with { CurrencyRule = "EUR" } : account));
        Book.Check("""
            capture-succeeded ch_1 10.00 USD | exception CURRENCY_NOT_ALLOWED
            capture-succeeded ch_2 10.00 EUR | posted M-04: DR 1150 10.00 EUR, CR 1100 10.00 EUR
            ---
            1100 CR 10.00 EUR
            1150 DR 10.00 EUR
            """, Book.Rules with { Chart = chart });
    }

    [Fact]
    public void Amounts_that_contradict_each_other_do_not_unbalance_an_entry()
    {
        var yaml = Yaml.Replace(
            """lines: [{debit: "1150", credit: "1100", amount: gross}]""",
            """lines: [{debit: "1150", amount: net}, {debit: "6100", amount: fee}, {credit: "1100", amount: gross}]""",
            StringComparison.Ordinal);
        var book = new Book(Book.Rules with { Matrix = Parse(yaml) });
        var e = Event(EventClass.CaptureSucceeded, Eur(1000));
        var amounts = new PaymentAmounts(Gross: Eur(1000), Fee: Eur(50), Net: Eur(900));
        Assert.Equal("exception AMOUNTS_DISAGREE", book.Post(e with { Amounts = amounts }));
        Assert.Equal(
            "posted M-04: DR 1150 9.50 EUR, DR 6100 0.50 EUR, CR 1100 10.00 EUR",
            book.Post(e with { Amounts = amounts with { Net = null } }));
    }

    [Fact]
    public void The_table_shows_every_row_with_every_column()
    {
        var rows = MatrixTable.Rows(Book.Rules.Matrix);
        Assert.Equal(Book.Rules.Matrix.Rows.Count, rows.Count);
        Assert.All(rows, row => Assert.Equal(MatrixTable.Columns.Count, row.Count));
        var payoutFailed = rows.Single(row => row[0] == "M-19");
        Assert.Contains("counter-entry of M-18, counter-entry of M-17, counter-entry of M-10", payoutFailed);
        Assert.Contains("FAILED (PAYOUT_ALREADY_FAILED)", payoutFailed);
    }

    [Theory]
    [InlineData("type: asset", "type: thing", "must be one of asset")]
    [InlineData("code: \"1050\"", "code: \"1000\"", "Account 1000 stands twice")]
    [InlineData("currencyRule: any", "currencyRule: XXY", "must be any or a currency")]
    [InlineData("cashFlowClass: cash", "cashFlowClass: flow", "must be one of operating")]
    public void A_chart_that_is_wrong_is_refused(string old, string changed, string problem)
    {
        var yaml = File.ReadAllText(Path.Combine(TestKit.Repository.Root, "src", "JournalPosting", "chart.yaml"));
        var refused = Assert.Throws<MatrixRefusedException>(
            () => ChartYaml.Parse(yaml.Replace(old, changed, StringComparison.Ordinal), "own.yaml"));
        Assert.Contains(refused.Problems, found => found.Contains(problem, StringComparison.Ordinal));
    }

    static PostingMatrix Parse(string yaml) => PostingMatrix.Parse(yaml, "own.yaml", Book.Chart, []);

    static PostingRules Rules(string profile) =>
        Book.Rules with { Matrix = PostingMatrix.Load(null, Book.Chart, [profile]) };
}
