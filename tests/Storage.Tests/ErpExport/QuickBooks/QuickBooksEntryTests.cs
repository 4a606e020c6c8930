using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using Ledger.Accounting;
using Ledger.ErpExport.Adapters;
using Ledger.ErpExport.Documents;
using Ledger.ErpExport.QuickBooks;
using Ledger.TestKit;
using Xunit;

namespace Ledger.Storage.Tests.ErpExport.QuickBooks;

/// <summary>Entries as they are written and read.</summary>
public sealed class QuickBooksEntryTests
{
    static readonly Currency Usd = Currency.Parse("USD");
    static readonly DateTimeOffset Answered = new(2026, 3, 15, 8, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Are_written_as_the_sample_shows()
    {
        var sample = Path.Combine(
            Repository.Root, "tests", "Storage.Tests", "ErpExport", "QuickBooks", "journal-entry.expected.json");
        using var expected = JsonDocument.Parse(File.ReadAllBytes(sample));

        var written = QuickBooksEntryWriter.Write(Document());

        Assert.Equal(JsonSerializer.Serialize(expected.RootElement), Encoding.UTF8.GetString(written));
        Assert.Equal(written, QuickBooksEntryWriter.Write(Document()));
    }

    [Fact]
    public void Tell_the_booking_date_that_a_policy_has_moved() => Assert.EndsWith(
        " Card sales (booked 2026-02-27)",
        QuickBooksEntryWriter.Note(Document() with { OriginalDate = new DateOnly(2026, 2, 27) }), StringComparison.Ordinal);

    [Theory]
    [InlineData("USD", 1, "0.01")]
    [InlineData("JPY", 1_234, "1234")]
    [InlineData("KWD", 1_230, "1.23")]
    [InlineData("KWD", 1_234, null)]
    public void Hold_amounts_with_two_decimals_or_fewer(string currency, long minorUnits, string? text) =>
        Assert.Equal(text, QuickBooksEntryWriter.Amount(new Money(minorUnits, Currency.Parse(currency))));

    [Fact]
    public void Are_refused_before_sending_for_all_that_QuickBooks_would_refuse()
    {
        var good = Document();
        var line = good.Lines[0];
        string[] Refused(PostingDocument document) =>
            [.. QuickBooksValidation.Check(document, "9130350000000001", 3).Select(refusal => $"{refusal.Reason}")];

        Assert.Empty(Refused(good));
        Assert.Equal(["FieldInvalid"], Refused(good with { Company = "another" }));
        Assert.Equal(["FieldInvalid", "Unbalanced"], Refused(good with { Lines = [line] }));
        Assert.Equal(["FieldInvalid"], Refused(good with { Lines = [.. good.Lines, .. good.Lines] }));
        Assert.Equal(["Unbalanced"], Refused(WithFirst(good, line with { Amount = new Money(1, Currency.Parse("EUR")) })));
        Assert.Equal(["FieldInvalid"], Refused(WithFirst(good, line with { Party = "Somebody" })));
        Assert.Equal(["FieldInvalid"], Refused(WithFirst(good, line with { Account = "" })));
        Assert.Equal(["FieldInvalid"], Refused(WithFirst(good, line with { Rate = 1.2m })));
        Assert.Equal(["FieldInvalid"], Refused(WithFirst(good, line with { Memo = new string('x', 4001) })));
        Assert.Equal(["FieldInvalid"], Refused(WithFirst(good, line with
        {
            Dimensions = new Dictionary<string, string>(StringComparer.Ordinal) { ["CostCenter"] = "1" },
        })));
        Assert.Equal(
            ["CurrencyNotTaken", "Unbalanced", "Unbalanced"],
            Refused(WithFirst(good, line with { Amount = new Money(1, Usd), Rate = good.Lines[1].Rate })));
        Assert.Contains("FieldInvalid", Refused(WithFirst(good, line with { Amount = new Money(0, line.Amount.Currency) })));
        Assert.Contains("FieldInvalid", Refused(WithFirst(good, line with { Amount = new Money(1_000_000_000_000, line.Amount.Currency) })));
    }

    [Theory]
    [InlineData("100", 10_000)]
    [InlineData("100.10", 10_010)]
    [InlineData("0.5", 50)]
    [InlineData("100.100", 10_010)]
    [InlineData("-7.00", -700)]
    public void Are_read_to_the_cent(string text, long minorUnits) =>
        Assert.Equal(new Money(minorUnits, Usd), QuickBooksEntryReader.Amount(text, Usd, "A test"));

    [Theory]
    [InlineData("100.005")]
    [InlineData("1e3")]
    [InlineData("1,000.00")]
    [InlineData("")]
    [InlineData("99999999999999999999999999999")]
    public void Whose_amounts_are_no_amounts_of_the_currency_are_not_guessed(string text) => Assert.Equal(
        ErpReason.AnswerUnreadable,
        Assert.Throws<ErpAwayException>(() => QuickBooksEntryReader.Amount(text, Usd, "A test")).Reason);

    [Fact]
    public void That_were_deleted_have_an_id_and_no_more()
    {
        var read = Read("""{"domain":"QBO","status":"Deleted","Id":"130"}""");

        Assert.Equal(("130", ErpDocumentState.Deleted, null, Answered), (read.ErpId, read.State, read.Date, read.ModifiedAt));
        Assert.Empty(read.Lines);
    }

    [Theory]
    [InlineData("""{"SyncToken":"0","TxnDate":"2026-03-15"}""")]
    [InlineData("""{"Id":"1","SyncToken":"0","MetaData":{"LastUpdatedTime":"2026-03-15T00:00:00Z"}}""")]
    [InlineData("""{"Id":"1","TxnDate":"2026-03-15","MetaData":{"LastUpdatedTime":"2026-03-15T00:00:00Z"}}""")]
    [InlineData("""{"Id":"1","SyncToken":"0","TxnDate":"2026-03-15"}""")]
    public void That_lack_what_every_entry_has_are_no_entries(string json) =>
        Assert.Equal(ErpReason.AnswerUnreadable, Assert.Throws<ErpAwayException>(() => Read(json)).Reason);

    // Captured by others from the product: six lines, three of them debits.
    [Fact]
    public void That_others_captured_are_read_with_all_lines()
    {
        var xml = XDocument.Load(SharedData.Locate("erp/quickbooks/journal_entry.xml")).Root!;

        var read = QuickBooksEntryReader.Read(JsonSerializer.SerializeToElement(AsJson(xml)), "1", Usd, Answered);

        Assert.Equal(("450", "49", new DateOnly(2014, 11, 28), "0"), (read.ErpId, read.Number, read.Date, read.Version));
        Assert.Equal(new DateTimeOffset(2014, 12, 2, 14, 53, 16, TimeSpan.Zero), read.ModifiedAt);
        Assert.Equal(
            ["65 Debit 20.00 CAD", "50 Credit 20.00 CAD", "65 Debit 6.00 CAD", "50 Credit 6.00 CAD", "65 Debit 2.00 CAD", "50 Credit 2.00 CAD"],
            read.Lines.Select(line => $"{line.Account} {line.Side} {line.Amount}"));
    }

    [Fact]
    public void That_others_captured_as_deleted_are_read_as_such()
    {
        var xml = XDocument.Load(SharedData.Locate("erp/quickbooks/change_data_capture_response.xml"));
        var gone = xml.Descendants().Single(each => each.Attribute("status")?.Value == "Deleted");

        var read = QuickBooksEntryReader.Read(JsonSerializer.SerializeToElement(AsJson(gone)), "1", Usd, Answered);

        Assert.Equal(("65", ErpDocumentState.Deleted), (read.ErpId, read.State));
        Assert.Equal(new DateTimeOffset(2016, 4, 13, 14, 34, 31, TimeSpan.Zero), read.ModifiedAt);
    }

    /// <summary>The same fields as JSON: references as objects, lines as an array, as the API writes them there.</summary>
    static object AsJson(XElement element)
    {
        if (!element.HasElements)
        {
            return element.Name.LocalName.EndsWith("Ref", StringComparison.Ordinal)
                ? new Dictionary<string, object>(StringComparer.Ordinal) { ["value"] = element.Value }
                : element.Value;
        }

        var fields = element.Elements().Where(each => each.Name.LocalName != "Line")
            .ToDictionary(each => each.Name.LocalName, AsJson, StringComparer.Ordinal);
        foreach (var attribute in element.Attributes().Where(each => !each.IsNamespaceDeclaration))
        {
            fields[attribute.Name.LocalName] = attribute.Value;
        }

        if (element.Elements("Line").Select(AsJson).ToArray() is { Length: > 0 } lines)
        {
            fields["Line"] = lines;
        }

        return fields;
    }

    static ErpDocument Read(string json)
    {
        using var document = JsonDocument.Parse(json);
        return QuickBooksEntryReader.Read(document.RootElement, "1", Usd, Answered);
    }

    static PostingDocument WithFirst(PostingDocument document, DocumentLine line) =>
        document with { Lines = [line, .. document.Lines.Skip(1)] };

    static PostingDocument Document()
    {
        var amount = new Money(10_000, Currency.Parse("EUR"));
        var dimensions = new Dictionary<string, string>(StringComparer.Ordinal) { ["Class"] = "5", ["Department"] = "2" };
        return new PostingDocument
        {
            Reference = DocumentReference.Of("LDG", 15, 12),
            RunId = new Guid("0197f2a4-0000-7000-8000-000000000015"),
            Group = "15-12",
            Company = "9130350000000001",
            Journal = "",
            Date = DateOnly.Parse("2026-03-15", CultureInfo.InvariantCulture),
            Memo = "Card sales",
            HomeCurrency = Usd,
            Lines =
            [
                new(1, "assets:clearing", "39", Side.Debit, amount, new Money(10_825, Usd), 1.0825m, dimensions, null, "Wallet \"float\""),
                new(2, "assets:receivable", "84", Side.Credit, amount, new Money(10_825, Usd), 1.0825m,
                    new Dictionary<string, string>(StringComparer.Ordinal), "Customer:1", "Ärger & Söhne"),
            ],
            MappingVersion = "1",
            EntryCount = 1,
            FirstPosition = 1,
            LastPosition = 1,
        };
    }
}
