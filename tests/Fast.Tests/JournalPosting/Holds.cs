using Ledger.JournalPosting;
using Ledger.JournalPosting.Events;
using Ledger.PaymentEvents;
using Xunit;
using static Ledger.Fast.Tests.JournalPosting.PaymentSample;

namespace Ledger.Fast.Tests.JournalPosting;

public sealed class Holds
{
    [Fact]
    public void A_hold_past_its_deadline_is_an_exception_once_and_can_still_be_released()
    {
        var book = new Book(Book.Rules);
        book.Post(Event(EventClass.RefundPosted, Eur(400), objectId: "re_1"));
        var deadline = Assert.Single(book.State.Held).Deadline;
        Assert.Equal(Noon.AddHours(72), deadline);

        Assert.Empty(PostingDecider.RaiseOverdue(book.State, Book.Rules, deadline.AddTicks(-1)).Facts);
        var overdue = PostingDecider.RaiseOverdue(book.State, Book.Rules, deadline);
        var raised = Assert.IsType<ExceptionRaised>(Assert.Single(overdue.Facts));
        Assert.Equal(("PREDECESSOR_MISSING", true, "M-11"), (raised.Reason, raised.Overdue, raised.Row));
        book.Apply(overdue);
        Assert.Empty(PostingDecider.RaiseOverdue(book.State, Book.Rules, deadline.AddDays(9)).Facts);

        book.Post(Event(EventClass.CaptureSucceeded, Eur(1000), objectId: "ch_1"));
        Assert.Equal("1100 CR 10.00 EUR\n1150 DR 6.00 EUR\n4100 DR 4.00 EUR", book.Balances);
        Assert.Empty(book.State.Held);
        book.AssertFoldAgrees();
    }

    [Fact]
    public void What_was_held_keeps_the_whole_event_and_says_that_it_was_released()
    {
        var book = new Book(Book.Rules);
        var refund = Event(EventClass.RefundPosted, Eur(400), objectId: "re_1", minute: 3) with
        {
            OrderLines = [new OrderLine("sku", 2, "berlin")],
            DueBy = Noon,
        };
        book.Post(refund);
        book.Post(Event(EventClass.CaptureSucceeded, Eur(1000)));
        var entry = Assert.IsType<JournalEntryPosted>(book.Facts[^1]);
        Assert.Equal((true, refund.EventId, "CAPTURED", "PARTIALLY_REFUNDED"),
            (entry.ReleasedFromHold, entry.EventId, entry.StatusBefore, entry.StatusAfter));
        var held = Assert.IsType<PaymentEventHeld>(book.Facts[0]);
        var stored = (PaymentEventHeld)JournalEventTypes.Read("payment_event_held", held.ToNewEvent(book.Now).Data)!;
        Assert.Equal(refund with { OrderLines = [] }, stored.Event! with { OrderLines = [] });
        Assert.Equal(refund.OrderLines, stored.Event!.OrderLines);
    }

    [Fact]
    public void A_read_that_brings_the_missing_facts_takes_the_place_of_the_hold()
    {
        var book = new Book(Book.Rules);
        var thin = Thin(Event(EventClass.CaptureSucceeded, null));
        Assert.Equal("held NEEDS_READ", book.Post(thin));
        var full = thin with { Completeness = Completeness.Complete, Amounts = new PaymentAmounts(Gross: Eur(900)) };
        Assert.Equal("posted M-04: DR 1150 9.00 EUR, CR 1100 9.00 EUR", book.Post(full));
        Assert.Empty(book.State.Held);
        book.AssertFoldAgrees();
    }

    [Fact]
    public void A_complete_refund_that_must_wait_replaces_the_hold_for_its_read()
    {
        var book = new Book(Book.Rules);
        var thin = Thin(Event(EventClass.RefundPosted, null, objectId: "re_1"));
        book.Post(thin);
        var full = thin with { Completeness = Completeness.Complete, Amounts = new PaymentAmounts(Gross: Eur(900)) };
        Assert.Equal("held PREDECESSOR_MISSING", book.Post(full));
        Assert.Equal("PREDECESSOR_MISSING", Assert.Single(book.State.Held).Reason);
        book.AssertFoldAgrees();
    }

    [Fact]
    public void An_exception_on_release_ends_the_hold()
    {
        var book = new Book(Book.Rules);
        book.Post(Event(EventClass.RefundPosted, Eur(400), objectId: "re_1"));
        Assert.EndsWith(
            " + refund-posted: exception CURRENCY_MISMATCH",
            book.Post(Book.Parse("capture-succeeded ch_1 10.00 USD", 0)), StringComparison.Ordinal);
        Assert.Empty(book.State.Held);
        Assert.NotNull(Assert.IsType<ExceptionRaised>(book.Facts[^1]).Event);
        book.AssertFoldAgrees();
    }

    [Fact]
    public void A_refund_above_what_is_left_waits_for_room_and_is_an_exception_at_its_deadline()
    {
        var book = new Book(Book.Rules);
        book.Post(Event(EventClass.CaptureSucceeded, Eur(1000), objectId: "ch_1"));
        book.Post(Event(EventClass.RefundPosted, Eur(800), objectId: "re_1", minute: 1));
        Assert.Equal(
            "held REFUND_EXCEEDS_CAPTURE",
            book.Post(Event(EventClass.RefundPosted, Eur(500), objectId: "re_2", minute: 3)));

        var overdue = PostingDecider.RaiseOverdue(book.State, Book.Rules, Noon.AddHours(72));
        var raised = Assert.IsType<ExceptionRaised>(Assert.Single(overdue.Facts));
        Assert.Equal((PostingReason.RefundExceedsCapture, "REFUND_EXCEEDS_CAPTURE"), (overdue.Reason, raised.Reason));
        Assert.EndsWith(
            "Captured 10.00 EUR, refunded so far 8.00 EUR, now 5.00 EUR.", raised.Detail, StringComparison.Ordinal);
        book.Apply(overdue);

        book.Post(Event(EventClass.RefundFailed, Eur(800), objectId: "re_1", minute: 2));
        Assert.Equal("1100 CR 10.00 EUR\n1150 DR 5.00 EUR\n4100 DR 5.00 EUR", book.Balances);
        Assert.Empty(book.State.Held);
        book.AssertFoldAgrees();
    }

    [Fact]
    public void An_overdue_hold_tells_what_it_waits_for_by_then()
    {
        var book = new Book(Book.Rules);
        book.Post(Event(EventClass.RefundPosted, Eur(400), objectId: "re_1"));
        book.Post(Event(EventClass.CaptureSucceeded, Eur(100)));
        Assert.Equal("PREDECESSOR_MISSING", Assert.Single(book.State.Held).Reason);
        var overdue = PostingDecider.RaiseOverdue(book.State, Book.Rules, Noon.AddHours(72));
        Assert.Equal("REFUND_EXCEEDS_CAPTURE", Assert.IsType<ExceptionRaised>(Assert.Single(overdue.Facts)).Reason);
    }

    static PaymentEvent Thin(PaymentEvent e) => e with { Completeness = Completeness.NeedsRead };
}
