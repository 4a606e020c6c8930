using System.Globalization;
using System.Text;
using Ledger.Backfill;
using Ledger.Backfill.Files;
using Xunit;

namespace Ledger.Fast.Tests.Backfill;

/// <summary>Rows of a file (R-FF-04, R-FF-05): each becomes the message that a gateway would have sent, or a reason.</summary>
public sealed class When_rows_are_read
{
    static readonly IReadOnlyList<(string Name, ColumnKind Kind)> Columns = EventColumns.Of(
        ["event_type", "event_id", "invoice_id", "amount_minor", "currency_code", "gateway_fee_minor", "occurred_at", "payment_id"])!;

    [Fact]
    public void A_row_becomes_the_message_of_a_gateway_with_what_it_states_and_nothing_else()
    {
        var item = EventRow.Read(
            2, Columns, ["payment.captured", "e1", "", "1050", "EUR", "-45", "2026-11-01T10:00:00+01:00", "pay \"1\""]);

        Assert.Null(item.Rejected);
        Assert.Equal("e1", item.Name);
        Assert.Equal(
            """{"event_type":"payment.captured","event_id":"e1","amount_minor":1050,"currency_code":"EUR","gateway_fee_minor":-45"""
            + ""","occurred_at":"2026-11-01T10:00:00\u002B01:00","payment_id":"pay \u00221\u0022"}""",
            Encoding.UTF8.GetString(item.Body));
    }

    [Theory]
    [InlineData("t|e1|i|1|EUR|0|2026-11-01T10:00:00Z", RowReason.RowMalformed)]
    [InlineData("t|e1|i|1|EUR|0|2026-11-01T10:00:00Z|a\tb", RowReason.TextRefused)]
    [InlineData("t||i|1|EUR|0|2026-11-01T10:00:00Z|p", RowReason.EventIdRefused)]
    [InlineData("t|e 1|i|1|EUR|0|2026-11-01T10:00:00Z|p", RowReason.EventIdRefused)]
    [InlineData("t|4242424242424242|i|1|EUR|0|2026-11-01T10:00:00Z|p", RowReason.EventIdRefused)]
    [InlineData("|e1|i|1|EUR|0|2026-11-01T10:00:00Z|p", RowReason.EventTypeMissing)]
    [InlineData("t|e1|i|10.50|EUR|0|2026-11-01T10:00:00Z|p", RowReason.AmountRefused)]
    [InlineData("t|e1|i|1 000|EUR|0|2026-11-01T10:00:00Z|p", RowReason.AmountRefused)]
    [InlineData("t|e1|i|+1|EUR|0|2026-11-01T10:00:00Z|p", RowReason.AmountRefused)]
    [InlineData("t|e1|i|1|eur|0|2026-11-01T10:00:00Z|p", RowReason.CurrencyRefused)]
    [InlineData("t|e1|i|1|EUR|0|2026-11-01 10:00:00|p", RowReason.TimeRefused)]
    [InlineData("t|e1|i|1|EUR|0|2026-11-01T10:00:00|p", RowReason.TimeRefused)]
    [InlineData("t|e1|i|1|EUR|0|2026-13-01T10:00:00Z|p", RowReason.TimeRefused)]
    [InlineData("t|e1|i|1|EUR|0||p", RowReason.TimeRefused)]
    [InlineData("|||x|eur||x|p", RowReason.EventIdRefused)] // Of several faults the first of the list is told.
    public void A_row_that_cannot_be_used_says_why_and_holds_nothing(string fields, RowReason reason)
    {
        var item = EventRow.Read(7, Columns, fields.Split('|'));

        Assert.Equal((reason, 7, 0), (item.Rejected, item.Line, item.Body.Length));
        Assert.DoesNotContain("4242424242424242", item.Name, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("event_type,event_id,invoice_id,amount_minor,currency_code,gateway_fee_minor,occurred_at", true)]
    [InlineData("event_type,event_id,invoice_id,amount_minor,currency_code,gateway_fee_minor,occurred_at,refund_id,due_by", true)]
    [InlineData("event_type,event_id,invoice_id,amount_minor,currency_code,gateway_fee_minor,occurred_at,due_by,refund_id", false)]
    [InlineData("event_type,event_id,invoice_id,amount_minor,currency_code,gateway_fee_minor,occurred_at,occurred_at", false)]
    [InlineData("event_type,event_id,invoice_id,amount_minor,currency_code,gateway_fee_minor,occurred_at,colour", false)]
    [InlineData("event_id,event_type,invoice_id,amount_minor,currency_code,gateway_fee_minor,occurred_at", false)]
    [InlineData("event_type,event_id,amount_minor,currency_code,gateway_fee_minor,occurred_at,payment_id", false)]
    [InlineData("event_type,event_id", false)]
    public void Columns_are_those_that_are_documented_in_their_order(string header, bool areColumns) =>
        Assert.Equal(areColumns, EventColumns.Of(header.Split(',')) is not null);

    [Theory]
    [InlineData("""{"count":1,"files":[{"name":"a","bytes":2,"sha256":"SHA"}]}""", null)]
    [InlineData("""{"count":1,"files":[]}""", BackfillReason.ManifestInvalid)]
    [InlineData("""{"files":[{"name":"a","bytes":2,"sha256":"SHA"}]}""", BackfillReason.ManifestInvalid)]
    [InlineData("""{"count":1,"files":[{"name":"../a","bytes":2,"sha256":"SHA"}]}""", BackfillReason.ManifestInvalid)]
    [InlineData("""{"count":1,"files":[{"name":"a","bytes":2,"sha256":"12"}]}""", BackfillReason.ManifestInvalid)]
    [InlineData("""{"count":2,"files":[{"name":"a","bytes":2,"sha256":"SHA"},{"name":"a","bytes":2,"sha256":"SHA"}]}""", BackfillReason.ManifestInvalid)]
    [InlineData("[]", BackfillReason.ManifestInvalid)]
    [InlineData("nothing", BackfillReason.ManifestInvalid)]
    public void A_manifest_says_what_there_is_or_is_refused(string json, BackfillReason? refused)
    {
        var path = Path.Combine(Directory.CreateTempSubdirectory("ledger-manifest-").FullName, "manifest.json");
        File.WriteAllText(path, json.Replace("SHA", new string('a', 64), StringComparison.Ordinal));

        if (refused is null)
        {
            Assert.Equal("1", Manifest.Read(path).Count.ToString(CultureInfo.InvariantCulture));
        }
        else
        {
            Assert.Equal(refused, Assert.Throws<BackfillRefusedException>(() => Manifest.Read(path)).Reason);
        }

        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
    }
}
