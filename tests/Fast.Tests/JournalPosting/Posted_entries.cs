using System.Text;
using Ledger.JournalPosting;
using Ledger.JournalPosting.Events;
using Ledger.PaymentEvents;
using Xunit;
using static Ledger.Fast.Tests.JournalPosting.PaymentSample;

namespace Ledger.Fast.Tests.JournalPosting;

public sealed class Posted_entries
{
    [Fact]
    public void An_entry_carries_every_reference_an_auditor_follows()
    {
        var e = Event(EventClass.CaptureSucceeded, Eur(1050), objectId: "ch_1") with
        {
            InvoiceRef = "inv_1",
            IdempotencyKey = "key_1",
            ApiRequestId = "req_1",
        };
        var decision = PostingDecider.Decide(new(), e, Book.Rules, Noon, "trace_1");
        var stored = Assert.Single(decision.Facts).ToNewEvent(Noon);
        Assert.Equal(DeterministicId.Of("entry", e.EventId.ToString(), "0"), stored.Id);
        Assert.Equal("journal_entry_posted", stored.Type);
        Assert.Equal(typeof(JournalEntryPosted).FullName + ", Ledger.JournalPosting", stored.DotNetType);
        Assert.Equal((e.DeliveryId.ToString(), e.EventId.ToString()), (stored.CorrelationId, stored.CausationId));
        Assert.Equal($$$"""
            {"EntryId":"{{{stored.Id}}}","Index":0,"BookingDate":"2026-11-20","Confidence":"provisional","Lines":[
            {"Account":"1150","Side":"Debit","MinorUnits":1050,"Currency":"EUR"},
            {"Account":"1100","Side":"Credit","MinorUnits":1050,"Currency":"EUR"}],
            "EventId":"{{{e.EventId}}}","Class":"capture-succeeded","Row":"M-04","MatrixVersion":"2026.3",
            "Provider":"stripe","Account":"acct_1","PaymentId":"pi_1","ProviderEventId":"{{{e.ProviderEventId}}}",
            "ProviderEventType":"sample","ProviderObjectId":"ch_1","OrderRef":"order of pi_1","InvoiceRef":"inv_1",
            "IdempotencyKey":"key_1","ApiRequestId":"req_1","Livemode":true,
            "OccurredAt":"2026-11-20T12:00:00+00:00","ReceivedAt":"2026-11-20T12:00:02+00:00",
            "DeliveryId":"{{{e.DeliveryId}}}","BodySha256":"{{{e.BodySha256}}}",
            "Fingerprint":"{{{Convert.ToHexStringLower(e.Fingerprint())}}}","TraceId":"trace_1",
            "Amounts":{"Gross":{"MinorUnits":1050,"Currency":"EUR"}},"ReleasedFromHold":false,
            "StatusBefore":"NEW","StatusAfter":"CAPTURED"}
            """.ReplaceLineEndings(""), Text(stored.Data));
    }

    [Fact]
    public void A_counter_entry_names_the_entry_it_undoes_and_each_entry_is_undone_once()
    {
        var book = new Book(Book.Rules);
        book.Post(Book.Parse("payout-initiated po_1 5.00 EUR", 0));
        book.Post(Book.Parse("payout-paid po_1 5.00 EUR", 1));
        book.Post(Book.Parse("payout-failed po_1 5.00 EUR", 2));
        var entries = book.Facts.Cast<JournalEntryPosted>().ToList();
        Assert.Equal([null, null, entries[1].EntryId, entries[0].EntryId], entries.Select(entry => entry.Corrects));
        Assert.Equal([0, 1], entries.Skip(2).Select(entry => entry.Index));
        Assert.Equal(4, entries.Select(entry => entry.EntryId).Distinct().Count());
        Assert.Empty(book.State.OpenEntries);
    }

    [Theory]
    [InlineData("utc-day", "2026-11-20T23:30:00Z", "2026-11-20")]
    [InlineData("zone:Europe/Berlin", "2026-11-20T23:30:00Z", "2026-11-21")]
    [InlineData("zone:America/New_York", "2026-11-20T03:00:00Z", "2026-11-19")]
    public void The_booking_date_follows_the_named_rule(string rule, string occurred, string day)
    {
        var at = DateTimeOffset.Parse(occurred);
        Assert.Equal(DateOnly.Parse(day), BookingDay.Parse(rule).Of(at));
    }

    [Theory]
    [InlineData("zone:Mars/Olympus")]
    [InlineData("local-day")]
    public void A_booking_rule_that_does_not_exist_is_refused(string rule) =>
        Assert.Throws<FormatException>(() => BookingDay.Parse(rule));

    [Fact]
    public void Reasons_have_names_that_can_be_read_back()
    {
        Assert.Equal("REFUND_EXCEEDS_CAPTURE", PostingReason.RefundExceedsCapture.WireName());
        Assert.All(PostingReasons.All, name =>
        {
            Assert.Matches("^[A-Z]+(_[A-Z]+)*$", name);
            Assert.True(PostingReasons.TryParse(name, out var reason));
            Assert.Equal(name, reason.WireName());
        });
    }

    [Fact]
    public void An_event_that_contradicts_a_known_one_changes_no_state()
    {
        var book = new Book(Book.Rules);
        var e = Event(EventClass.CaptureSucceeded, Eur(1050));
        book.Post(e);
        var other = e with { Amounts = new PaymentAmounts(Gross: Eur(9999)) };
        var raised = PostingDecider.Raise(
            book.State, other, PostingReason.FactContradicted, "seen twice", Book.Rules, Noon, null);
        Assert.Equal(Disposition.Exception, raised.Disposition);
        Assert.Equal(book.State, raised.State);
    }

    [Fact]
    public void A_missing_reference_is_kept_for_a_person()
    {
        var e = Event(EventClass.CaptureSucceeded, Eur(1050)) with { ProviderObjectId = "" };
        Assert.Equal("exception REFERENCE_MISSING", new Book(Book.Rules).Post(e));
    }

    static string Text(byte[] json) =>
        Encoding.UTF8.GetString(json).Replace("\\u002B", "+", StringComparison.Ordinal);
}
