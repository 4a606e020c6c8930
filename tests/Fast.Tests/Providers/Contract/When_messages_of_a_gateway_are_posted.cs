using Ledger.Fast.Tests.JournalPosting;
using Ledger.Fast.Tests.Providers.PaymentGateway;
using Ledger.PaymentEvents;
using Xunit;

namespace Ledger.Fast.Tests.Providers.Contract;

/// <summary>R-GW-02: what the contract's messages become in the books, by the rules of the matrix.</summary>
public sealed class When_messages_of_a_gateway_are_posted
{
    [Fact]
    public void An_invoice_is_paid_refunded_and_the_refund_fails_with_the_six_members_and_an_id() => Check(
        """
        payment.captured 10000 fee 300 | posted M-04: DR 1150 100.00 EUR, CR 1100 100.00 EUR
        payment.captured 10000 fee 300 | posted M-09: DR 6100 3.00 EUR, CR 1150 3.00 EUR
        payment.captured 10000 fee 300 | posted M-04: DR 1150 100.00 EUR, CR 1100 100.00 EUR
        payment.captured 10000 fee 300 | posted M-09: DR 6100 3.00 EUR, CR 1150 3.00 EUR
        payment.refunded 2500 fee 0 | posted M-11: DR 4100 25.00 EUR, CR 1150 25.00 EUR
        payment.refund_failed 2500 fee 0 | posted M-12: CR 4100 25.00 EUR, DR 1150 25.00 EUR
        """,
        ("payment.captured", 10_000, 300, ""),
        ("payment.captured", 10_000, 300, ""), // the second half of the invoice
        ("payment.refunded", 2_500, 0, ""),
        ("payment.refund_failed", 2_500, 0, "\"refund_id\":\"evt-3\","));

    [Fact]
    public void A_payment_is_disputed_and_won_and_what_comes_too_early_waits() => Check(
        """
        fee.charged 300 fee 300 | held PREDECESSOR_MISSING
        payment.authorized 10000 fee 0 | noted
        payment.captured 10000 fee 300 | posted M-04: DR 1150 100.00 EUR, CR 1100 100.00 EUR + fee-posted: posted M-09: DR 6100 3.00 EUR, CR 1150 3.00 EUR
        payment.captured 10000 fee 300 | posted M-09: DR 6100 3.00 EUR, CR 1150 3.00 EUR
        dispute.opened 10000 fee 1500 | posted M-14: DR 1170 100.00 EUR, CR 1150 100.00 EUR
        dispute.opened 10000 fee 1500 | posted M-09.dispute-fee: DR 6110 15.00 EUR, CR 1150 15.00 EUR
        dispute.won 10000 fee 0 | posted M-15: DR 1150 100.00 EUR, CR 1170 100.00 EUR
        """,
        ("fee.charged", 300, 300, "\"payment_id\":\"pay-1\",\"fee_id\":\"fee-1\","),
        ("payment.authorized", 10_000, 0, "\"payment_id\":\"pay-1\","),
        ("payment.captured", 10_000, 300, "\"payment_id\":\"pay-1\","),
        ("dispute.opened", 10_000, 1_500, "\"payment_id\":\"pay-1\",\"dispute_id\":\"dp-1\","),
        ("dispute.won", 10_000, 0, "\"payment_id\":\"pay-1\",\"dispute_id\":\"dp-1\","));

    [Fact]
    public void A_capture_fails_by_the_id_of_its_payment() => Check(
        """
        payment.captured 10000 fee 0 | posted M-04: DR 1150 100.00 EUR, CR 1100 100.00 EUR
        payment.capture_failed 10000 fee 0 | posted M-05: CR 1150 100.00 EUR, DR 1100 100.00 EUR
        """,
        ("payment.captured", 10_000, 0, "\"payment_id\":\"pay-1\","),
        ("payment.capture_failed", 10_000, 0, "\"payment_id\":\"pay-1\","));

    [Fact]
    public void A_batch_is_settled_paid_out_and_comes_back_while_its_fee_stands_by_itself() => Check(
        """
        settlement.confirmed 9000 fee 0 | posted M-10: DR 1155 90.00 EUR, CR 1150 90.00 EUR
        payout.initiated 9000 fee 0 | posted M-17: DR 1050 90.00 EUR, CR 1155 90.00 EUR
        payout.paid 9000 fee 100 | posted M-18: DR 1000 90.00 EUR, CR 1050 90.00 EUR
        payout.paid 9000 fee 100 | posted M-09: DR 6100 1.00 EUR, CR 1150 1.00 EUR
        payout.failed 9000 fee 0 | posted M-19: CR 1000 90.00 EUR, DR 1050 90.00 EUR; CR 1050 90.00 EUR, DR 1155 90.00 EUR; CR 1155 90.00 EUR, DR 1150 90.00 EUR
        """,
        ("settlement.confirmed", 9_000, 0, "\"invoice_id\":null,\"payout_id\":\"po-1\","),
        ("payout.initiated", 9_000, 0, "\"payout_id\":\"po-1\","),
        ("payout.paid", 9_000, 100, "\"payout_id\":\"po-1\","),
        ("payout.failed", 9_000, 0, "\"payout_id\":\"po-1\","));

    static void Check(string expected, params (string Type, long Amount, long Fee, string More)[] messages)
    {
        var books = new Dictionary<string, Book>(StringComparer.Ordinal);
        var found = new List<string>();
        foreach (var (message, place) in messages.Select((message, place) => (message, place)))
        {
            var invoice = message.More.Contains("invoice_id", StringComparison.Ordinal) ? "" : "\"invoice_id\":\"INV-1\",";
            foreach (var fact in GatewayDeliveries.Translate(
                $$"""
                {"event_type":"{{message.Type}}","event_id":"evt-{{place + 1}}",{{invoice}}{{message.More}}"amount_minor":{{message.Amount}},
                 "currency_code":"EUR","gateway_fee_minor":{{message.Fee}},"occurred_at":"2026-11-20T09:{{place:00}}:00Z"}
                """).Events)
            {
                found.Add($"{message.Type} {message.Amount} fee {message.Fee} | {BookOf(books, fact).Post(fact)}");
            }
        }

        Assert.Equal(expected.Split('\n'), found);
        Assert.All(books.Values, book => book.AssertFoldAgrees());
    }

    static Book BookOf(Dictionary<string, Book> books, PaymentEvent fact)
    {
        if (!books.TryGetValue(fact.StreamId, out var book))
        {
            books[fact.StreamId] = book = new Book(Book.Rules);
        }

        return book;
    }
}
