using System.Globalization;
using Ledger.Accounting;
using Ledger.ErpExport.Adapters;
using Ledger.ErpExport.Documents;
using Ledger.ErpExport.Files;
using Xunit;

namespace Ledger.Storage.Tests.ErpExport.Files;

/// <summary>R-FF-15, R-FF-16: programs that nobody here wrote read the files without complaint and come to the same sums.</summary>
public sealed class Runs_in_the_tools
{
    const string Rules =
        """
        skip 1
        fields code,line_no,company,journal,date,original_date,account1,amount-in,amount-out,currency,home_debit,home_credit,home_currency,rate,dimensions,party,description
        date-format %Y-%m-%d
        account2 equity:clearing

        """;

    public static TheoryData<int> Seeds => [1, 2, 3, 4, 5, 6, 7, 8];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Hledger_checks_any_run_strictly_and_shows_the_sums_of_its_documents(int seed)
    {
        using var files = new RunFiles("hledger", rowsPerPart: 40);
        var documents = await WriteAsync(files, seed);

        foreach (var file in Directory.EnumerateFiles(files.Folder, "*.journal"))
        {
            await Tool.SaysAsync("hledger", "-f", file, "check", "--strict");
        }

        var all = files.PathOf("all.journal");
        var balances = await Tool.SaysAsync("hledger", "-f", all, "balance", "--flat", "-N", "-E", "--layout=bare", "-O", "csv");
        AssertSums(documents, Tool.Rows(balances).Skip(1).Select(row => (row[0], row[1], Number(row[2]))));
        var codes = (await Tool.SaysAsync("hledger", "-f", all, "codes")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(documents.Select(document => document.Reference.Value).Order(), codes.Order());
        Assert.Equal(codes.Length, codes.Distinct().Count());
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Ledger_shows_the_same_sums_of_any_run(int seed)
    {
        using var files = new RunFiles("hledger", rowsPerPart: 40);
        var documents = await WriteAsync(files, seed);

        var printed = await Tool.SaysAsync(
            "/usr/bin/ledger", "-f", files.PathOf("all.journal"), "csv", "--csv-format", "%(quoted(account)),%(quoted(quantity(amount))),%(quoted(commodity))\\n");

        AssertSums(documents, Tool.Rows(printed).Select(row => (row[0], row[2], Number(row[1]))));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Beancount_checks_any_run_and_shows_the_sums_of_its_documents(int seed)
    {
        using var files = new RunFiles("beancount", rowsPerPart: 40);
        var documents = await WriteAsync(files, seed);

        foreach (var file in Directory.EnumerateFiles(files.Folder, "*.beancount"))
        {
            await Tool.SaysAsync("bean-check", file);
        }

        var printed = await Tool.SaysAsync(
            "bean-query", "-q", "-f", "csv", files.PathOf("all.beancount"),
            "select account, currency, str(sum(number)) as s group by account, currency");
        // It shows a number as Decimal('1.10'); only so are all decimals of every currency there.
        AssertSums(documents, Tool.Rows(printed).Skip(1).Where(row => row.Count == 3).Select(row =>
            (row[0].Trim(), row[1].Trim(), Number(row[2].Split('\'')[1]))));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Any_CSV_is_read_back_field_by_field_by_a_plain_reader(int seed)
    {
        using var files = new RunFiles("csv", rowsPerPart: 40);
        var documents = await WriteAsync(files, seed);

        var parts = Directory.EnumerateFiles(files.Folder, "gl_*.csv").Order(StringComparer.Ordinal).Select(File.ReadAllText).ToList();
        Assert.All(parts, text => Assert.True(Tool.Rows(text).TrueForAll(row => row.Count == 25), "A row has another number of fields."));
        var rows = parts.SelectMany(text => Tool.Rows(text).Skip(1)).ToList();
        var lines = documents.SelectMany(document => document.Lines.Select(line => (document, line))).ToList();
        Assert.Equal(lines.Count, rows.Count);
        foreach (var ((document, line), row) in lines.Zip(rows))
        {
            var amount = line.Amount.ToMajorUnits();
            Assert.Equal(
                (document.Reference.Value, line.Account, line.Side == Side.Debit ? amount : "", line.Side == Side.Debit ? "" : amount),
                (row[0], row[6], row[7], row[8]));
            Assert.Equal(Whole(Guarded(line.Memo)), row[16]);
            Assert.DoesNotContain(row, field => field.TrimStart(' ') is ['=' or '+' or '-' or '@' or '\t' or '\r' or '\n', ..]);
        }
    }

    [Fact]
    public async Task Hledger_reads_the_CSV_by_rules_and_comes_to_zero()
    {
        using var files = new RunFiles("csv");
        var documents = new List<PostingDocument>();
        foreach (var number in Enumerable.Range(1, 9))
        {
            var (yen, dinars) = (new Money(number, Currency.Parse("JPY")), new Money(number, Currency.Parse("KWD")));
            documents.Add(files.Document(7, number, (Side.Debit, yen), (Side.Credit, yen), (Side.Debit, dinars), (Side.Credit, dinars)));
        }

        await files.PostAsync(documents);
        await File.WriteAllTextAsync(files.PathOf("gl.rules"), Rules, RunFiles.Ct);

        var printed = await Tool.SaysAsync(
            "hledger", "-f", files.PathOf("gl_0000000007_001.csv"), "--rules-file", files.PathOf("gl.rules"),
            "balance", "--flat", "-E", "-N", "--layout=bare", "-O", "csv");

        // hledger leaves out trailing zeros and puts the currency before the number; it is the number that must agree.
        var read = Tool.Rows(printed).Skip(1).ToDictionary(
            row => (row[0], row[1]), row => Number(row[2]));
        Assert.Equal(45m, read[("assets:psp", "JPY")]);
        Assert.Equal(-0.045m, read[("liabilities:wallets", "KWD")]);
        Assert.All(read.Where(pair => pair.Key.Item1 == "equity:clearing"), pair => Assert.Equal(0m, pair.Value));
    }

    [Theory]
    [InlineData("csv")]
    [InlineData("hledger")]
    [InlineData("beancount")]
    public async Task Whatever_was_written_is_told_with_its_lines(string kind)
    {
        for (var seed = 21; seed < 41; seed++)
        {
            using var files = new RunFiles(kind, rowsPerPart: 40);
            var documents = await WriteAsync(files, seed);

            var told = (await files.ToldAsync()).ToDictionary(each => each.Reference!, StringComparer.Ordinal);

            Assert.Equal(documents.Count, told.Count);
            Assert.All(documents, document =>
            {
                var (there, at) = (told[document.Reference.Value], $"seed {seed}, {document.Reference}");
                Assert.True(there is { State: ErpDocumentState.Posted, Company: "CH01" } && there.Date == document.Date, at);
                Assert.True(
                    document.Lines.Select(line => new ErpDocumentLine(line.Account, line.Side, line.Amount)).SequenceEqual(there.Lines), at);
                Assert.Equal(
                    document.Lines.Select(line => new ErpLineDetail(
                        Whole(line.Party ?? ""), Whole(DimensionText.Of(line.Dimensions)), line.InHomeCurrency)),
                    there.Details);
            });
        }
    }

    static async Task<List<PostingDocument>> WriteAsync(RunFiles files, int seed)
    {
        var random = new RandomDocuments(files, seed);
        var documents = Enumerable.Range(1, 60).Select(n => random.Next(1 + (n / 25), n)).ToList();
        await files.PostAsync(documents);
        return documents;
    }

    /// <summary>What a tool has read comes to what was written, account by account and currency by currency.</summary>
    static void AssertSums(IEnumerable<PostingDocument> written, IEnumerable<(string Account, string Currency, decimal Amount)> read)
    {
        var lines = written.SelectMany(document => document.Lines).Select(line => (
            line.Account, line.Amount.Currency.Code, (line.Side == Side.Debit ? 1 : -1) * Number(line.Amount.ToMajorUnits())));
        Assert.Equal(Summed(lines), Summed(read));
    }

    static List<(string, decimal)> Summed(IEnumerable<(string Account, string Currency, decimal Amount)> amounts) => [.. amounts
        .GroupBy(each => $"{each.Account} {each.Currency}", StringComparer.Ordinal)
        .Select(group => (group.Key, group.Sum(each => each.Amount)))
        .OrderBy(sum => sum.Key, StringComparer.Ordinal)];

    static decimal Number(string text) => decimal.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);

    static string Guarded(string text) => text.TrimStart(' ') is ['=' or '+' or '-' or '@' or '\t' or '\r' or '\n', ..] ? "'" + text : text;

    // Half of a character is none: UTF-8 has a sign for that.
    static string Whole(string text) => System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(text));
}
