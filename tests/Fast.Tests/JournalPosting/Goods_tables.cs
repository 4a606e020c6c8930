using Ledger.JournalPosting.Matrix;
using Ledger.PaymentEvents;
using Xunit;
using static Ledger.Fast.Tests.JournalPosting.PaymentSample;

namespace Ledger.Fast.Tests.JournalPosting;

/// <summary>What goods post at cost, as a bookkeeper reads it (M-29 to M-32). The inventory gates their order, not the journal.</summary>
public sealed class Goods_tables
{
    public static TheoryData<string, string?, string?, string> Rows => new()
    {
        { EventClass.ShipmentSent, null, null, "posted M-31: DR 5000 12.50 EUR, CR 1200 12.50 EUR" },
        { EventClass.ReturnReceived, null, null, "posted M-29: DR 1210 12.50 EUR, CR 5000 12.50 EUR" },
        { EventClass.ReturnGraded, EventVariant.Resale, null, "posted M-30.resale: DR 1200 12.50 EUR, CR 1210 12.50 EUR" },
        { EventClass.ReturnGraded, EventVariant.WriteOff, "damaged", "posted M-30.write-off: DR 5100 12.50 EUR, CR 1210 12.50 EUR" },
        { EventClass.StockCorrected, null, "count", "posted M-32: DR 5100 12.50 EUR, CR 1200 12.50 EUR" },
        { EventClass.StockCorrected, EventVariant.Increase, "count", "posted M-32.increase: DR 1200 12.50 EUR, CR 5100 12.50 EUR" },
    };

    // Under every profile: none of them touches goods.
    [Theory]
    [MemberData(nameof(Rows))]
    public void Each_goods_fact_posts_its_row_at_cost(string eventClass, string? variant, string? reason, string posted)
    {
        var e = Goods(eventClass, 1250, "mv-1", variant, reason);
        foreach (var profiles in (string[][])[[], ["cash-on-capture"], ["memo-authorizations"]])
        {
            var book = new Book(Book.Rules with { Matrix = PostingMatrix.Load(null, Book.Chart, profiles) });

            Assert.Equal(posted, book.Post(e));
            book.AssertFoldAgrees();
        }
    }

    [Fact]
    public void An_order_that_is_shipped_returned_and_graded_leaves_what_was_lost()
    {
        var book = new Book(Book.Rules);
        (PaymentEvent Event, string Status)[] life =
        [
            (Goods(EventClass.ShipmentSent, 3000, "mv-1"), "SHIPPED"),
            (Goods(EventClass.ReturnReceived, 2000, "mv-2", minute: 1), "RETURNED"),
            (Goods(EventClass.ReturnGraded, 1500, "mv-3", EventVariant.Resale, minute: 2), "GRADED"),
            (Goods(EventClass.ReturnGraded, 500, "mv-4", EventVariant.WriteOff, "damaged", minute: 2), "GRADED"),
        ];
        Assert.Equal("NEW", book.State.Status);
        foreach (var (e, status) in life)
        {
            Assert.StartsWith("posted", book.Post(e), StringComparison.Ordinal);
            Assert.Equal(status, book.State.Status);
        }

        Assert.Equal("1200 CR 15.00 EUR\n5000 DR 10.00 EUR\n5100 DR 5.00 EUR", book.Balances);
        Assert.Equal(["order-7", "mv-1", "mv-2", "mv-3", "mv-4"], book.State.TraceKeys);
        book.AssertFoldAgrees();
    }

    [Fact]
    public void The_order_of_goods_facts_is_not_the_journals_concern()
    {
        var book = new Book(Book.Rules);
        Assert.StartsWith("posted M-29", book.Post(Goods(EventClass.ReturnReceived, 2000, "mv-2")), StringComparison.Ordinal);
        Assert.StartsWith("posted M-31", book.Post(Goods(EventClass.ShipmentSent, 2000, "mv-1")), StringComparison.Ordinal);
        Assert.Equal("1200 CR 20.00 EUR\n1210 DR 20.00 EUR", book.Balances);
    }

    // R-JR-06, R-IN-22: a loss without a reason, goods of no order and goods of no place are kept for a person.
    [Theory]
    [InlineData(EventClass.StockCorrected, null)]
    [InlineData(EventClass.StockCorrected, EventVariant.Increase)]
    [InlineData(EventClass.ReturnGraded, EventVariant.WriteOff)]
    public void A_loss_or_find_needs_its_reason(string eventClass, string? variant) =>
        Assert.Equal("exception REFERENCE_MISSING", new Book(Book.Rules).Post(Goods(eventClass, 100, "mv-1", variant)));

    [Fact]
    public void Goods_need_their_place_and_what_is_shipped_or_comes_back_its_order()
    {
        var shipment = Goods(EventClass.ShipmentSent, 100, "mv-1");
        foreach (var lacking in (PaymentEvent[])[
            shipment with { Account = "" }, shipment with { OrderRef = null },
            Goods(EventClass.ReturnReceived, 100, "mv-1") with { OrderRef = null }])
        {
            Assert.Equal("exception REFERENCE_MISSING", new Book(Book.Rules).Post(lacking));
        }
    }

    [Fact]
    public void A_grading_says_what_becomes_of_the_goods() => Assert.Equal(
        "exception UNMAPPED_CLASS", new Book(Book.Rules).Post(Goods(EventClass.ReturnGraded, 100, "mv-1")));

    [Fact]
    public void Goods_that_cost_nothing_are_kept_for_a_person() => Assert.Equal(
        "exception AMOUNT_NOT_POSITIVE", new Book(Book.Rules).Post(Goods(EventClass.ShipmentSent, 0, "mv-1")));

    [Fact]
    public void Goods_lie_in_a_stream_of_their_place_and_order_or_article()
    {
        Assert.Equal("goods/inventory/ZRH/order-7", Goods(EventClass.ShipmentSent, 100, "mv-1").StreamId);
        Assert.Equal("goods/inventory/ZRH/TEA-1", Goods(EventClass.StockCorrected, 100, "mv-1").StreamId);
    }
}
