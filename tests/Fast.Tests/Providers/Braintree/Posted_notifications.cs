using Ledger.Fast.Tests.JournalPosting;
using Xunit;

namespace Ledger.Fast.Tests.Providers.Braintree;

/// <summary>
/// What the posting matrix makes of whole lives: notifications in, balances out. Each fact counts once, as the inbox sees to.
/// </summary>
public sealed class Posted_notifications
{
    [Fact]
    public void Payment_that_is_refunded_and_disputed_leaves_what_the_dispute_did_not_give_back() => Check(
        """
        1100 CR 49.90 EUR
        1150 CR 14.90 EUR
        1150 DR 52.40 USD
        1170 DR 4.90 EUR
        1180 DR 49.90 EUR
        1180 CR 52.40 USD
        4100 DR 10.00 EUR
        """,
        "capture.settled", "capture.disbursed", "refund.settled", "dispute.opened", "dispute.disputed", "dispute.won-in-part");

    [Fact]
    public void Settlement_and_refund_that_are_declined_later_leave_nothing()
    {
        Check("", "capture.settled", "capture.declined");
        Check(
            """
            1100 CR 49.90 EUR
            1150 DR 49.90 EUR
            """,
            "capture.settled", "refund.settled", "refund.declined", "refund.failed");
    }

    [Fact]
    public void Dispute_that_is_accepted_and_then_lost_is_lost_once() => Check(
        """
        1100 CR 49.90 EUR
        6200 DR 49.90 EUR
        """,
        "capture.settled", "dispute.opened", "dispute.accepted", "dispute.lost", "dispute.expired");

    [Fact]
    public void Disbursement_settles_and_pays_its_batch() => Check(
        """
        1000 DR 1234.56 EUR
        1150 CR 1234.56 EUR
        """,
        "disbursement.paid");

    [Theory]
    [InlineData("disbursement.failed")]
    [InlineData("disbursement.paid", "disbursement.failed")]
    [InlineData("disbursement.failed", "disbursement.paid")]
    public void Disbursement_that_failed_leaves_nothing(params string[] samples) => Check("", samples);

    [Theory]
    [InlineData("disbursement.failed", "disbursement.retried")]
    [InlineData("disbursement.retried", "disbursement.failed")]
    [InlineData("disbursement.paid", "disbursement.failed", "disbursement.retried")]
    public void Second_attempt_pays_although_the_first_failed(params string[] samples) => Check(
        """
        1000 DR 1234.56 EUR
        1150 CR 1234.56 EUR
        """,
        samples);

    [Fact]
    public void Local_payment_that_is_given_back_without_a_transaction_posts_nothing() =>
        Check("", "local.completed-without-transaction", "local.reversed", "local.expired");

    static void Check(string balances, params string[] samples)
    {
        var books = new Dictionary<string, Book>(StringComparer.Ordinal);
        var known = new HashSet<Guid>();
        foreach (var fact in samples.SelectMany(BraintreeSampleTests.All).Where(fact => known.Add(fact.EventId)))
        {
            books.TryAdd(fact.StreamId, new Book(Book.Rules));
            books[fact.StreamId].Post(fact);
        }

        var all = new Book(Book.Rules);
        foreach (var book in books.Values)
        {
            Assert.Empty(book.State.Held);
            book.AssertFoldAgrees();
            all.Add(book);
        }

        Assert.Equal(balances.ReplaceLineEndings("\n"), all.Balances);
    }
}
